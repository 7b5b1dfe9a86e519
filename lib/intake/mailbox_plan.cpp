#include "intake/mailbox_plan.h"

#include "base/percent.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace intake {

namespace {

using base::operator""h;
using store::MailState;

constexpr base::Duration wait_max = 1h;

using Known = std::map<std::string, store::KnownMail, std::less<>>;

Known by_id(const store::MailboxMemory& memory)
{
    Known known;
    for (const store::KnownMail& mail : memory.mails) known[mail.id] = mail;
    return known;
}

/// Whether it may be fetched now; `mail` is null where it is not known.
bool is_wanted(const store::KnownMail* mail, bool is_too_large)
{
    if (mail == nullptr || mail->state == MailState::too_large) return !is_too_large;
    return mail->state == MailState::failing;
}

store::KnownMail too_large(const MailboxItem& item, const config::MailboxIntake& mailbox)
{
    return {.id = item.id,
            .state = MailState::too_large,
            .tries = 0,
            .why = fmt::format("it has {} octets, and max_message is {}", item.octets, mailbox.message_octets_max)};
}

}  // namespace

ListedBefore listed_before(const store::MailboxMemory& memory)
{
    ListedBefore before{.uid_validity = memory.uid_validity, .uid = memory.settled_up_to};
    for (const store::KnownMail& mail : memory.mails) before.ids.insert(mail.id);
    return before;
}

MailboxPlan plan_look(const MailboxListing& listing, const store::MailboxMemory& memory,
                      const config::MailboxIntake& mailbox)
{
    MailboxPlan plan;
    plan.is_renewed = listing.uid_validity != memory.uid_validity;
    const Known known = plan.is_renewed ? Known{} : by_id(memory);
    std::set<std::string_view> listed;
    std::vector<std::string> failing;
    for (const MailboxItem& item : listing.items) {
        if (!listed.insert(item.id).second) continue;
        const auto found = known.find(item.id);
        const store::KnownMail* const mail = found == known.end() ? nullptr : &found->second;
        const bool is_too_large = item.octets > mailbox.message_octets_max;
        if (is_wanted(mail, is_too_large)) {
            (mail != nullptr && mail->state == MailState::failing ? failing : plan.take).push_back(item.id);
        } else if (mail == nullptr) {
            plan.note.push_back(too_large(item, mailbox));
        } else if (mailbox.afterwards != config::Afterwards::keep) {
            if (mail->state == MailState::taken) plan.clear_away.push_back(item.id);
            if (mail->state == MailState::copied) plan.remove.push_back(item.id);
        }
    }
    plan.take.insert(plan.take.end(), failing.begin(), failing.end());
    // Those that fail are tried at the pace of the looks, not one after the other.
    plan.has_more = plan.take.size() > mailbox.round_messages_max + failing.size();
    plan.take.resize(std::min(plan.take.size(), mailbox.round_messages_max));
    for (const auto& [id, mail] : known) {
        if (!listed.contains(id)) plan.forget.push_back(id);
    }
    return plan;
}

store::KnownMail after_failure(const store::MailboxMemory& memory, const std::string& id, Failing failing,
                               std::string why)
{
    const int tries_max = failing == Failing::refused ? refused_tries_max : lost_tries_max;
    const auto found = std::ranges::find(memory.mails, id, &store::KnownMail::id);
    const int tries = (found == memory.mails.end() ? 0 : found->tries) + 1;
    return {.id = id,
            .state = tries < tries_max ? MailState::failing : MailState::given_up,
            .tries = tries,
            .why = std::move(why)};
}

std::int64_t settled_up_to(const MailboxListing& listing, const store::MailboxMemory& memory)
{
    const Known known = by_id(memory);
    std::vector<std::int64_t> uids;
    for (const MailboxItem& item : listing.items) uids.push_back(base::parse_number(item.id).value_or(0));
    std::ranges::sort(uids);
    std::int64_t settled = memory.settled_up_to;
    for (const std::int64_t uid : uids) {
        const auto found = known.find(std::to_string(uid));
        const bool is_over = found != known.end() && found->second.state != MailState::failing &&
                             found->second.state != MailState::too_large;  // which a larger max_message would take
        if (!is_over) break;
        settled = std::max(settled, uid);
    }
    return settled;
}

base::Duration wait_before_look(int failures, base::Duration poll)
{
    base::Duration wait = poll;
    for (int i = 0; i < failures && wait < wait_max; ++i) wait *= 2;
    return std::max(poll, std::min(wait, wait_max));
}

MailboxPlace mailbox_place(const config::MailboxIntake& mailbox)
{
    const std::string_view url = mailbox.url;
    const auto host_at = url.find("://") + 3;
    const auto slash = std::min(url.find('/', host_at), url.size());
    MailboxPlace place{.server = std::string(url.substr(0, slash)),
                       .host = std::string(url.substr(host_at, slash - host_at)),
                       .folder = base::percent_decoded(url.substr(std::min(slash + 1, url.size()))),
                       .is_imap = url.starts_with("imap"),
                       .has_tls_at_once = url.substr(0, host_at - 3).ends_with('s')};
    if (place.folder.empty()) place.folder = "INBOX";
    return place;
}

}  // namespace intake
