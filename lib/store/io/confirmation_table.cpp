#include "base/text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace store::io {

namespace {

constexpr auto insert_confirmation = R"sql(
    INSERT INTO confirmation (purpose, list, message_id, address, change, language, source, asked_ms, expires_ms)
    VALUES (:purpose, :list, :message_id, :address, :change, :language, :source, :asked_ms, :expires_ms)
)sql";

#define SELECT_CONFIRMATIONS                                                                                           \
    "SELECT id, purpose, list, coalesce(message_id, 0), address, change, language, source, asked_ms, expires_ms,"      \
    " is_open FROM confirmation"

constexpr auto select_confirmation = SELECT_CONFIRMATIONS " WHERE id = :id";

// Index: confirmation_open.
constexpr auto select_expired_posts =
    SELECT_CONFIRMATIONS " WHERE is_open = 1 AND purpose = 'post' AND expires_ms <= :now_ms ORDER BY expires_ms";

#undef SELECT_CONFIRMATIONS

constexpr auto close_confirmation = "UPDATE confirmation SET is_open = 0 WHERE id = :id";

// The row stays, so that no later one gets its id and answers to its token.
constexpr auto forget_confirmation =
    "UPDATE confirmation SET is_open = 0, address = '', change = '', source = '' WHERE id = :id";

// Index: confirmation_known.
constexpr auto forget_expired_rows =
    "UPDATE confirmation SET is_open = 0, address = '', change = '', source = ''"
    " WHERE id IN (SELECT id FROM confirmation WHERE purpose <> 'post' AND address <> ''"
    " AND expires_ms <= :now_ms LIMIT 1000)";

// Index: confirmation_address.
constexpr auto count_asked = R"sql(
    SELECT count(*) FROM confirmation WHERE lower(address) = :address AND purpose = :purpose AND asked_ms >= :since_ms
)sql";

// Index: confirmation_source.
constexpr auto count_asked_from =
    "SELECT count(*) FROM confirmation WHERE source = :source AND source <> '' AND asked_ms >= :since_ms";

constexpr std::array<std::string_view, 6> purposes{"post", "join", "leave", "change", "invite", "admit"};

std::string_view name_of(Asked purpose)
{
    return purposes.at(static_cast<std::size_t>(purpose));
}

Asked read_purpose(std::string_view name)
{
    const auto* const found = std::ranges::find(purposes, name);
    if (found == purposes.end()) throw std::runtime_error("a confirmation has an unknown purpose");
    return static_cast<Asked>(found - purposes.begin());
}

Confirmation read_confirmation(Query& row)
{
    Confirmation confirmation;
    confirmation.id = row.id();
    confirmation.purpose = read_purpose(row.text());
    confirmation.list = row.text();
    confirmation.message = row.id();
    confirmation.address = row.text();
    confirmation.change = row.text();
    confirmation.language = row.text();
    confirmation.source = row.text();
    confirmation.asked_at = row.time();
    confirmation.expires_at = row.time();
    confirmation.is_open = row.flag();
    return confirmation;
}

}  // namespace

Id ConfirmationTable::add(const Confirmation& confirmation)
{
    Query(database_, insert_confirmation)
        .bind(":purpose", name_of(confirmation.purpose))
        .bind(":list", confirmation.list)
        .bind_id(":message_id", confirmation.message)
        .bind(":address", confirmation.address)
        .bind(":change", confirmation.change)
        .bind(":language", confirmation.language)
        .bind(":source", confirmation.source)
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

void ConfirmationTable::forget(Id confirmation)
{
    Query(database_, forget_confirmation).bind(":id", confirmation).execute();
}

std::int64_t ConfirmationTable::asked_since(Asked purpose, std::string_view address, base::Time since)
{
    Query row(database_, count_asked);
    row.bind(":address", base::to_lower(address)).bind(":purpose", name_of(purpose)).bind(":since_ms", since);
    return row.step() ? row.number() : 0;
}

std::int64_t ConfirmationTable::asked_from(std::string_view source, base::Time since)
{
    Query row(database_, count_asked_from);
    return row.bind(":source", source).bind(":since_ms", since).step() ? row.number() : 0;
}

std::int64_t ConfirmationTable::forget_expired(base::Time now)
{
    return Query(database_, forget_expired_rows).bind(":now_ms", now).execute();
}

std::vector<Confirmation> ConfirmationTable::expire_posts(base::Time now)
{
    std::vector<Confirmation> expired;
    {
        Query row(database_, select_expired_posts);
        row.bind(":now_ms", now);
        while (row.step()) expired.push_back(read_confirmation(row));
    }
    for (const Confirmation& confirmation : expired) close(confirmation.id);
    return expired;
}

}  // namespace store::io
