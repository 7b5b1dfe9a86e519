#include "desk/mailbox_alerts.h"

#include "store/setting_names.h"

#include <string>

namespace desk {

namespace {

using base::operator""min;

constexpr base::Duration alert_patience = 15min;  // providers have their minutes
constexpr std::size_t told_at_once_max = 100;

void queue(store::Store& store, const House& house, const Alert& alert, base::Time now)
{
    for (const store::NewNotice& notice : operator_alert(house, alert, now)) store.queue().add_notice(notice);
}

std::string trouble_of(store::Store& store, const std::string& mailbox)
{
    constexpr std::size_t entries_max = 100;
    for (const store::JournalEntry& entry : store.journal().latest(entries_max)) {
        if (entry.event == "mailbox_trouble" && entry.detail.starts_with(mailbox + ": ")) return entry.detail;
    }
    return {};
}

void alert_about_trouble(store::Store& store, const House& house, const std::string& mailbox, base::Time now)
{
    const auto since = store.settings().get(store::setting::mailbox_trouble_since(mailbox)).value_or(0);
    const std::string told = "mailbox_trouble_told:" + mailbox;
    const bool is_told = store.settings().get(told).value_or(0) == since;
    if (since == 0 || is_told || now - base::from_unix_ms(since) < alert_patience) return;
    queue(store, house,
          {.cause = "mailbox trouble " + mailbox + ' ' + std::to_string(since),
           .what = "the mailbox " + mailbox + " cannot be polled",
           .since = base::from_unix_ms(since),
           .detail = trouble_of(store, mailbox),
           .advice = "Mail waits there, none is lost, and it is tried again at least every hour: see the log, and "
                     "gazettectl mailbox test."},
          now);
    store.settings().set(told, since);
}

void tell_of_left_mail(store::Store& store, const House& house, base::Time now)
{
    const auto left = store.mailboxes().left_untold(told_at_once_max);
    if (left.empty()) return;
    std::string detail;
    for (const store::LeftMail& mail : left) {
        detail += (detail.empty() ? "" : "; ") + mail.mailbox + ", message " + mail.id + ": " + mail.why;
        store.mailboxes().mark_told(mail);
    }
    queue(store, house,
          {.cause = "mail left " + left.front().mailbox + ' ' + left.front().id + ' ' +
                    std::to_string(base::to_unix_ms(now)),
           .what = "mail stays in a mailbox, since it cannot be taken",
           .since = now,
           .detail = detail,
           .advice = "Look at them with a mail program. Where max_message was too low, raise it; else move a message "
                     "to another folder and back, and it is tried as a new one."},
          now);
}

}  // namespace

void alert_about_mailboxes(store::Store& store, const House& house, base::Time now)
{
    if (house.config.mailboxes.empty()) return;
    for (const config::MailboxIntake& mailbox : house.config.mailboxes)
        alert_about_trouble(store, house, mailbox.name, now);
    tell_of_left_mail(store, house, now);
}

}  // namespace desk
