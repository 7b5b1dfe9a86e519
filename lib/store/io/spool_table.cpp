#include "base/digest.h"
#include "store/io/tables.h"
#include "store/transactor.h"

namespace store::io {

namespace {

// :sha256  ->  id.  Index: the UNIQUE one on sha256.
constexpr auto select_content = "SELECT id FROM content WHERE sha256 = :sha256";

constexpr auto insert_content = "INSERT INTO content (sha256, octets) VALUES (:sha256, :octets)";

constexpr auto select_octets = "SELECT octets, sha256 FROM content WHERE id = :id";

}  // namespace

Id ContentTable::add(std::string_view octets)
{
    return add(octets, base::as_octets(base::sha256(octets)));
}

Id ContentTable::add(std::string_view octets, std::string_view sha256)
{
    Query known(database_, select_content);
    if (known.bind_octets(":sha256", sha256).step()) return known.id();
    Query(database_, insert_content).bind_octets(":sha256", sha256).bind_octets(":octets", octets).execute();
    return database_.last_id();
}

std::string ContentTable::octets(Id content)
{
    Query row(database_, select_octets);
    if (!row.bind(":id", content).step()) return "";
    std::string octets = row.octets();
    if (base::as_octets(base::sha256(octets)) != row.octets())
        throw Broken("content " + std::to_string(content) + " is damaged: its digest is another");
    return octets;
}

namespace {

#define MESSAGE_COLUMNS                                                                                                \
    "id, received_ms, recipient, reverse_path, message_id, state, list, kind, author, subject, reason, handlings,"     \
    " purged_ms"

constexpr auto insert_message = R"sql(
    INSERT INTO message (received_ms, recipient, reverse_path, message_id, content_id)
    VALUES (:received_ms, :recipient, :reverse_path, :message_id, :content_id)
)sql";

constexpr auto select_ingest_key = "SELECT message_id FROM ingest_key WHERE key = :key";

constexpr auto insert_ingest_key = "INSERT INTO ingest_key (key, message_id, at_ms) VALUES (:key, :message_id, :at_ms)";

constexpr auto delete_ingest_keys = "DELETE FROM ingest_key WHERE at_ms < :before_ms";

// The oldest message that waits.  Index: message_spooled.
constexpr auto select_next = "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = 'spooled' ORDER BY id LIMIT 1";

constexpr auto select_message = "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = :id";

constexpr auto select_message_content = "SELECT content_id FROM message WHERE id = :id";

constexpr auto select_message_octets_count = "SELECT length(content.octets) FROM message JOIN content ON content.id = "
                                             "message.content_id WHERE message.id = :id";

constexpr auto count_handling = "UPDATE message SET handlings = handlings + 1 WHERE id = :id";

constexpr auto update_description = R"sql(
    UPDATE message SET list = :list, kind = :kind, author = :author, subject = :subject WHERE id = :id
)sql";

constexpr auto hold_message = R"sql(
    UPDATE message SET state = 'held', reason = :reason, held_ms = :now_ms, told_ms = NULL, reminded_ms = NULL
     WHERE id = :id
)sql";

constexpr auto finish_message =
    "UPDATE message SET state = 'done', reason = :reason, ended_ms = :now_ms WHERE id = :id";

// All that waits for a person, oldest first. The plus keeps SQLite from walking all messages for their order.
// Index: message_held.
constexpr auto select_held = "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = 'held' ORDER BY +id";

// Index: message_held.
constexpr auto select_untold =
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = 'held' AND list = :list AND told_ms IS NULL"
    " AND reason <> :reason ORDER BY id LIMIT :rows_max";

constexpr auto update_told = "UPDATE message SET told_ms = :now_ms WHERE id = :id";

// The plus keeps SQLite from looking at all that a list holds.  Index: message_told.
constexpr auto select_unreminded =
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = 'held' AND +list = :list AND told_ms <= :told_before_ms"
    " AND reminded_ms IS NULL ORDER BY told_ms LIMIT :rows_max";

constexpr auto update_reminded = "UPDATE message SET reminded_ms = :now_ms WHERE id = :id";

// Index: message_told.
constexpr auto select_overdue =
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE state = 'held' AND told_ms <= :told_before_ms"
    " AND reminded_ms <= :reminded_before_ms ORDER BY told_ms LIMIT :rows_max";

constexpr auto count_held = "SELECT count(*) FROM message WHERE state = 'held'";

constexpr auto count_waiting = "SELECT count(*) FROM message WHERE state = 'spooled'";

// A person's question about few rows: a scan is right where no index can help.
constexpr auto search_messages = "SELECT " MESSAGE_COLUMNS R"sql( FROM message
     WHERE message_id = :text OR instr(lower(recipient), lower(:text)) OR instr(lower(reverse_path), lower(:text))
        OR instr(lower(author), lower(:text))
     ORDER BY id DESC LIMIT :rows_max
)sql";

#undef MESSAGE_COLUMNS

MessageState message_state(std::string_view name)
{
    if (name == name_of(MessageState::held)) return MessageState::held;
    return name == name_of(MessageState::done) ? MessageState::done : MessageState::spooled;
}

Message read_message(Query& row)
{
    Message message;
    message.id = row.id();
    message.received_at = row.time();
    message.recipient = row.text();
    message.reverse_path = row.text();
    message.message_id = row.text();
    message.state = message_state(row.text());
    message.list = row.text();
    message.kind = row.text();
    message.author = row.text();
    message.subject = row.text();
    message.reason = row.text();
    message.handlings = static_cast<int>(row.number());
    message.purged_at = row.optional_time();
    return message;
}

std::optional<Message> read_one(Query& query)
{
    if (!query.step()) return std::nullopt;
    return read_message(query);
}

std::vector<Message> read_all(Query& query)
{
    std::vector<Message> messages;
    while (query.step()) messages.push_back(read_message(query));
    return messages;
}

}  // namespace

Spooled SpoolTable::add(const NewMessage& message)
{
    Query known(database_, select_ingest_key);
    if (known.bind_octets(":key", message.ingest_key).step()) return {.message = known.id(), .is_duplicate = true};

    const Id content = content_.add(message.content.octets(), message.content.sha256());
    Query(database_, insert_message)
        .bind(":received_ms", message.received_at)
        .bind(":recipient", message.recipient)
        .bind(":reverse_path", message.reverse_path)
        .bind(":message_id", message.message_id)
        .bind(":content_id", content)
        .execute();
    const Id id = database_.last_id();
    Query(database_, insert_ingest_key)
        .bind_octets(":key", message.ingest_key)
        .bind(":message_id", id)
        .bind(":at_ms", message.received_at)
        .execute();
    return {.message = id, .is_duplicate = false};
}

std::optional<Message> SpoolTable::next()
{
    Query query(database_, select_next);
    return read_one(query);
}

std::optional<Message> SpoolTable::find(Id message)
{
    Query query(database_, select_message);
    query.bind(":id", message);
    return read_one(query);
}

std::int64_t SpoolTable::octets_count(Id message)
{
    Query row(database_, select_message_octets_count);
    return row.bind(":id", message).step() ? row.number() : 0;
}

std::string SpoolTable::octets(Id message)
{
    Query row(database_, select_message_content);
    return row.bind(":id", message).step() ? content_.octets(row.id()) : std::string();
}

void SpoolTable::begin(Id message)
{
    Query(database_, count_handling).bind(":id", message).execute();
}

void SpoolTable::describe(const Message& message)
{
    Query(database_, update_description)
        .bind(":id", message.id)
        .bind(":list", message.list)
        .bind(":kind", message.kind)
        .bind(":author", message.author)
        .bind(":subject", message.subject)
        .execute();
}

void SpoolTable::hold(Id message, std::string_view reason, base::Time now)
{
    Query(database_, hold_message).bind(":id", message).bind(":reason", reason).bind(":now_ms", now).execute();
}

void SpoolTable::finish(Id message, std::string_view reason, base::Time now)
{
    Query(database_, finish_message).bind(":id", message).bind(":reason", reason).bind(":now_ms", now).execute();
}

std::vector<Message> SpoolTable::held()
{
    Query query(database_, select_held);
    return read_all(query);
}

std::vector<Message> SpoolTable::held_untold(std::string_view list, std::string_view reason, std::size_t rows_max)
{
    Query query(database_, select_untold);
    query.bind(":list", list).bind(":reason", reason).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query);
}

void SpoolTable::mark_told(Id message, base::Time now)
{
    Query(database_, update_told).bind(":id", message).bind(":now_ms", now).execute();
}

std::vector<Message> SpoolTable::held_unreminded(std::string_view list, base::Time told_before, std::size_t rows_max)
{
    Query query(database_, select_unreminded);
    query.bind(":list", list)
        .bind(":told_before_ms", told_before)
        .bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query);
}

void SpoolTable::mark_reminded(Id message, base::Time now)
{
    Query(database_, update_reminded).bind(":id", message).bind(":now_ms", now).execute();
}

std::vector<Message> SpoolTable::held_overdue(base::Time told_before, base::Time reminded_before, std::size_t rows_max)
{
    Query query(database_, select_overdue);
    query.bind(":told_before_ms", told_before)
        .bind(":reminded_before_ms", reminded_before)
        .bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query);
}

std::int64_t SpoolTable::held_count()
{
    Query query(database_, count_held);
    return query.step() ? query.number() : 0;
}

std::int64_t SpoolTable::waiting_count()
{
    Query query(database_, count_waiting);
    return query.step() ? query.number() : 0;
}

std::vector<Message> SpoolTable::search(std::string_view text, std::size_t rows_max)
{
    Query query(database_, search_messages);
    query.bind(":text", text).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query);
}

std::int64_t SpoolTable::forget_keys_before(base::Time time)
{
    return Query(database_, delete_ingest_keys).bind(":before_ms", time).execute();
}

}  // namespace store::io
