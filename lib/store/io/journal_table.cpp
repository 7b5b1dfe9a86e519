#include "store/io/tables.h"

namespace store::io {

namespace {

constexpr auto insert_entry = R"sql(
    INSERT INTO journal (at_ms, event, list, message_id, issue_id, delivery_id, contact_id, by, detail)
    VALUES (:at_ms, :event, :list, :message_id, :issue_id, :delivery_id, :contact_id, :by, :detail)
)sql";

#define SELECT_ENTRIES                                                                                                 \
    "SELECT at_ms, event, list, message_id, issue_id, delivery_id, contact_id, by, detail FROM journal"

// Index: journal_message, journal_issue, journal_delivery, journal_contact.
constexpr auto select_about_message = SELECT_ENTRIES " WHERE message_id = :id ORDER BY id";
constexpr auto select_about_issue = SELECT_ENTRIES " WHERE issue_id = :id ORDER BY id";
constexpr auto select_about_delivery = SELECT_ENTRIES " WHERE delivery_id = :id ORDER BY id";
constexpr auto select_about_contact = SELECT_ENTRIES " WHERE contact_id = :id ORDER BY id";
constexpr auto select_latest = SELECT_ENTRIES " ORDER BY id DESC LIMIT :id";

#undef SELECT_ENTRIES

std::vector<JournalEntry> read_entries(Query& row)
{
    std::vector<JournalEntry> entries;
    while (row.step()) {
        JournalEntry& entry = entries.emplace_back();
        entry.at = row.time();
        entry.event = row.text();
        entry.list = row.text();
        entry.message = row.id();
        entry.issue = row.id();
        entry.delivery = row.id();
        entry.contact = row.id();
        entry.by = row.text();
        entry.detail = row.text();
    }
    return entries;
}

std::vector<JournalEntry> entries_by(Database& database, const char* sql, std::int64_t id)
{
    Query row(database, sql);
    row.bind(":id", id);
    return read_entries(row);
}

constexpr auto select_setting = "SELECT value FROM setting WHERE name = :name";

constexpr auto upsert_setting = R"sql(
    INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value
)sql";

}  // namespace

void JournalTable::add(const JournalEntry& entry)
{
    Query(database_, insert_entry)
        .bind(":at_ms", entry.at)
        .bind(":event", entry.event)
        .bind(":list", entry.list)
        .bind_id(":message_id", entry.message)
        .bind_id(":issue_id", entry.issue)
        .bind_id(":delivery_id", entry.delivery)
        .bind_id(":contact_id", entry.contact)
        .bind(":by", entry.by)
        .bind(":detail", entry.detail)
        .execute();
}

std::vector<JournalEntry> JournalTable::about_message(Id message)
{
    return entries_by(database_, select_about_message, message);
}

std::vector<JournalEntry> JournalTable::about_issue(Id issue)
{
    return entries_by(database_, select_about_issue, issue);
}

std::vector<JournalEntry> JournalTable::about_delivery(Id delivery)
{
    return entries_by(database_, select_about_delivery, delivery);
}

std::vector<JournalEntry> JournalTable::about_contact(Id contact)
{
    return entries_by(database_, select_about_contact, contact);
}

std::vector<JournalEntry> JournalTable::latest(std::size_t rows_max)
{
    return entries_by(database_, select_latest, static_cast<std::int64_t>(rows_max));
}

std::optional<std::int64_t> SettingTable::get(std::string_view name)
{
    Query row(database_, select_setting);
    if (!row.bind(":name", name).step()) return std::nullopt;
    return row.number();
}

void SettingTable::set(std::string_view name, std::int64_t value)
{
    Query(database_, upsert_setting).bind(":name", name).bind(":value", value).execute();
}

}  // namespace store::io
