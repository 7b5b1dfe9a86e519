#include "store/io/tables.h"

#include <utility>

namespace store::io {

namespace {

// The oldest that ended before, with how many octets each has. The posts of issues, which stay, are passed over each
// time: there are few.  Index: message_kept, issue_post, feedback_message.
constexpr auto select_old_messages = R"sql(
    SELECT message.id, length(content.octets) FROM message JOIN content ON content.id = message.content_id
     WHERE message.state = 'done' AND message.purged_ms IS NULL AND message.ended_ms < :before_ms
       AND NOT EXISTS (SELECT 1 FROM issue WHERE post_id = message.id)
       AND NOT EXISTS (SELECT 1 FROM feedback WHERE message_id = message.id AND told_ms IS NULL)
     ORDER BY message.ended_ms LIMIT :rows_max
)sql";

// Those that wait and those of the last day are few.  Index: delivery_content.
constexpr auto select_ended_notices = R"sql(
    SELECT id FROM delivery
     WHERE content_id IS NOT NULL AND queued_ms < :before_ms AND due_ms IS NULL AND lease_until_ms IS NULL
     LIMIT :rows_max
)sql";

// Index: delivery_named_notice.
constexpr auto select_old_notices = R"sql(
    SELECT id FROM delivery
     WHERE lane = 0 AND recipient <> '' AND queued_ms < :before_ms AND due_ms IS NULL AND lease_until_ms IS NULL
     ORDER BY queued_ms LIMIT :rows_max
)sql";

// Index: digest_content.
constexpr auto select_old_digests =
    "SELECT id FROM digest WHERE content_id IS NOT NULL AND made_ms < :before_ms LIMIT :rows_max";

// Index: bounce_at.
constexpr auto delete_old_bounces =
    "DELETE FROM bounce WHERE id IN (SELECT id FROM bounce WHERE at_ms < :before_ms LIMIT :rows_max)";

}  // namespace

std::int64_t RetentionTables::purge_messages(const PurgeRequest& request, base::Time now)
{
    std::vector<Id> old;
    {
        Query row(database_, select_old_messages);
        row.bind(":before_ms", request.ended_before).bind(":rows_max", static_cast<std::int64_t>(request.rows_max));
        for (std::int64_t octets = 0; octets < request.octets_max && row.step();) {
            old.push_back(row.id());
            octets += row.number();
        }
    }
    for (const Id message : old) forgetting_.message(message, now);
    return std::ssize(old);
}

std::vector<Id> RetentionTables::notices_before(const char* sql, base::Time queued_before, std::size_t rows_max)
{
    std::vector<Id> found;
    Query row(database_, sql);
    row.bind(":before_ms", queued_before).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    while (row.step()) found.push_back(row.id());
    return found;
}

std::int64_t RetentionTables::drop_notice_octets(base::Time queued_before, std::size_t rows_max)
{
    const auto ended = notices_before(select_ended_notices, queued_before, rows_max);
    for (const Id notice : ended) forgetting_.notice_octets(notice);
    const auto digests = notices_before(select_old_digests, queued_before, rows_max);
    for (const Id digest : digests) forgetting_.digest_octets(digest);
    return std::ssize(ended) + std::ssize(digests);
}

std::int64_t RetentionTables::forget_notices(base::Time queued_before, std::size_t rows_max)
{
    const auto old = notices_before(select_old_notices, queued_before, rows_max);
    for (const Id notice : old) forgetting_.notice(notice);
    return std::ssize(old);
}

std::int64_t RetentionTables::forget_bounces(base::Time before, std::size_t rows_max)
{
    return Query(database_, delete_old_bounces)
        .bind(":before_ms", before)
        .bind(":rows_max", static_cast<std::int64_t>(rows_max))
        .execute();
}

}  // namespace store::io
