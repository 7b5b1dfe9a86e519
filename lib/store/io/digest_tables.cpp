#include "store/io/digest_items.h"
#include "store/io/tables.h"

#include <algorithm>

namespace store::io {

namespace {

constexpr auto select_choice = "SELECT period, format FROM digest_choice WHERE list = :list AND contact_id = :contact";

constexpr auto upsert_choice = R"sql(
    INSERT INTO digest_choice (list, contact_id, period, format) VALUES (:list, :contact, :period, :format)
    ON CONFLICT (list, contact_id) DO UPDATE SET period = excluded.period, format = excluded.format
)sql";

constexpr auto end_choice = "UPDATE digest_choice SET period = 'ending' WHERE list = :list AND contact_id = :contact";

// Index: digest_choice_period, digest_item_waiting.
constexpr auto delete_ended_choices = R"sql(
    DELETE FROM digest_choice
     WHERE list = :list AND period = 'ending'
       AND NOT EXISTS (SELECT 1 FROM digest_item WHERE digest_item.list = digest_choice.list
                          AND digest_item.contact_id = digest_choice.contact_id AND digest_item.state = 'waiting')
)sql";

// What waits and may go out, reader for reader. (The + keeps SQLite from looking for all later contacts of each.)  Index: digest_choice_period, digest_item_waiting.
constexpr auto select_wanted = R"sql(
    SELECT item.contact_id, item.member_id, item.issue_id, contact.language, digest_choice.format
      FROM digest_choice INDEXED BY digest_choice_period
      CROSS JOIN digest_item AS item ON item.list = digest_choice.list AND item.contact_id = +digest_choice.contact_id
       AND item.state = 'waiting'
      CROSS JOIN member ON member.id = item.member_id
      CROSS JOIN contact ON contact.id = item.contact_id
      CROSS JOIN issue ON issue.id = item.issue_id
     WHERE digest_choice.list = :list AND digest_choice.period = :period
       AND digest_choice.contact_id > :after_contact AND item.added_ms < :before_ms
       AND member.state = 'active' AND issue.is_paused = 0 AND issue.state IN ('distributing', 'distributed')
       AND NOT EXISTS (SELECT 1 FROM suppression WHERE suppression.contact_id = item.contact_id)
     ORDER BY digest_choice.contact_id
)sql";

// The one that is there, where there is one of that cause.
constexpr auto insert_digest = R"sql(
    INSERT INTO digest (list, cause, content_id, made_ms) VALUES (:list, :cause, :content_id, :now_ms)
    ON CONFLICT (cause) DO UPDATE SET content_id = excluded.content_id
    RETURNING id
)sql";

constexpr auto insert_digest_issue =
    "INSERT OR IGNORE INTO digest_issue (digest_id, issue_id) VALUES (:digest, :issue)";

// UNIQUE (contact_id, lane) by index delivery_digest.
constexpr auto insert_delivery = R"sql(
    INSERT INTO delivery (lane, issue_id, contact_id, member_id, content_id, list, recipient, domain, reverse_path, state,
                          queued_ms, due_ms)
    SELECT -:digest, :issue, id, :member, :content_id, :list, email, domain, 'verp', 'queued', :now_ms, :now_ms
      FROM contact WHERE id = :contact
)sql";

// Index: digest_item_waiting.
constexpr auto put_into_digest = R"sql(
    UPDATE digest_item SET state = 'digested', delivery_id = :delivery
     WHERE list = :list AND contact_id = :contact AND state = 'waiting'
       AND issue_id IN (SELECT issue_id FROM digest_issue WHERE digest_id = :digest)
)sql";

constexpr auto select_round =
    "SELECT slot_ms, after_contact, is_over FROM digest_round WHERE list = :list AND period = :period";

constexpr auto upsert_round = R"sql(
    INSERT INTO digest_round (list, period, slot_ms, after_contact, is_over)
    VALUES (:list, :period, :slot_ms, :after_contact, :is_over)
    ON CONFLICT (list, period) DO UPDATE SET slot_ms = excluded.slot_ms, after_contact = excluded.after_contact,
                                             is_over = excluded.is_over
)sql";

// Index: the PRIMARY KEY (mailing, contact_id).
constexpr auto count_items = R"sql(
    SELECT coalesce(sum(state = 'waiting'), 0), coalesce(sum(state = 'digested'), 0), coalesce(sum(state = 'withdrawn'), 0)
      FROM digest_item WHERE mailing = (SELECT mailing FROM issue WHERE id = :issue) AND issue_id = :issue
)sql";

// Index: digest_item_waiting.
constexpr auto withdraw_waiting = R"sql(
    UPDATE digest_item SET state = 'withdrawn'
     WHERE list = :list AND contact_id = (SELECT id FROM contact WHERE email_key = :key) AND state = 'waiting'
)sql";

// Index: delivery_digest, digest_item_delivery.
constexpr auto withdraw_on_its_way = R"sql(
    UPDATE digest_item SET state = 'withdrawn'
     WHERE state = 'digested'
       AND delivery_id IN (SELECT id FROM delivery WHERE lane < 0 AND list = :list
                              AND contact_id = (SELECT id FROM contact WHERE email_key = :key)
                              AND (due_ms IS NOT NULL OR lease_until_ms IS NOT NULL))
)sql";

// Index: delivery_digest.
constexpr auto cancel_waiting_digests = R"sql(
    UPDATE delivery SET state = 'cancelled', due_ms = NULL
     WHERE lane < 0 AND contact_id = (SELECT id FROM contact WHERE email_key = :key) AND list = :list AND due_ms IS NOT NULL
)sql";

// Index: the PRIMARY KEY (mailing, contact_id).
constexpr auto withdraw_issue = R"sql(
    UPDATE digest_item SET state = 'withdrawn'
     WHERE mailing = (SELECT mailing FROM issue WHERE id = :issue) AND issue_id = :issue AND state = 'waiting'
)sql";

// Those that may have left already stay as they are.
constexpr auto cancel_digests_with = R"sql(
    UPDATE delivery SET state = 'cancelled', due_ms = NULL, lease_owner = NULL, lease_until_ms = NULL
     WHERE id IN (SELECT delivery_id FROM digest_item
                   WHERE mailing = (SELECT mailing FROM issue WHERE id = :issue) AND issue_id = :issue
                     AND state = 'digested')
       AND (due_ms IS NOT NULL OR (at_dot_ms IS NULL AND lease_until_ms IS NOT NULL))
    RETURNING id
)sql";

// Who has chosen own copies meanwhile gets what waits again at once.  Index: digest_item_delivery.
constexpr auto end_choices_anew = R"sql(
    INSERT OR IGNORE INTO digest_choice (list, contact_id, period, format)
    SELECT list, contact_id, 'ending', 'mime' FROM digest_item WHERE delivery_id = :delivery AND state = 'digested'
)sql";

// Index: digest_item_delivery.
constexpr auto release_items = R"sql(
    UPDATE digest_item
       SET state = iif((SELECT issue.state FROM issue WHERE issue.id = issue_id) = 'cancelled', 'withdrawn', 'waiting'),
           delivery_id = NULL
     WHERE delivery_id = :delivery AND state = 'digested'
)sql";

std::string_view period_name(const std::optional<DigestPeriod>& period)
{
    return period ? name_of(*period) : "ending";
}

DigestFormat format_of(std::string_view name)
{
    return name == name_of(DigestFormat::plain) ? DigestFormat::plain : DigestFormat::mime;
}

}  // namespace

bool choose_digest(Database& database, std::string_view list, Id contact, std::optional<DigestChoice> choice)
{
    const std::optional<DigestChoice> before = DigestTables::choice_of(database, list, contact);
    if (choice == before) return false;
    Query change(database, choice ? upsert_choice : end_choice);
    change.bind(":list", list).bind(":contact", contact);
    if (choice) change.bind(":period", name_of(choice->period)).bind(":format", name_of(choice->format));
    change.execute();
    return true;
}

std::int64_t cancel_digests_for(Database& database, std::string_view list, std::string_view contact_key)
{
    for (const char* sql : {withdraw_waiting, withdraw_on_its_way})
        Query(database, sql).bind(":list", list).bind(":key", contact_key).execute();
    return Query(database, cancel_waiting_digests).bind(":list", list).bind(":key", contact_key).execute();
}

void release_digest_items(Database& database, Id delivery)
{
    for (const char* sql : {end_choices_anew, release_items})
        Query(database, sql).bind(":delivery", delivery).execute();
}

std::int64_t withdraw_from_digests(Database& database, Id issue)
{
    std::vector<Id> withdrawn;
    {
        Query row(database, cancel_digests_with);
        row.bind(":issue", issue);
        while (row.step()) withdrawn.push_back(row.id());
    }
    for (const Id delivery : withdrawn) release_digest_items(database, delivery);
    return std::ssize(withdrawn) + Query(database, withdraw_issue).bind(":issue", issue).execute();
}

std::optional<DigestChoice> DigestTables::choice_of(Database& database, std::string_view list, Id contact)
{
    Query row(database, select_choice);
    if (!row.bind(":list", list).bind(":contact", contact).step()) return std::nullopt;
    const std::string period = row.text();
    return digest_choice(period + ' ' + row.text());  // none where it is ending
}

void DigestTables::choose(std::string_view list, Id contact, std::optional<DigestChoice> choice)
{
    choose_digest(database_, list, contact, choice);
}

std::optional<DigestChoice> DigestTables::choice(std::string_view list, Id contact)
{
    return choice_of(database_, list, contact);
}

std::vector<DigestReader> DigestTables::wanted(const WantedDigests& wanted, std::size_t readers_max)
{
    std::vector<DigestReader> readers;
    Query row(database_, select_wanted);
    row.bind(":list", wanted.list)
        .bind(":period", period_name(wanted.period))
        .bind(":after_contact", wanted.after_contact)
        .bind(":before_ms", wanted.begun_before);
    while (row.step()) {
        const Id contact = row.id();
        const bool is_new = readers.empty() || readers.back().contact != contact;
        if (is_new && readers.size() == readers_max) break;
        if (is_new) readers.push_back({.contact = contact, .member = 0, .language = "", .issues = {}});
        DigestReader& reader = readers.back();
        reader.member = row.id();
        reader.issues.push_back(row.id());
        reader.language = row.text();
        reader.format = format_of(row.text());
    }
    for (DigestReader& reader : readers) std::ranges::sort(reader.issues);
    return readers;
}

void DigestTables::queue(const NewDigest& digest, const std::vector<DigestReader>& readers, base::Time now)
{
    const Id content = content_.add(digest.octets);
    Id id = 0;
    {
        Query row(database_, insert_digest);
        row.bind(":list", digest.list)
            .bind(":cause", digest.cause)
            .bind(":content_id", content)
            .bind(":now_ms", now)
            .step();
        id = row.id();
        row.execute();  // RETURNING is stepped to its end before anything else happens
    }
    for (const Id issue : digest.issues)
        Query(database_, insert_digest_issue).bind(":digest", id).bind(":issue", issue).execute();
    for (const DigestReader& reader : readers) {
        Query(database_, insert_delivery)
            .bind(":digest", id)
            .bind(":issue", digest.issues.back())
            .bind(":member", reader.member)
            .bind(":content_id", content)
            .bind(":list", digest.list)
            .bind(":now_ms", now)
            .bind(":contact", reader.contact)
            .execute();
        Query(database_, put_into_digest)
            .bind(":delivery", database_.last_id())
            .bind(":list", digest.list)
            .bind(":contact", reader.contact)
            .bind(":digest", id)
            .execute();
    }
}

void DigestTables::end_choices(std::string_view list)
{
    Query(database_, delete_ended_choices).bind(":list", list).execute();
}

std::optional<DigestRound> DigestTables::round(std::string_view list, DigestPeriod period)
{
    Query row(database_, select_round);
    if (!row.bind(":list", list).bind(":period", name_of(period)).step()) return std::nullopt;
    DigestRound round;
    round.slot = row.time();
    round.after_contact = row.id();
    round.is_over = row.flag();
    return round;
}

void DigestTables::set_round(std::string_view list, DigestPeriod period, const DigestRound& round)
{
    Query(database_, upsert_round)
        .bind(":list", list)
        .bind(":period", name_of(period))
        .bind(":slot_ms", round.slot)
        .bind(":after_contact", round.after_contact)
        .bind(":is_over", std::int64_t{round.is_over})
        .execute();
}

DigestCounts DigestTables::counts(Id issue)
{
    Query row(database_, count_items);
    DigestCounts counts;
    if (!row.bind(":issue", issue).step()) return counts;
    counts.waiting = row.number();
    counts.digested = row.number();
    counts.withdrawn = row.number();
    return counts;
}

}  // namespace store::io
