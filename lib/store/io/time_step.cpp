#include "store/io/sqlite_store.h"

#include <cstdint>

namespace store::io {

namespace {

// Deadlines of stages, and when issues are to go out, stay as people were told them.

// But for copies that wait for the hour at which they may leave first.  Index: delivery_due.
constexpr auto move_waiting =
    "UPDATE delivery SET queued_ms = queued_ms + :step_ms, due_ms = due_ms + :step_ms"
    " WHERE due_ms IS NOT NULL AND NOT (lane <> 0 AND state = 'queued' AND queued_ms > :before_ms)";

// Index: delivery_leased.
constexpr auto move_leased = R"sql(
    UPDATE delivery SET queued_ms = queued_ms + :step_ms, lease_until_ms = lease_until_ms + :step_ms,
                        at_dot_ms = at_dot_ms + :step_ms
     WHERE lease_until_ms IS NOT NULL
)sql";

// Index: message_spooled.
constexpr auto move_spooled = "UPDATE message SET received_ms = received_ms + :step_ms WHERE state = 'spooled'";

// Index: message_held.
constexpr auto move_held = "UPDATE message SET received_ms = received_ms + :step_ms, held_ms = held_ms + :step_ms,"
                           " told_ms = told_ms + :step_ms, reminded_ms = reminded_ms + :step_ms WHERE state = 'held'";

// By these they are purged.  Index: message_kept.
constexpr auto move_kept = "UPDATE message SET ended_ms = ended_ms + :step_ms WHERE state = 'done' AND purged_ms IS "
                           "NULL AND ended_ms IS NOT NULL";

// By these they are forgotten.  Index: delivery_named_notice.
constexpr auto move_named_notices =
    "UPDATE delivery SET queued_ms = queued_ms + :step_ms"
    " WHERE lane = 0 AND recipient <> '' AND queued_ms IS NOT NULL AND due_ms IS NULL AND lease_until_ms IS NULL";

constexpr auto move_leavings = "UPDATE leaving SET left_ms = left_ms + :step_ms";

// All: for 90 days each says that its message came before.
constexpr auto move_ingest_keys = "UPDATE ingest_key SET at_ms = at_ms + :step_ms";

// All: those that are answered still count among the day's challenges.
constexpr auto move_confirmations =
    "UPDATE confirmation SET asked_ms = asked_ms + :step_ms, expires_ms = expires_ms + :step_ms";

// All: they count among the day's.
constexpr auto move_thread_messages = "UPDATE thread_message SET at_ms = at_ms + :step_ms";

// Index: member_unanswered.
constexpr auto move_unanswered =
    "UPDATE member SET since_ms = since_ms + :step_ms WHERE state IN ('invited', 'pending')";

// Index: feedback_untold.
constexpr auto move_feedback = "UPDATE feedback SET at_ms = at_ms + :step_ms WHERE told_ms IS NULL";

// Index: digest_item_waiting; by these they are in the next digest.
constexpr auto move_digest_items = "UPDATE digest_item SET added_ms = added_ms + :step_ms WHERE state = 'waiting'";

constexpr auto move_probes = "UPDATE probe SET due_ms = due_ms + :step_ms";

// Those that are times, that is: 0 is never, 0 and 1 are no and yes, and these name runs and machines.
constexpr auto move_settings = R"sql(
    UPDATE setting SET value = value + :step_ms WHERE value > 1 AND name NOT IN ('epoch', 'epoch_next', 'boot')
)sql";

}  // namespace

void SqliteStore::move_times(base::Duration step, base::Time now)
{
    Query(database_, move_waiting)
        .bind(":step_ms", std::int64_t{step.count()})
        .bind(":before_ms", now - step)
        .execute();
    for (const char* sql : {move_named_notices, move_leased, move_spooled, move_held, move_kept, move_leavings,
                            move_ingest_keys, move_confirmations, move_unanswered, move_thread_messages, move_feedback,
                            move_digest_items, move_probes, move_settings}) {
        Query(database_, sql).bind(":step_ms", std::int64_t{step.count()}).execute();
    }
}

}  // namespace store::io
