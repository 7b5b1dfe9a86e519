#include "base/text.h"
#include "store/io/tables.h"

namespace store::io {

namespace {

constexpr auto insert_confirmation = R"sql(
    INSERT INTO confirmation (message_id, address, asked_ms, expires_ms) VALUES (:message_id, :address, :asked_ms, :expires_ms)
)sql";

#define SELECT_CONFIRMATIONS "SELECT id, message_id, address, asked_ms, expires_ms, is_open FROM confirmation"

constexpr auto select_confirmation = SELECT_CONFIRMATIONS " WHERE id = :id";

// Index: confirmation_open.
constexpr auto select_expired = SELECT_CONFIRMATIONS " WHERE is_open = 1 AND expires_ms <= :now_ms";

#undef SELECT_CONFIRMATIONS

constexpr auto close_confirmation = "UPDATE confirmation SET is_open = 0 WHERE id = :id";

// Index: confirmation_address.
constexpr auto count_asked = "SELECT count(*) FROM confirmation WHERE address = :address AND asked_ms >= :since_ms";

Confirmation read_confirmation(Query& row)
{
    Confirmation confirmation;
    confirmation.id = row.id();
    confirmation.message = row.id();
    confirmation.address = row.text();
    confirmation.asked_at = row.time();
    confirmation.expires_at = row.time();
    confirmation.is_open = row.flag();
    return confirmation;
}

}  // namespace

Id ConfirmationTable::add(const Confirmation& confirmation)
{
    Query(database_, insert_confirmation)
        .bind(":message_id", confirmation.message)
        .bind(":address", base::to_lower(confirmation.address))
        .bind(":asked_ms", confirmation.asked_at)
        .bind(":expires_ms", confirmation.expires_at)
        .execute();
    return database_.last_id();
}

std::optional<Confirmation> ConfirmationTable::find(Id confirmation)
{
    Query row(database_, select_confirmation);
    if (!row.bind(":id", confirmation).step()) return std::nullopt;
    return read_confirmation(row);
}

void ConfirmationTable::close(Id confirmation)
{
    Query(database_, close_confirmation).bind(":id", confirmation).execute();
}

std::int64_t ConfirmationTable::asked_since(std::string_view address, base::Time since)
{
    Query row(database_, count_asked);
    return row.bind(":address", base::to_lower(address)).bind(":since_ms", since).step() ? row.number() : 0;
}

std::vector<Confirmation> ConfirmationTable::expire(base::Time now)
{
    std::vector<Confirmation> expired;
    {
        Query row(database_, select_expired);
        row.bind(":now_ms", now);
        while (row.step()) expired.push_back(read_confirmation(row));
    }
    for (const Confirmation& confirmation : expired) close(confirmation.id);
    return expired;
}

}  // namespace store::io
