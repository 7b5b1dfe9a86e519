#include "list/bouncing.h"

#include "list/bounce_score.h"
#include "list/disclosure.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "list/suppression.h"
#include "store/setting_names.h"

#include <string>

namespace list {

namespace {

using store::Bounce;
using store::DeliveryState;
using store::Probe;

constexpr base::Duration before_probe = base::days{1};  // what a server got wrong for an hour is right again
constexpr base::Duration before_verdict = base::days{7};
constexpr std::size_t bounces_scored_max = 200;

constexpr std::int64_t suppressed_a_day_min = 20;
constexpr std::int64_t audience_share = 20;  // or one in so many members, where that is more

/// `mailbox-unknown (5.1.1): no such user`
std::string reason_text(const Bounce& bounce)
{
    std::string text = bounce.reason;
    if (!bounce.status.empty()) text += " (" + bounce.status + ')';
    if (!bounce.words.empty()) text += ": " + bounce.words;
    return text;
}

void record(store::Store& store, const Bounce& bounce, std::string event, std::string detail, base::Time now)
{
    store.journal().add({.at = now,
                         .event = std::move(event),
                         .list = bounce.list,
                         .message = bounce.message,
                         .delivery = bounce.delivery,
                         .contact = bounce.contact,
                         .by = bounce.message != 0 ? "desk" : "relay",
                         .detail = std::move(detail)});
}

void plan_probe_if_due(store::Store& store, const Bounce& bounce, base::Time now)
{
    if (store.bounces().find_probe(bounce.contact)) return;
    const auto counted = store.bounces().counted(bounce.contact, now - scored_for, bounces_scored_max);
    if (bounce_score(counted, now) < probe_score) return;
    store.bounces().plan_probe(bounce.contact, bounce.list, now + before_probe);
    record(store, bounce, "probe_planned", "bounces that count: " + std::to_string(counted.size()), now);
}

bool are_too_many(store::Store& store, const std::string& list, base::Time now)
{
    const std::int64_t suppressed = store.directory().suppressed_since("bounces", now - base::days{1});
    if (suppressed < suppressed_a_day_min) return false;
    return suppressed >= store.directory().audience_size(list, {}) / audience_share;
}

/// The last word was spoken: its probe came back.
void conclude(store::Store& store, const House& house, const Probe& probe, const Bounce& bounce, base::Time now)
{
    if (!are_too_many(store, probe.list, now)) {
        suppress(store, house, probe.email, {.text = reason_text(bounce), .by = "bounces"}, bounce.message, now);
        return;
    }
    store.bounces().end_probe(probe.contact);
    store.bounces().plan_probe(probe.contact, probe.list, now + before_probe);
    store.settings().set(store::setting::suppressions_withheld_at, base::to_unix_ms(now));
    record(store, bounce, "suppression_withheld", "too many in one day: its probe is repeated", now);
}

store::NewNotice letter_of(const House& house, const config::List& list, const Probe& probe,
                           const std::string& language, base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts["email"] = probe.email;
    values.texts["owner"] = plain_address(house.config, list, "owner");
    const Letter letter =
        letter_from(house, list, probe.email,
                    "probe " + std::to_string(probe.contact) + ' ' + std::to_string(base::to_unix_ms(probe.due_at)));
    return as_notice(house, list.name, letter, store::ReversePath::verp,
                     house.templates.render("probe", language.empty() ? list.language : language, values), now);
}

void send(store::Store& store, const House& house, const Probe& probe, base::Time now)
{
    const config::List* list = house.config.find_list(probe.list);
    // Who has left meanwhile is not written to.
    if (list == nullptr || !store.directory().is_active_member(probe.email)) {
        store.bounces().end_probe(probe.contact);
        return;
    }
    const store::Id delivery =
        store.queue().add_notice(letter_of(house, *list, probe, store.directory().language_of(probe.email), now));
    store.bounces().note_probe_sent(probe.contact, delivery, now + before_verdict);
    store.journal().add({.at = now,
                         .event = "probe_sent",
                         .list = list->name,
                         .delivery = delivery,
                         .contact = probe.contact,
                         .by = "desk"});
}

/// Its time is over and nothing came back.
void judge(store::Store& store, const Probe& probe, base::Time now)
{
    const auto delivery = store.queue().find(probe.delivery);
    const bool is_open =
        delivery && (delivery->state == DeliveryState::queued || delivery->state == DeliveryState::deferred ||
                     delivery->state == DeliveryState::leased);
    if (is_open) {
        store.bounces().note_probe_sent(probe.contact, probe.delivery, now + base::days{1});
        return;
    }
    const bool has_arrived = delivery && delivery->state == DeliveryState::accepted;
    if (has_arrived) store.bounces().forgive(probe.contact);
    store.bounces().end_probe(probe.contact);
    store.journal().add({.at = now,
                         .event = "probe_passed",
                         .list = probe.list,
                         .delivery = probe.delivery,
                         .contact = probe.contact,
                         .by = "desk",
                         .detail = has_arrived ? "nothing came back" : "it could not be sent: nothing is known"});
}

}  // namespace

bool is_stale(const store::Delivery& delivery, base::Time now)
{
    return now - delivery.queued_at > bounce_age_max;
}

store::Id contact_of(store::Store& store, const store::Delivery& delivery)
{
    if (delivery.contact != 0) return delivery.contact;
    const auto probe = store.bounces().probe_of(delivery.id);
    return probe ? probe->contact : 0;
}

void take_bounce(store::Store& store, const House& house, Bounce bounce, base::Time now)
{
    const bool has_counted = bounce.delivery != 0 && store.bounces().has_counted(bounce.delivery);
    bounce.counts = bounce.counts && bounce.contact != 0 && !has_counted;
    store.bounces().add(bounce);
    record(store, bounce, bounce.counts ? "bounce_counted" : "bounce_noted",
           bounce.failure_class + ", " + bounce.reason + (has_counted ? "; its delivery has counted before" : ""), now);
    note_bounced_request(store, house, bounce, now);
    if (!bounce.counts) return;
    const auto probe = bounce.delivery != 0 ? store.bounces().probe_of(bounce.delivery) : std::nullopt;
    if (probe) {
        conclude(store, house, *probe, bounce, now);
    } else {
        plan_probe_if_due(store, bounce, now);
    }
}

void attend_to_probes(store::Store& store, const House& house, std::size_t probes_max, base::Time now)
{
    for (const Probe& probe : store.bounces().probes_due(now, probes_max)) {
        if (probe.delivery == 0) {
            send(store, house, probe, now);
        } else {
            judge(store, probe, now);
        }
    }
}

}  // namespace list
