#include "store/io/tables.h"

namespace store::io {

namespace {

constexpr auto insert_bounce = R"sql(
    INSERT INTO bounce (at_ms, list, delivery_id, contact_id, message_id, address, class, status, reason, words, counts)
    VALUES (:at_ms, :list, :delivery_id, :contact_id, :message_id, :address, :class, :status, :reason, :words, :counts)
)sql";

#define SELECT_BOUNCES                                                                                                 \
    "SELECT id, at_ms, list, coalesce(delivery_id, 0), coalesce(contact_id, 0), coalesce(message_id, 0), address,"     \
    " class, status, reason, words, counts FROM bounce"

// Index: bounce_list.
constexpr auto select_of_list = SELECT_BOUNCES " WHERE list = :list ORDER BY id DESC LIMIT :rows_max";

// Index: bounce_contact.
constexpr auto select_about = SELECT_BOUNCES " WHERE contact_id = :contact_id ORDER BY at_ms DESC LIMIT :rows_max";

// Index: bounce_contact.
constexpr auto select_counted = SELECT_BOUNCES
    " WHERE contact_id = :contact_id AND at_ms > :since_ms AND counts = 1 ORDER BY at_ms DESC LIMIT :rows_max";

// Index: bounce_block.
constexpr auto select_blocks =
    SELECT_BOUNCES " WHERE list = :list AND reason = 'policy' AND is_told = 0 AND delivery_id IS NOT NULL"
                   " ORDER BY id LIMIT :rows_max";

#undef SELECT_BOUNCES

// Index: bounce_delivery.
constexpr auto select_counted_delivery = "SELECT 1 FROM bounce WHERE delivery_id = :delivery_id AND counts = 1";

// Index: bounce_contact.
constexpr auto forgive_contact = "UPDATE bounce SET counts = 0 WHERE contact_id = :contact_id AND counts = 1";

constexpr auto update_told = "UPDATE bounce SET is_told = 1 WHERE id = :id";

constexpr auto select_refused = "SELECT delivery_id FROM refused ORDER BY delivery_id LIMIT :rows_max";

constexpr auto delete_refused = "DELETE FROM refused WHERE delivery_id = :delivery_id";

constexpr auto insert_probe = R"sql(
    INSERT INTO probe (contact_id, list, due_ms) VALUES (:contact_id, :list, :due_ms) ON CONFLICT (contact_id) DO NOTHING
)sql";

#define SELECT_PROBES                                                                                                  \
    "SELECT probe.contact_id, contact.email, probe.list, probe.due_ms, coalesce(probe.delivery_id, 0) FROM probe"      \
    " JOIN contact ON contact.id = probe.contact_id"

constexpr auto select_probe = SELECT_PROBES " WHERE probe.contact_id = :contact_id";

// Index: probe_delivery.
constexpr auto select_probe_of = SELECT_PROBES " WHERE probe.delivery_id = :delivery_id";

// Index: probe_due.
constexpr auto select_probes_due = SELECT_PROBES " WHERE probe.due_ms <= :now_ms ORDER BY probe.due_ms LIMIT :rows_max";

#undef SELECT_PROBES

constexpr auto update_probe =
    "UPDATE probe SET delivery_id = :delivery_id, due_ms = :due_ms WHERE contact_id = :contact_id";

constexpr auto delete_probe = "DELETE FROM probe WHERE contact_id = :contact_id";

std::vector<Bounce> read_bounces(Query& row)
{
    std::vector<Bounce> bounces;
    while (row.step()) {
        Bounce& bounce = bounces.emplace_back();
        bounce.id = row.id();
        bounce.at = row.time();
        bounce.list = row.text();
        bounce.delivery = row.id();
        bounce.contact = row.id();
        bounce.message = row.id();
        bounce.address = row.text();
        bounce.failure_class = row.text();
        bounce.status = row.text();
        bounce.reason = row.text();
        bounce.words = row.text();
        bounce.counts = row.flag();
    }
    return bounces;
}

Probe read_probe(Query& row)
{
    Probe probe;
    probe.contact = row.id();
    probe.email = row.text();
    probe.list = row.text();
    probe.due_at = row.time();
    probe.delivery = row.id();
    return probe;
}

}  // namespace

Id BounceTables::add(const Bounce& bounce)
{
    Query(database_, insert_bounce)
        .bind(":at_ms", bounce.at)
        .bind(":list", bounce.list)
        .bind_id(":delivery_id", bounce.delivery)
        .bind_id(":contact_id", bounce.contact)
        .bind_id(":message_id", bounce.message)
        .bind(":address", bounce.address)
        .bind(":class", bounce.failure_class)
        .bind(":status", bounce.status)
        .bind(":reason", bounce.reason)
        .bind(":words", bounce.words)
        .bind(":counts", std::int64_t{bounce.counts})
        .execute();
    return database_.last_id();
}

std::vector<Bounce> BounceTables::all(std::string_view list, std::size_t rows_max)
{
    Query row(database_, select_of_list);
    row.bind(":list", list).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_bounces(row);
}

std::vector<Bounce> BounceTables::about(Id contact, std::size_t rows_max)
{
    Query row(database_, select_about);
    row.bind(":contact_id", contact).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_bounces(row);
}

std::vector<Bounce> BounceTables::counted(Id contact, base::Time since, std::size_t rows_max)
{
    Query row(database_, select_counted);
    row.bind(":contact_id", contact).bind(":since_ms", since).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_bounces(row);
}

bool BounceTables::has_counted(Id delivery)
{
    Query row(database_, select_counted_delivery);
    return row.bind(":delivery_id", delivery).step();
}

void BounceTables::forgive(Id contact)
{
    Query(database_, forgive_contact).bind(":contact_id", contact).execute();
}

std::vector<Bounce> BounceTables::blocks_untold(std::string_view list, std::size_t rows_max)
{
    Query row(database_, select_blocks);
    row.bind(":list", list).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_bounces(row);
}

void BounceTables::mark_told(Id bounce)
{
    Query(database_, update_told).bind(":id", bounce).execute();
}

std::vector<Id> BounceTables::refused_deliveries(std::size_t rows_max)
{
    Query row(database_, select_refused);
    row.bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<Id> deliveries;
    while (row.step()) deliveries.push_back(row.id());
    return deliveries;
}

void BounceTables::forget_refused(Id delivery)
{
    Query(database_, delete_refused).bind(":delivery_id", delivery).execute();
}

void BounceTables::plan_probe(Id contact, std::string_view list, base::Time due)
{
    Query(database_, insert_probe).bind(":contact_id", contact).bind(":list", list).bind(":due_ms", due).execute();
}

std::optional<Probe> BounceTables::find_probe(Id contact)
{
    Query row(database_, select_probe);
    if (!row.bind(":contact_id", contact).step()) return std::nullopt;
    return read_probe(row);
}

std::optional<Probe> BounceTables::probe_of(Id delivery)
{
    Query row(database_, select_probe_of);
    if (!row.bind(":delivery_id", delivery).step()) return std::nullopt;
    return read_probe(row);
}

std::vector<Probe> BounceTables::probes_due(base::Time now, std::size_t rows_max)
{
    Query row(database_, select_probes_due);
    row.bind(":now_ms", now).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<Probe> probes;
    while (row.step()) probes.push_back(read_probe(row));
    return probes;
}

void BounceTables::note_probe_sent(Id contact, Id delivery, base::Time passed_at)
{
    Query(database_, update_probe)
        .bind(":contact_id", contact)
        .bind_id(":delivery_id", delivery)
        .bind(":due_ms", passed_at)
        .execute();
}

void BounceTables::end_probe(Id contact)
{
    Query(database_, delete_probe).bind(":contact_id", contact).execute();
}

}  // namespace store::io
