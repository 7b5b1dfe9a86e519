#include "base/log_events.h"
#include "desk/bounce.h"
#include "desk/bounce_digest.h"
#include "desk/commit.h"
#include "desk/desk.h"
#include "desk/digests.h"
#include "desk/event_reminder.h"
#include "desk/feedback_letters.h"
#include "desk/held_letters.h"
#include "desk/mailbox_alerts.h"
#include "desk/retention.h"
#include "form/asking.h"
#include "list/bouncing.h"
#include "list/disclosure.h"
#include "list/inviting.h"
#include "store/setting_names.h"

#include <algorithm>

namespace desk {

namespace {

using base::days;
using base::operator""h;
using base::operator""min;

constexpr base::Duration digest_interval = days{1};
constexpr base::Duration digest_patience = 10min;  // so that what comes together is told together
constexpr base::Duration ingest_keys_kept = days{90};
constexpr base::Duration forget_interval = 1h;
constexpr base::Duration alert_patience = 5min;  // a relay that restarts is no news
constexpr std::size_t forgotten_max = 200;       // a pass, some 20 ms
constexpr std::size_t failures_listed_max = 1000;
constexpr std::size_t feedback_told_max = 200;
constexpr std::size_t leavings_told_max = 200;
constexpr std::size_t bounces_told_max = 200;
constexpr std::size_t refusals_max = 200;         // a pass
constexpr std::size_t probes_max = 100;           // a pass, with a letter for each
constexpr std::size_t stages_max = 1000;          // looked at in a pass: those that have to wait hold up no others
constexpr std::size_t digest_readers_max = 1000;  // a transaction: some 50 ms
constexpr int digest_passes_max = 5;              // then intake and posts have their turn
constexpr std::size_t held_told_max = 200;        // a flood must not make a digest that no relay takes

base::Time last_time(store::Store& store, std::string_view name)
{
    return base::from_unix_ms(store.settings().get(name).value_or(0));
}

void report_distributed(store::Store& store, const House& house, base::Time now)
{
    for (const store::Issue& issue : store.issues().close_distributed()) {
        store.journal().add({.at = now, .event = "distributed", .list = issue.list, .issue = issue.id, .by = "desk"});
        const config::List* list = house.config.find_list(issue.list);
        if (list == nullptr) continue;
        std::vector<FailedDelivery> failures;
        for (const store::Delivery& delivery : store.queue().failures(issue.id, failures_listed_max)) {
            const bool was_tried = !delivery.attempts.empty();
            failures.push_back(
                {.recipient = delivery.recipient, .reply = was_tried ? delivery.attempts.back().line() : ""});
        }
        for (const store::NewNotice& notice :
             issue_report(house, *list, issue, store.issues().delivery_counts(issue.id),
                          store.digests().counts(issue.id).waiting, failures, now)) {
            store.queue().add_notice(notice);
        }
    }
}

void tell_of_held(store::Store& store, const House& house, const config::List* list, base::Time now)
{
    const std::string scope = list != nullptr ? list->name : "";
    const std::string last = "held_digest:" + scope;
    if (now - last_time(store, last) < digest_interval) return;
    // What waits for its author is told of only when he does not answer in time.
    std::vector<store::Message> held = store.spool().held_untold(scope, waits_for_author, held_told_max + 1);
    std::vector<HeldItem> items;
    const config::Server& server = house.config.server;
    for (store::Message& message : held_to_remind(store, server, scope, held_told_max, now))
        items.push_back({.message = std::move(message), .goes_at = now + reminder_time(server)});
    const bool is_ripe = !items.empty() || std::ranges::any_of(held, [&](const store::Message& message) {
        return now - message.received_at >= digest_patience;
    });
    if (!is_ripe) return;
    for (store::Message& message : held) items.push_back({.message = std::move(message)});
    const bool has_more = items.size() > held_told_max;
    if (has_more) items.resize(held_told_max);
    for (HeldItem& item : items) item.octets = store.spool().octets_count(item.message.id);
    for (const store::NewNotice& notice : held_digest(house, list, items, has_more, now))
        store.queue().add_notice(notice);
    for (const HeldItem& item : items) {
        if (item.goes_at) {
            store.spool().mark_reminded(item.message.id, now);
        } else {
            store.spool().mark_told(item.message.id, now);
        }
    }
    store.settings().set(last, base::to_unix_ms(now));
    store.journal().add({.at = now,
                         .event = "held_digest_sent",
                         .list = scope,
                         .by = "desk",
                         .detail = std::to_string(items.size()) + " held"});
}

void tell_of_feedback(store::Store& store, const House& house, const config::List& list, base::Time now)
{
    const std::string last = "feedback_digest:" + list.name;
    if (now - last_time(store, last) < list.feedback.digest) return;
    std::vector<store::Feedback> all = store.correspondence().untold(list.name, feedback_told_max + 1);
    const bool has_more = all.size() > feedback_told_max;
    if (has_more) all.pop_back();
    const bool is_ripe = !all.empty() && now - all.front().at >= digest_patience;
    if (!is_ripe) return;
    for (const store::NewNotice& notice : feedback_digest(house, list, all, has_more, now))
        store.queue().add_notice(notice);
    for (const store::Feedback& feedback : all) store.correspondence().mark_told(feedback.id, now);
    store.settings().set(last, base::to_unix_ms(now));
    store.journal().add({.at = now,
                         .event = "feedback_digest_sent",
                         .list = list.name,
                         .by = "desk",
                         .detail = std::to_string(all.size()) + " told of"});
}

/// National bodies and liaisons that left, unless they came back since.
void tell_of_leavings(store::Store& store, const House& house, const config::List& list, base::Time now)
{
    const std::string last = "left_digest:" + list.name;
    if (now - last_time(store, last) < digest_interval) return;
    std::vector<store::Leaving> leavings = store.directory().leavings(list.name, leavings_told_max + 1);
    const bool has_more = leavings.size() > leavings_told_max;
    if (has_more) leavings.pop_back();
    if (leavings.empty() || now - leavings.front().left_at < digest_patience) return;
    for (const store::Leaving& leaving : leavings) store.directory().forget_leaving(leaving.member.id);
    std::erase_if(leavings,
                  [](const store::Leaving& leaving) { return leaving.member.state != store::MemberState::left; });
    if (leavings.empty()) return;
    for (const store::NewNotice& notice : left_digest(house, list, leavings, has_more, now))
        store.queue().add_notice(notice);
    store.settings().set(last, base::to_unix_ms(now));
    store.journal().add({.at = now,
                         .event = "left_digest_sent",
                         .list = list.name,
                         .by = "desk",
                         .detail = std::to_string(leavings.size()) + " left"});
}

/// What the relay refused for good, or never took, is a bounce like those that are mailed to us.
void judge_refusals(store::Store& store, const House& house, base::Time now)
{
    for (const store::Id id : store.bounces().refused_deliveries(refusals_max)) {
        if (const auto delivery = store.queue().find(id))
            list::take_bounce(store, house, bounce_of_refusal(*delivery, list::contact_of(store, *delivery), now), now);
        store.bounces().forget_refused(id);
    }
}

/// Members who get nothing more since bounces or a complaint, and servers that will not have our mail.
void tell_of_bounces(store::Store& store, const House& house, const config::List& list, base::Time now)
{
    const std::string last = "bounce_digest:" + list.name;
    if (now - last_time(store, last) < digest_interval) return;
    const BouncesToTell told{.suppressed = store.directory().suppressions_untold(list.name, bounces_told_max),
                             .blocks = store.bounces().blocks_untold(list.name, bounces_told_max)};
    if (told.suppressed.empty() && told.blocks.empty()) return;
    for (const store::NewNotice& notice : bounce_digest(house, list, told, now)) store.queue().add_notice(notice);
    for (const store::SuppressedMember& each : told.suppressed) store.directory().mark_suppression_told(each.member.id);
    for (const store::Bounce& block : told.blocks) store.bounces().mark_told(block.id);
    store.settings().set(last, base::to_unix_ms(now));
    store.journal().add({.at = now,
                         .event = "bounce_digest_sent",
                         .list = list.name,
                         .by = "desk",
                         .detail = std::to_string(told.suppressed.size()) + " suppressed, " +
                                   std::to_string(told.blocks.size()) + " refusals of us"});
}

void expire_confirmations(store::Store& store, base::Time now)
{
    for (const store::Confirmation& confirmation : store.confirmations().expire_posts(now)) {
        const auto message = store.spool().find(confirmation.message);
        if (!message || message->state != store::MessageState::held) continue;
        store.spool().hold(message->id, "its author did not confirm it in time", now);
        store.journal().add(
            {.at = now, .event = "confirmation_expired", .list = message->list, .message = message->id, .by = "desk"});
    }
}

void alert_about_relay(store::Store& store, const House& house, const std::string& relay, base::Time now)
{
    const base::Time since = last_time(store, store::setting::relay_trouble_since(relay));
    const std::string told = "relay_trouble_told:" + relay;
    const bool is_told = last_time(store, told) == since;
    if (since == base::Time{} || is_told || now - since < alert_patience) return;
    std::string detail;
    for (const store::JournalEntry& entry : store.journal().latest(100)) {
        if (entry.event != "relay_trouble" || !entry.detail.starts_with(relay)) continue;
        detail = entry.detail;
        break;
    }
    const Alert alert{.cause = "relay trouble " + relay + ' ' + std::to_string(base::to_unix_ms(since)),
                      .what = "the relay " + relay + " does not take our mail",
                      .since = since,
                      .detail = detail,
                      .advice = "Deliveries wait or go through another relay, none is lost or bounced, and it is tried "
                                "again every few minutes."};
    for (const store::NewNotice& notice : operator_alert(house, alert, now)) store.queue().add_notice(notice);
    store.settings().set(told, base::to_unix_ms(since));
}

void alert_about_8bitmime(store::Store& store, const House& house, base::Time now)
{
    const base::Time since = last_time(store, store::setting::relay_lacks_8bitmime_since);
    if (since == base::Time{} || last_time(store, "relay_lacks_8bitmime_told") == since) return;
    const Alert alert{
        .cause = "relay lacks 8BITMIME " + std::to_string(base::to_unix_ms(since)),
        .what = "the relay does not take 8-bit messages",
        .since = since,
        .detail = "it does not offer 8BITMIME (RFC 6152)",
        .advice = "Messages with 8-bit text are deferred until it does, and expire in the end. All others go out."};
    for (const store::NewNotice& notice : operator_alert(house, alert, now)) store.queue().add_notice(notice);
    store.settings().set("relay_lacks_8bitmime_told", base::to_unix_ms(since));
}

void alert_about_bounces(store::Store& store, const House& house, base::Time now)
{
    const base::Time at = last_time(store, store::setting::suppressions_withheld_at);
    const base::Time told = last_time(store, "suppressions_withheld_told");
    if (at <= told || now - told < digest_interval) return;
    const Alert alert{
        .cause = "suppressions withheld " + std::to_string(base::to_unix_ms(at)),
        .what = "many addresses do not take our mail, all at once",
        .since = at,
        .detail = "so many probes came back within a day that no more addresses are suppressed",
        .advice = "That is rarely the members' fault: see what `gazettectl bounces LIST` quotes, and where the relay "
                  "sends our mail. Their probes are repeated day by day until they pass or few fail."};
    for (const store::NewNotice& notice : operator_alert(house, alert, now)) store.queue().add_notice(notice);
    store.settings().set("suppressions_withheld_told", base::to_unix_ms(now));
}

void forget_old_keys(store::Store& store, base::Time now)
{
    if (now - last_time(store, "ingest_keys_forgotten") < forget_interval) return;
    store.spool().forget_keys_before(now - ingest_keys_kept);
    store.settings().set("ingest_keys_forgotten", base::to_unix_ms(now));
}

}  // namespace

void Desk::do_chores(const Rules& rules, std::string_view owner, base::Time now)
{
    transactor_.run(store::Durability::killed, [&](store::Store& store) {
        const House house = rules.house();
        report_distributed(store, house, now);
        expire_confirmations(store, now);
        judge_refusals(store, house, now);
        list::attend_to_probes(store, house, probes_max, now);
        list::forget_unanswered(store, forgotten_max, now);
        for (const config::List& list : rules.config->lists) {
            tell_of_held(store, house, &list, now);
            tell_of_leavings(store, house, list, now);
            tell_of_feedback(store, house, list, now);
            tell_of_bounces(store, house, list, now);
            remind_of_events(store, house, list, now);
        }
        tell_of_held(store, house, nullptr, now);
        for (const config::Relay& relay : rules.config->relays) alert_about_relay(store, house, relay.name, now);
        alert_about_8bitmime(store, house, now);
        alert_about_bounces(store, house, now);
        alert_about_mailboxes(store, house, now);
        form::attend_to_forms(store, house, now);
        forget_old_keys(store, now);
        store.queue().take_back_lapsed(owner, now);
    });
    // By itself: what cannot be read of one issue must not hold up the other chores.
    transactor_.run(store::Durability::power_loss,
                    [&](store::Store& store) { list::attend_to_stages(store, rules.house(), stages_max, now); });
    bool has_more_digests = true;
    for (int passes = 0; passes < digest_passes_max && has_more_digests; ++passes) {
        transactor_.run(store::Durability::killed, [&](store::Store& store) {
            has_more_digests = send_digests(store, rules.house(), digest_readers_max, now);
        });
    }
    // By itself: it writes before it frees, and must not take the other chores with it when the disk is full.
    transactor_.run(store::Durability::killed,
                    [&](store::Store& store) { purge_what_is_old(store, rules.config->server, now); });
}

void Desk::note_pause(base::Time now)
{
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        store.settings().set(store::setting::intake_up_since, base::to_unix_ms(now));
    });
}

void Desk::move_times(base::Duration step, base::Time now)
{
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        store.move_times(step, now);
        store.settings().set(store::setting::intake_up_since, base::to_unix_ms(now));  // nobody knows how long it was
        store.journal().add({.at = now,
                             .event = "clock_stepped",
                             .by = "desk",
                             .detail = std::to_string(std::chrono::floor<std::chrono::seconds>(step).count()) + " s"});
    });
    base::log(base::ClockStepped{.step = step});
}

}  // namespace desk
