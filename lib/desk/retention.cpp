#include "desk/retention.h"

#include <algorithm>

namespace desk {

namespace {

using base::days;
using base::operator""h;

constexpr base::Duration purge_interval = 1h;
constexpr std::size_t purged_max = 500;  // rows of each kind a transaction, some 50 ms in all
// What is deleted is overwritten, which costs as much as writing it.
constexpr std::int64_t purged_octets_max = 16LL << 20;
// Once sent it serves nobody, and it may name people to others (digests, reports).
constexpr base::Duration notice_octets_kept = days{1};
constexpr auto purged_at = "old_purged";

std::string in_days(base::Duration time)
{
    return std::to_string(std::chrono::floor<days>(time).count()) + " days";
}

/// What was told of and reminded of, and nobody decided.
std::int64_t end_overdue(store::Store& store, const config::Server& server, base::Time now)
{
    const auto overdue = store.spool().held_overdue(now - server.keep_held, now - reminder_time(server), purged_max);
    for (const store::Message& message : overdue) {
        const std::string reason = "kept " + in_days(server.keep_held) + ", nobody decided";
        store.spool().finish(message.id, reason, now);
        store.journal().add({.at = now,
                             .event = "held_expired",
                             .list = message.list,
                             .message = message.id,
                             .by = "desk",
                             .detail = reason});
    }
    return std::ssize(overdue);
}

std::int64_t purge_messages(store::Store& store, const config::Server& server, base::Time now)
{
    const std::int64_t purged = store.retention().purge_messages(
        {.ended_before = now - server.keep_messages, .rows_max = purged_max, .octets_max = purged_octets_max}, now);
    if (purged > 0) {
        store.journal().add({.at = now,
                             .event = "messages_purged",
                             .by = "desk",
                             .detail = std::to_string(purged) + ", kept " + in_days(server.keep_messages)});
    }
    return purged;
}

}  // namespace

base::Duration reminder_time(const config::Server& server)
{
    return std::min<base::Duration>(days{7}, server.keep_held / 2);
}

std::vector<store::Message> held_to_remind(store::Store& store, const config::Server& server, std::string_view list,
                                           std::size_t rows_max, base::Time now)
{
    return store.spool().held_unreminded(list, now - (server.keep_held - reminder_time(server)), rows_max);
}

void purge_what_is_old(store::Store& store, const config::Server& server, base::Time now)
{
    const base::Time last = base::from_unix_ms(store.settings().get(purged_at).value_or(0));
    if (now - last < purge_interval) return;
    const std::int64_t rows = end_overdue(store, server, now) + purge_messages(store, server, now) +
                              store.retention().drop_notice_octets(now - notice_octets_kept, purged_max) +
                              store.retention().forget_notices(now - server.keep_messages, purged_max) +
                              store.retention().forget_bounces(now - server.keep_messages, purged_max);
    if (rows == 0) store.settings().set(purged_at, base::to_unix_ms(now));
}

}  // namespace desk
