#include "base/text.h"
#include "store/io/digest_items.h"
#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>

namespace store::io {

namespace {

constexpr Id notice_lane = 0;

constexpr auto insert_notice = R"sql(
    INSERT INTO delivery (lane, content_id, list, recipient, domain, reverse_path, cause, state, queued_ms, due_ms)
    VALUES (0, :content_id, :list, :recipient, :domain, :reverse_path, :cause, 'queued', :now_ms, :now_ms)
    ON CONFLICT (cause) WHERE cause IS NOT NULL DO NOTHING
)sql";

// Every lane that has something due: a loose scan, one step for each lane.  Index: delivery_due.
constexpr auto select_due_lanes = R"sql(
    WITH RECURSIVE due (lane) AS (
        SELECT (SELECT min(lane) FROM delivery WHERE due_ms IS NOT NULL)
        UNION ALL
        SELECT (SELECT min(delivery.lane) FROM delivery WHERE due_ms IS NOT NULL AND delivery.lane > due.lane)
          FROM due WHERE due.lane IS NOT NULL
    )
    SELECT lane FROM due
     WHERE lane IS NOT NULL
       AND (SELECT min(due_ms) FROM delivery WHERE delivery.lane = due.lane AND due_ms IS NOT NULL) <= :now_ms
       AND NOT EXISTS (SELECT 1 FROM issue WHERE issue.id = due.lane AND issue.is_paused = 1)
       AND NOT EXISTS (SELECT 1 FROM digest_issue JOIN issue ON issue.id = digest_issue.issue_id
                        WHERE digest_issue.digest_id = -due.lane AND issue.is_paused = 1)
     ORDER BY lane
)sql";

// Takes the oldest due ones of a lane; :without is a JSON array of domains.  Index: delivery_due, covering the choice.
// The "+" keeps SQLite from weighing the indexes of lane 0, for which it would prepare this anew each time it is bound.
constexpr auto lease_due = R"sql(
    UPDATE delivery SET state = 'leased', due_ms = NULL, lease_owner = :owner, lease_until_ms = :until_ms
     WHERE id IN (SELECT id FROM delivery
                   WHERE lane = +:lane AND due_ms <= :now_ms
                     AND (:without = '[]' OR domain NOT IN (SELECT value FROM json_each(:without)))
                   ORDER BY due_ms, id LIMIT :rows_max)
    RETURNING id, iif(lane < 0, 0, lane), coalesce(content_id, 0), coalesce(member_id, 0), list, recipient, domain,
              reverse_path = 'null', attempts, queued_ms
)sql";

// Index: delivery_due, by a loose scan over the lanes as above.
constexpr auto select_next_due = R"sql(
    WITH RECURSIVE due (lane) AS (
        SELECT (SELECT min(lane) FROM delivery WHERE due_ms IS NOT NULL)
        UNION ALL
        SELECT (SELECT min(delivery.lane) FROM delivery WHERE due_ms IS NOT NULL AND delivery.lane > due.lane)
          FROM due WHERE due.lane IS NOT NULL
    )
    SELECT min((SELECT min(due_ms) FROM delivery WHERE delivery.lane = due.lane AND due_ms IS NOT NULL))
      FROM due
     WHERE lane IS NOT NULL AND NOT EXISTS (SELECT 1 FROM issue WHERE issue.id = due.lane AND issue.is_paused = 1)
       AND NOT EXISTS (SELECT 1 FROM digest_issue JOIN issue ON issue.id = digest_issue.issue_id
                        WHERE digest_issue.digest_id = -due.lane AND issue.is_paused = 1)
)sql";

// What must not go out any more, whatever its lease was doing: its member is no longer active, its address is
// suppressed, or its issue is cancelled, or one of a digest's. A notice has none of these.
#define IS_WITHDRAWN                                                                                                   \
    "(EXISTS (SELECT 1 FROM member WHERE member.id = delivery.member_id AND member.state <> 'active')"                 \
    " OR EXISTS (SELECT 1 FROM suppression WHERE suppression.contact_id = delivery.contact_id)"                        \
    " OR EXISTS (SELECT 1 FROM issue WHERE issue.id = delivery.issue_id AND issue.state = 'cancelled')"                \
    " OR (delivery.lane < 0 AND EXISTS (SELECT 1 FROM digest_issue JOIN issue ON issue.id = digest_issue.issue_id"     \
    " WHERE digest_issue.digest_id = -delivery.lane AND issue.state = 'cancelled')))"

constexpr auto mark_dot =
    "UPDATE delivery SET at_dot_ms = :now_ms WHERE id = :id AND state = 'leased' AND NOT " IS_WITHDRAWN;

// Before anything of it left.
constexpr auto cancel_leased = R"sql(
    UPDATE delivery SET state = 'cancelled', lease_owner = NULL, lease_until_ms = NULL WHERE id = :id AND state = 'leased'
)sql";

// An accepted one is by far the commonest; the WHERE keeps a settlement of a lease that is no longer ours without
// effect.
constexpr auto settle_delivery = R"sql(
    UPDATE delivery SET state = :state, due_ms = :due_ms, lease_owner = NULL, lease_until_ms = NULL, at_dot_ms = NULL,
                        attempts = attempts + :tried
     WHERE id = :id AND state = 'leased'
)sql";

// What went back to the queue while its member left.
constexpr auto withdraw_delivery =
    "UPDATE delivery SET state = 'cancelled', due_ms = NULL WHERE id = :id AND due_ms IS NOT NULL AND " IS_WITHDRAWN;

// What failed for good under a reverse-path of ours says something about its recipient.
constexpr auto note_refused =
    "INSERT OR IGNORE INTO refused (delivery_id) SELECT id FROM delivery WHERE id = :id AND reverse_path = 'verp'"
    " AND state IN ('failed', 'expired')";

constexpr auto insert_attempt = R"sql(
    INSERT INTO attempt (delivery_id, n, at_ms, stage, code, enhanced, text)
    VALUES (:delivery_id, (SELECT coalesce(max(n), 0) + 1 FROM attempt WHERE delivery_id = :delivery_id),
            :at_ms, :stage, :code, :enhanced, :text)
)sql";

// Index: delivery_leased.
constexpr auto select_doubtful = R"sql(
    SELECT id, coalesce(issue_id, 0) FROM delivery
     WHERE lease_until_ms IS NOT NULL AND lease_until_ms < :before_ms AND lease_owner <> :but_of AND at_dot_ms IS NOT NULL
)sql";

// Index: delivery_leased.
constexpr auto withdraw_leased =
    "UPDATE delivery SET state = 'cancelled', lease_owner = NULL, lease_until_ms = NULL, at_dot_ms = NULL,"
    " attempts = attempts + (at_dot_ms IS NOT NULL)"
    " WHERE lease_until_ms IS NOT NULL AND lease_until_ms < :before_ms AND lease_owner <> :but_of AND " IS_WITHDRAWN
    " RETURNING id";

#undef IS_WITHDRAWN

// Index: delivery_leased.
constexpr auto requeue_doubtful = R"sql(
    UPDATE delivery SET state = 'deferred', due_ms = :now_ms, lease_owner = NULL, lease_until_ms = NULL, at_dot_ms = NULL,
                        attempts = attempts + 1
     WHERE lease_until_ms IS NOT NULL AND lease_until_ms < :before_ms AND lease_owner <> :but_of AND at_dot_ms IS NOT NULL
)sql";

// Index: delivery_leased.
constexpr auto requeue_untried = R"sql(
    UPDATE delivery SET state = 'queued', due_ms = :now_ms, lease_owner = NULL, lease_until_ms = NULL
     WHERE lease_until_ms IS NOT NULL AND lease_until_ms < :before_ms AND lease_owner <> :but_of AND at_dot_ms IS NULL
)sql";

#define DELIVERY_COLUMNS                                                                                               \
    "SELECT delivery.id, coalesce(delivery.issue_id, 0), delivery.list, coalesce(issue.number, 0),"                    \
    " coalesce(delivery.contact_id, 0), delivery.recipient,"                                                           \
    " delivery.state, delivery.queued_ms, delivery.due_ms"                                                             \
    " FROM delivery LEFT JOIN issue ON issue.id = delivery.issue_id"

constexpr auto select_delivery = DELIVERY_COLUMNS " WHERE delivery.id = :id";

// Index: the UNIQUE one on (mailing, contact_id).
constexpr auto select_of_issue =
    DELIVERY_COLUMNS " WHERE delivery.mailing = (SELECT mailing FROM issue WHERE id = :issue) AND delivery.issue_id = "
                     ":issue ORDER BY delivery.id LIMIT :rows_max";

constexpr auto select_failures = DELIVERY_COLUMNS
    " WHERE delivery.mailing = (SELECT mailing FROM issue WHERE id = :issue) AND delivery.issue_id = :issue"
    " AND delivery.state IN ('failed', 'expired') ORDER BY delivery.id LIMIT :rows_max";

// Copies by the UNIQUE index on (mailing, contact_id), mailing for mailing; digests by index delivery_digest; notices by
// index delivery_notice.
constexpr auto search_recipient = DELIVERY_COLUMNS R"sql(
     WHERE delivery.id IN (SELECT copy.id FROM issue CROSS JOIN delivery AS copy ON copy.mailing = issue.mailing
                              AND copy.contact_id = (SELECT id FROM contact WHERE email_key = lower(:recipient))
                           UNION ALL
                           SELECT id FROM delivery WHERE lane < 0
                              AND contact_id = (SELECT id FROM contact WHERE email_key = lower(:recipient))
                           UNION ALL
                           SELECT id FROM delivery WHERE lane = 0 AND lower(recipient) = lower(:recipient))
     ORDER BY delivery.id DESC LIMIT :rows_max
)sql";

#undef DELIVERY_COLUMNS

// Index: the PRIMARY KEY (delivery_id, n).
constexpr auto select_attempts =
    "SELECT at_ms, stage, code, enhanced, text FROM attempt WHERE delivery_id = :id ORDER BY n";

// Index: delivery_due and delivery_leased.
constexpr auto count_open = R"sql(
    SELECT state, count(*) FROM delivery WHERE due_ms IS NOT NULL GROUP BY state
    UNION ALL
    SELECT 'leased', count(*) FROM delivery WHERE lease_until_ms IS NOT NULL
)sql";

// Only issues that are being distributed have something open.
// Index: issue_open, then the UNIQUE one on (mailing, contact_id).
constexpr auto cancel_contact = R"sql(
    UPDATE delivery SET state = 'cancelled', due_ms = NULL
     WHERE id IN (SELECT copy.id FROM issue CROSS JOIN delivery AS copy ON copy.mailing = issue.mailing
                     AND copy.contact_id = (SELECT id FROM contact WHERE email_key = :key)
                   WHERE issue.state = 'distributing')
       AND list = :list AND due_ms IS NOT NULL
)sql";

// Issues that were asked for once more: notices by their making.  Index: delivery_notice.
constexpr auto cancel_back_issues = R"sql(
    UPDATE delivery SET state = 'cancelled', due_ms = NULL
     WHERE lane = 0 AND lower(recipient) = :key AND list = :list AND due_ms IS NOT NULL AND cause LIKE 'issue %'
)sql";

// But for copies that wait for the hour at which they may leave first. (An issue that seems to begin in the future tells of a
// clock that was set back while nobody looked.)
constexpr auto flush_deferred = R"sql(
    UPDATE delivery SET due_ms = :now_ms
     WHERE due_ms > :now_ms
       AND NOT (lane <> 0 AND state = 'queued' AND queued_ms > :now_ms
                AND coalesce((SELECT begun_ms FROM issue WHERE issue.id = delivery.lane), 0) <= :now_ms)
)sql";

DeliveryState delivery_state(std::string_view name)
{
    constexpr std::array all{DeliveryState::queued,   DeliveryState::leased, DeliveryState::accepted,
                             DeliveryState::deferred, DeliveryState::failed, DeliveryState::expired,
                             DeliveryState::cancelled};
    const auto* const found = std::ranges::find(all, name, [](DeliveryState state) { return name_of(state); });
    return found == all.end() ? DeliveryState::cancelled : *found;
}

LeasedDelivery read_lease(Query& row)
{
    LeasedDelivery lease;
    lease.id = row.id();
    lease.issue = row.id();
    lease.content = row.id();
    lease.member = row.id();
    lease.list = row.text();
    lease.recipient = row.text();
    lease.domain = row.text();
    lease.reverse_path = row.flag() ? ReversePath::null : ReversePath::verp;
    lease.attempts = static_cast<int>(row.number());
    lease.queued_at = row.time();
    return lease;
}

}  // namespace

Id QueueTable::add_notice(const NewNotice& notice)
{
    const Id content = content_.add(notice.octets);
    const std::int64_t rows = Query(database_, insert_notice)
                                  .bind(":content_id", content)
                                  .bind(":list", notice.list)
                                  .bind(":recipient", notice.recipient)
                                  .bind(":domain", notice.recipient.substr(notice.recipient.rfind('@') + 1))
                                  .bind(":reverse_path", notice.reverse_path == ReversePath::null ? "null" : "verp")
                                  .bind(":cause", notice.cause)
                                  .bind(":now_ms", notice.queued_at)
                                  .execute();
    return rows > 0 ? database_.last_id() : 0;
}

std::vector<Id> QueueTable::due_lanes(base::Time now)
{
    Query row(database_, select_due_lanes);
    row.bind(":now_ms", now);
    std::vector<Id> lanes;
    while (row.step()) lanes.push_back(row.id());
    return lanes;
}

void QueueTable::lease_lane(Id lane, std::size_t rows_max, const LeaseRequest& request, base::Time now,
                            std::vector<LeasedDelivery>& leased)
{
    Query row(database_, lease_due);
    row.bind(":lane", lane)
        .bind(":owner", request.owner)
        .bind(":until_ms", request.until)
        .bind(":now_ms", now)
        .bind(":without", texts_as_json(request.without_domains))
        .bind(":rows_max", static_cast<std::int64_t>(rows_max));
    while (row.step()) leased.push_back(read_lease(row));
}

std::vector<LeasedDelivery> QueueTable::lease(const LeaseRequest& request, base::Time now)
{
    std::vector<LeasedDelivery> leased;
    std::vector<Id> lanes = due_lanes(now);
    if (const auto notices = std::ranges::find(lanes, notice_lane); notices != lanes.end()) {
        lease_lane(notice_lane, request.rows_max, request, now, leased);
        lanes.erase(notices);
    }
    // Even shares, so that a huge issue delays no other; what a small one leaves goes to those after it.
    for (std::size_t i = 0; i < lanes.size() && leased.size() < request.rows_max; ++i) {
        const std::size_t room = request.rows_max - leased.size();
        const std::size_t share = std::max<std::size_t>(1, room / (lanes.size() - i));
        lease_lane(lanes[i], share, request, now, leased);
    }
    return leased;
}

std::optional<base::Time> QueueTable::next_due()
{
    Query row(database_, select_next_due);
    if (!row.step()) return std::nullopt;
    return row.optional_time();
}

std::vector<Id> QueueTable::mark_at_dot(const std::vector<Id>& deliveries, base::Time now)
{
    std::vector<Id> withdrawn;
    for (const Id id : deliveries) {
        if (Query(database_, mark_dot).bind(":id", id).bind(":now_ms", now).execute() > 0) continue;
        Query(database_, cancel_leased).bind(":id", id).execute();
        withdrawn.push_back(id);
    }
    return withdrawn;
}

void QueueTable::add_attempt(Id delivery, const Attempt& attempt)
{
    Query(database_, insert_attempt)
        .bind(":delivery_id", delivery)
        .bind(":at_ms", attempt.at)
        .bind(":stage", attempt.stage)
        .bind(":code", std::int64_t{attempt.code})
        .bind(":enhanced", attempt.enhanced)
        .bind(":text", attempt.text)
        .execute();
}

void QueueTable::journal_doubt(Id delivery, Id issue, std::string_view why, base::Time now)
{
    journal_.add({.at = now,
                  .event = "delivery_in_doubt",
                  .issue = issue,
                  .delivery = delivery,
                  .by = "relay",
                  .detail = std::string(why)});
}

void QueueTable::settle(const std::vector<Settlement>& settlements)
{
    for (const Settlement& settlement : settlements) {
        Query update(database_, settle_delivery);
        update.bind(":id", settlement.delivery)
            .bind(":state", name_of(settlement.state))
            .bind(":tried", std::int64_t{settlement.attempt.has_value()});
        if (settlement.due_at) update.bind(":due_ms", *settlement.due_at);
        update.execute();
        if (settlement.due_at && Query(database_, withdraw_delivery).bind(":id", settlement.delivery).execute() > 0)
            release_digest_items(database_, settlement.delivery);
        const bool has_failed = settlement.state == DeliveryState::failed || settlement.state == DeliveryState::expired;
        if (has_failed) Query(database_, note_refused).bind(":id", settlement.delivery).execute();
        if (settlement.attempt) add_attempt(settlement.delivery, *settlement.attempt);
        if (settlement.is_in_doubt) {
            journal_doubt(settlement.delivery, settlement.issue, "the end was sent and no reply read",
                          settlement.attempt->at);
        }
    }
}

TakenBack QueueTable::take_back_leases(base::Time now)
{
    return take_back(base::Time::max(), "", now);
}

TakenBack QueueTable::take_back_lapsed(std::string_view owner, base::Time now)
{
    return take_back(now, owner, now);
}

void QueueTable::withdraw_leases(base::Time before, std::string_view but_of)
{
    std::vector<Id> withdrawn;
    {
        Query row(database_, withdraw_leased);
        row.bind(":before_ms", before).bind(":but_of", but_of);
        while (row.step()) withdrawn.push_back(row.id());
    }
    for (const Id delivery : withdrawn) release_digest_items(database_, delivery);
}

TakenBack QueueTable::take_back(base::Time before, std::string_view but_of, base::Time now)
{
    TakenBack taken;
    {
        Query row(database_, select_doubtful);
        row.bind(":before_ms", before).bind(":but_of", but_of);
        while (row.step()) {
            const Id delivery = row.id();
            journal_doubt(delivery, row.id(), "its daemon died at the dot", now);
            add_attempt(delivery,
                        {.at = now, .stage = "dot", .text = "in doubt: the daemon died before it read the reply"});
            ++taken.in_doubt;
        }
    }
    withdraw_leases(before, but_of);
    const auto requeue = [&](const char* sql) {
        return Query(database_, sql).bind(":before_ms", before).bind(":but_of", but_of).bind(":now_ms", now).execute();
    };
    requeue(requeue_doubtful);
    taken.queued = requeue(requeue_untried);
    return taken;
}

std::string QueueTable::content(Id content)
{
    return content_.octets(content);
}

Delivery QueueTable::read_delivery(Query& row)
{
    Delivery delivery;
    delivery.id = row.id();
    delivery.issue = row.id();
    delivery.list = row.text();
    delivery.issue_number = row.number();
    delivery.contact = row.id();
    delivery.recipient = row.text();
    delivery.state = delivery_state(row.text());
    delivery.queued_at = row.time();
    delivery.due_at = row.optional_time();
    Query attempt(database_, select_attempts);
    attempt.bind(":id", delivery.id);
    while (attempt.step()) {
        Attempt& each = delivery.attempts.emplace_back();
        each.at = attempt.time();
        each.stage = attempt.text();
        each.code = static_cast<int>(attempt.number());
        each.enhanced = attempt.text();
        each.text = attempt.text();
    }
    return delivery;
}

std::vector<Delivery> QueueTable::read_deliveries(Query& row)
{
    std::vector<Delivery> all;
    while (row.step()) all.push_back(read_delivery(row));
    return all;
}

std::vector<Delivery> QueueTable::deliveries(Id issue, std::size_t rows_max)
{
    Query row(database_, select_of_issue);
    row.bind(":issue", issue).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_deliveries(row);
}

std::vector<Delivery> QueueTable::failures(Id issue, std::size_t rows_max)
{
    Query row(database_, select_failures);
    row.bind(":issue", issue).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_deliveries(row);
}

std::optional<Delivery> QueueTable::find(Id delivery)
{
    Query row(database_, select_delivery);
    if (!row.bind(":id", delivery).step()) return std::nullopt;
    return read_delivery(row);
}

std::vector<Delivery> QueueTable::search(std::string_view recipient, std::size_t rows_max)
{
    Query row(database_, search_recipient);
    row.bind(":recipient", recipient).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_deliveries(row);
}

std::vector<StateCount> QueueTable::open_counts()
{
    Query row(database_, count_open);
    std::vector<StateCount> counts;
    while (row.step()) {
        std::string state = row.text();
        counts.push_back({.state = std::move(state), .count = row.number()});
    }
    return counts;
}

std::int64_t QueueTable::cancel_for(std::string_view list, std::string_view email)
{
    std::int64_t cancelled = cancel_digests_for(database_, list, base::to_lower(email));
    for (const char* sql : {cancel_contact, cancel_back_issues})
        cancelled += Query(database_, sql).bind(":list", list).bind(":key", base::to_lower(email)).execute();
    return cancelled;
}

std::int64_t QueueTable::flush(base::Time now)
{
    return Query(database_, flush_deferred).bind(":now_ms", now).execute();
}

}  // namespace store::io
