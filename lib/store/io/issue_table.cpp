#include "store/io/digest_items.h"
#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>

namespace store::io {

namespace {

#define ISSUE_COLUMNS                                                                                                  \
    "id, list, number, subject, date, author, message_id, post_id, state, is_paused, is_fanned_out, accepted_ms, "     \
    "categories, send_at_ms, coalesce(variant_of, 0), language, coalesce(corrects_id, 0), begun_ms"

// One post to several lists is one mailing. The same Message-ID on the same list again is a mailing of its own.
// Index: issue_message_id, issue_mailing.
constexpr auto select_mailing = R"sql(
    SELECT coalesce((SELECT min(mailing) FROM issue WHERE message_id = :message_id AND id <> :but_of
                        AND NOT EXISTS (SELECT 1 FROM issue
                                         WHERE message_id = :message_id AND list = :list AND id <> :but_of)),
                    (SELECT coalesce(max(mailing), 0) + 1 FROM issue))
)sql";

constexpr auto insert_issue = R"sql(
    INSERT INTO issue (list, number, variant_of, language, subject, date, author, message_id, post_id, content_id, mailing,
                       categories, state, accepted_ms, send_at_ms, corrects_id, is_paused)
    VALUES (:list, :number, nullif(:variant_of, 0), :language, :subject, :date, :author, :message_id, :post_id,
            nullif(:content_id, 0), :mailing, :categories, :state, :accepted_ms, :send_at_ms,
            nullif(:corrects_id, 0), coalesce((SELECT is_paused FROM issue WHERE id = :variant_of), 0))
)sql";

constexpr auto revise_issue = R"sql(
    UPDATE issue SET language = :language, subject = :subject, date = :date, author = :author, message_id = :message_id,
                     post_id = :post_id, content_id = nullif(:content_id, 0), mailing = :mailing, categories = :categories,
                     state = :state, accepted_ms = :accepted_ms, send_at_ms = :send_at_ms,
                     corrects_id = nullif(:corrects_id, 0)
     WHERE id = :id
)sql";

constexpr auto select_issue = "SELECT " ISSUE_COLUMNS " FROM issue WHERE id = :id";

// Index: issue_number.
constexpr auto select_numbered =
    "SELECT " ISSUE_COLUMNS " FROM issue WHERE list = :list AND number = :number AND variant_of IS NULL";

constexpr auto select_all =
    "SELECT " ISSUE_COLUMNS " FROM issue WHERE list = :list AND variant_of IS NULL ORDER BY number";

// Index: issue_variant.
constexpr auto select_translations =
    "SELECT " ISSUE_COLUMNS " FROM issue WHERE variant_of = :original ORDER BY language";

constexpr auto select_octets_of = R"sql(
    SELECT coalesce(issue.content_id, message.content_id) FROM issue JOIN message ON message.id = issue.post_id
     WHERE issue.id = :id
)sql";

constexpr auto select_composed = "SELECT coalesce(content_id, 0) FROM issue WHERE id = :id";

constexpr auto select_own_mailing = "SELECT mailing FROM issue WHERE id = :id";

// Of its copies, or of a post that a revision replaced.  Index: issue_message_id, message_message_id, issue_version_post.
constexpr auto select_by_message_id =
    "SELECT " ISSUE_COLUMNS " FROM issue WHERE list = :list AND id IN ("
    "SELECT id FROM issue WHERE message_id = :message_id UNION"
    " SELECT issue_version.issue_id FROM message JOIN issue_version ON issue_version.post_id = message.id"
    "  WHERE message.message_id = :message_id) ORDER BY id DESC LIMIT 1";

// Index: issue_scheduled.
constexpr auto select_scheduled =
    "SELECT " ISSUE_COLUMNS " FROM issue WHERE state = 'scheduled' AND coalesce(send_at_ms, 0) <= :now_ms"
    " AND (variant_of IS NULL OR (SELECT original.state IN ('distributing', 'distributed') FROM issue AS original"
    "                              WHERE original.id = issue.variant_of))"
    " ORDER BY coalesce(send_at_ms, 0), id LIMIT :rows_max";

// Index: issue_number.
constexpr auto select_highest = "SELECT coalesce(max(number), -1) FROM issue WHERE list = :list AND variant_of IS NULL";

// Index: issue_open.
constexpr auto select_next_to_fan_out =
    "SELECT " ISSUE_COLUMNS
    " FROM issue WHERE state = 'distributing' AND is_fanned_out = 0 AND is_paused = 0 ORDER BY id LIMIT 1";

// Index: issue_open, then delivery_due and delivery_leased by lane.
constexpr auto select_finished = "SELECT " ISSUE_COLUMNS R"sql( FROM issue
     WHERE state = 'distributing' AND is_fanned_out = 1
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE lane = issue.id AND due_ms IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE lane = issue.id AND lease_until_ms IS NOT NULL)
)sql";

#undef ISSUE_COLUMNS

constexpr auto set_distributed = "UPDATE issue SET state = 'distributed' WHERE id = :id";

constexpr auto set_issue_state = "UPDATE issue SET state = :state WHERE id = :id";

// A fan-out that begins anew counts from when it first began.
constexpr auto begin_issue =
    "UPDATE issue SET state = 'distributing', begun_ms = coalesce(begun_ms, :now_ms) WHERE id = :id";

constexpr auto set_issue_send_at = "UPDATE issue SET send_at_ms = :send_at_ms WHERE id = :id";

constexpr auto set_issue_content = "UPDATE issue SET content_id = :content_id WHERE id = :id";

constexpr auto set_issue_paused = "UPDATE issue SET is_paused = :is_paused WHERE id = :id";

constexpr auto cancel_issue =
    "UPDATE issue SET state = 'cancelled', is_fanned_out = 1 WHERE id = :id AND state <> 'distributed'";

constexpr auto cancel_deliveries = R"sql(
    UPDATE delivery SET state = 'cancelled', due_ms = NULL WHERE lane = :id AND due_ms IS NOT NULL
)sql";

// Index: the UNIQUE one on (mailing, contact_id).
constexpr auto count_deliveries = R"sql(
    SELECT state, count(*) FROM delivery
     WHERE mailing = (SELECT mailing FROM issue WHERE id = :id) AND issue_id = :id GROUP BY state
)sql";

// Index: delivery_due.
constexpr auto count_waiting =
    "SELECT count(*), min(due_ms) FROM delivery WHERE lane = :id AND due_ms > :now_ms AND queued_ms > :now_ms";

// The last of the next :members_max members behind the cursor; NULL when there are none.
constexpr auto select_chunk_end = R"sql(
    SELECT max(id) FROM (SELECT member.id FROM member
                          WHERE list_id = (SELECT list.id FROM list JOIN issue ON issue.list = list.name WHERE issue.id = :id)
                            AND member.id > (SELECT fan_out_cursor FROM issue WHERE id = :id)
                          ORDER BY member.id LIMIT :members_max)
)sql";

// Who has a copy of that issue, in whatever language and of whichever list's mailing it is, or may have one: its end was
// sent and no reply read. A digest with it counts as a copy.
// Index: the UNIQUE ones on (mailing, contact_id), issue_variant, journal_delivery.
#define HAS_COPY_OF(original)                                                                                          \
    "(EXISTS (SELECT 1 FROM issue AS held JOIN delivery AS copy"                                                       \
    "                    ON copy.mailing = held.mailing AND copy.contact_id = contact.id"                              \
    "          WHERE (held.id = " original " OR held.variant_of = " original ")"                                       \
    "            AND (copy.state = 'accepted' OR copy.at_dot_ms IS NOT NULL"                                           \
    "                 OR EXISTS (SELECT 1 FROM journal WHERE journal.delivery_id = copy.id"                            \
    "                                                   AND journal.event = 'delivery_in_doubt')))"                    \
    " OR EXISTS (SELECT 1 FROM issue AS held JOIN digest_item"                                                         \
    "               ON digest_item.mailing = held.mailing AND digest_item.contact_id = contact.id"                     \
    "             WHERE (held.id = " original " OR held.variant_of = " original ")"                                    \
    "               AND digest_item.state = 'digested'))"

#define IS_OF_CATEGORY "(issue.categories = '[]' OR member.category IN (SELECT value FROM json_each(issue.categories)))"

// Who of the members may have the issue: by category, or of a correction whoever has what it corrects.
#define IS_MEANT                                                                                                       \
    "member.state = 'active' AND iif(issue.corrects_id IS NULL, " IS_OF_CATEGORY                                       \
    ", " HAS_COPY_OF("issue.corrects_id") ")"

// What is read among those members who may have the issue.
constexpr auto select_chunk_groups = R"sql(
    SELECT contact.language, contact.country, count(*)
      FROM issue
      JOIN list ON list.name = issue.list
      JOIN member ON member.list_id = list.id AND member.id > issue.fan_out_cursor AND member.id <= :chunk_end
      JOIN contact ON contact.id = member.contact_id
     WHERE issue.id = :id AND )sql" IS_MEANT " GROUP BY contact.language, contact.country";

constexpr auto select_holders = R"sql(
    SELECT contact.language, contact.country, count(*)
      FROM issue JOIN list ON list.name = issue.list
      JOIN contact ON contact.id IN (SELECT contact_id FROM member WHERE list_id = list.id AND state = 'active')
     WHERE issue.id = :id AND NOT EXISTS (SELECT 1 FROM suppression WHERE suppression.contact_id = contact.id)
       AND )sql" HAS_COPY_OF(":id") " GROUP BY contact.language, contact.country";

// A copy's place within the spread of its issue. Multiples of 2^32 / 1.618 fill any stretch of ids evenly (Knuth, The Art of
// Computer Programming 6.4); each issue begins elsewhere.
#define PLACE "(((contact.id * 2654435769 + issue.id * 1640531527) & 4294967295) * :spread_ms >> 32)"

// One delivery for each contact among those members who may have the issue and whom it fits. UNIQUE (mailing, contact_id)
// makes it repeatable, and one copy of what several lists, categories or languages would bring.
// :due_rows: [["language", "country", first place, place behind, due, earliest], …] as JSON; without :by_reader those of
// language '' and country '' are everybody's.
constexpr auto insert_deliveries = R"sql(
    WITH stretch (language, country, place, place_behind, due_ms, earliest_ms) AS MATERIALIZED (
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
               json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]')
          FROM json_each(:due_rows)),
    reader AS (
    SELECT issue.id AS issue_id, issue.mailing, contact.id AS contact_id, member.id AS member_id, issue.list, contact.email,
           contact.domain, iif(:by_reader, contact.language, '') AS language, iif(:by_reader, contact.country, '') AS country,
           )sql" PLACE R"sql( AS place
      FROM issue
      JOIN list ON list.name = issue.list
      JOIN member ON member.list_id = list.id AND member.id > issue.fan_out_cursor AND member.id <= :chunk_end
      JOIN contact ON contact.id = member.contact_id
     WHERE issue.id = :id AND )sql" IS_MEANT R"sql(
       AND NOT EXISTS (SELECT 1 FROM suppression WHERE suppression.contact_id = contact.id)
       AND NOT EXISTS (SELECT 1 FROM digest_choice WHERE digest_choice.list = issue.list
                          AND digest_choice.contact_id = contact.id AND digest_choice.period <> 'ending')
       AND NOT EXISTS (SELECT 1 FROM digest_item WHERE digest_item.mailing = issue.mailing
                          AND digest_item.contact_id = contact.id))
    INSERT INTO delivery (lane, issue_id, mailing, contact_id, member_id, list, recipient, domain, reverse_path, state, queued_ms, due_ms)
    SELECT issue_id, issue_id, mailing, contact_id, member_id, list, email, domain, 'verp', 'queued',
           max(due_ms + reader.place - stretch.place, earliest_ms), max(due_ms + reader.place - stretch.place, earliest_ms)
      FROM reader
     CROSS JOIN stretch ON stretch.language = reader.language AND stretch.country = reader.country
                       AND reader.place >= stretch.place AND reader.place < stretch.place_behind
     ORDER BY member_id
    ON CONFLICT (mailing, contact_id) DO NOTHING
)sql";

// The same for readers of digests, who have not had a copy before they were that; when they get it is the digest's affair.
constexpr auto insert_digest_items = R"sql(
    WITH fitting (language, country) AS MATERIALIZED (
        SELECT DISTINCT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:due_rows))
    INSERT INTO digest_item (mailing, contact_id, issue_id, member_id, list, added_ms, state)
    SELECT issue.mailing, contact.id, issue.id, member.id, issue.list, :now_ms, 'waiting'
      FROM issue
      JOIN list ON list.name = issue.list
      JOIN member ON member.list_id = list.id AND member.id > issue.fan_out_cursor AND member.id <= :chunk_end
      JOIN contact ON contact.id = member.contact_id
      CROSS JOIN digest_choice ON digest_choice.list = issue.list AND digest_choice.contact_id = contact.id
       AND digest_choice.period <> 'ending'
     WHERE issue.id = :id AND )sql" IS_MEANT R"sql(
       AND NOT EXISTS (SELECT 1 FROM suppression WHERE suppression.contact_id = contact.id)
       AND (NOT :by_reader OR (contact.language, contact.country) IN fitting)
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.mailing = issue.mailing AND delivery.contact_id = contact.id)
     ORDER BY member.id
    ON CONFLICT (mailing, contact_id) DO NOTHING
)sql";

#undef PLACE
#undef IS_MEANT
#undef IS_OF_CATEGORY
#undef HAS_COPY_OF

constexpr auto move_cursor = "UPDATE issue SET fan_out_cursor = :chunk_end WHERE id = :id";

constexpr auto restart_fan_out =
    "UPDATE issue SET state = 'distributing', is_fanned_out = 0, fan_out_cursor = 0 WHERE id = :id";

constexpr auto end_fan_out = "UPDATE issue SET is_fanned_out = 1 WHERE id = :id";

IssueState issue_state(std::string_view name)
{
    constexpr std::array all{IssueState::held,         IssueState::approving,   IssueState::scheduled,
                             IssueState::distributing, IssueState::distributed, IssueState::rejected};
    const auto* const found = std::ranges::find(all, name, [](IssueState state) { return name_of(state); });
    return found == all.end() ? IssueState::cancelled : *found;
}

Issue read_issue(Query& row)
{
    Issue issue;
    issue.id = row.id();
    issue.list = row.text();
    issue.number = row.number();
    issue.subject = row.text();
    issue.date = row.text();
    issue.author = row.text();
    issue.message_id = row.text();
    issue.message = row.id();
    issue.state = issue_state(row.text());
    issue.is_paused = row.flag();
    issue.is_fanned_out = row.flag();
    issue.accepted_at = row.time();
    issue.categories = texts_of_json(row.text());
    issue.send_at = row.optional_time();
    issue.variant_of = row.id();
    issue.language = row.text();
    issue.corrects = row.id();
    issue.begun_at = row.optional_time();
    return issue;
}

std::optional<Issue> read_one(Query& query)
{
    if (!query.step()) return std::nullopt;
    return read_issue(query);
}

std::vector<Issue> read_all(Query& query)
{
    std::vector<Issue> issues;
    while (query.step()) issues.push_back(read_issue(query));
    return issues;
}

/// All that comes with a post.
Query& bind_post(Query& query, const NewIssue& issue)
{
    return query.bind(":language", issue.language)
        .bind(":subject", issue.subject)
        .bind(":date", issue.date)
        .bind(":author", issue.author)
        .bind(":message_id", issue.message_id)
        .bind(":post_id", issue.message)
        .bind(":categories", texts_as_json(issue.categories))
        .bind(":state", name_of(issue.state))
        .bind(":accepted_ms", issue.accepted_at)
        .bind(":send_at_ms", issue.send_at)
        .bind(":corrects_id", issue.corrects);
}

std::vector<ReaderGroup> read_groups(Query& row)
{
    std::vector<ReaderGroup> groups;
    while (row.step()) {
        ReaderGroup& group = groups.emplace_back();
        group.language = row.text();
        group.country = row.text();
        group.count = row.number();
    }
    return groups;
}

/// Whether it matters what a member reads and where he is.
bool is_by_reader(const Issues::FanOut& rules)
{
    return rules.fits || rules.due;
}

}  // namespace

std::int64_t IssueTable::mailing_of(const NewIssue& issue, std::string_view list, Id but_of)
{
    if (issue.variant_of != 0 && !issue.has_own_mailing) {
        Query row(database_, select_own_mailing);
        row.bind(":id", issue.variant_of).step();
        return row.number();
    }
    Query row(database_, select_mailing);
    row.bind(":message_id", issue.message_id).bind(":list", list).bind(":but_of", but_of).step();
    return row.number();
}

/// 0: nothing was composed.
Id IssueTable::composed(Id issue)
{
    Query row(database_, select_composed);
    return row.bind(":id", issue).step() ? row.id() : 0;
}

Id IssueTable::add(const NewIssue& issue)
{
    Query query(database_, insert_issue);
    bind_post(query, issue)
        .bind(":list", issue.list)
        .bind(":number", issue.number)
        .bind(":variant_of", issue.variant_of)
        .bind(":content_id", issue.composed.empty() ? 0 : content_.add(issue.composed))
        .bind(":mailing", mailing_of(issue, issue.list, 0))
        .execute();
    return database_.last_id();
}

std::optional<Issue> IssueTable::find(Id issue)
{
    Query query(database_, select_issue);
    query.bind(":id", issue);
    return read_one(query);
}

std::optional<Issue> IssueTable::find(std::string_view list, std::int64_t number)
{
    Query query(database_, select_numbered);
    query.bind(":list", list).bind(":number", number);
    return read_one(query);
}

std::vector<Issue> IssueTable::all(std::string_view list)
{
    Query query(database_, select_all);
    query.bind(":list", list);
    return read_all(query);
}

std::vector<Issue> IssueTable::translations(Id original)
{
    Query query(database_, select_translations);
    query.bind(":original", original);
    return read_all(query);
}

std::string IssueTable::octets(Id issue)
{
    Query row(database_, select_octets_of);
    return row.bind(":id", issue).step() ? content_.octets(row.id()) : "";
}

std::int64_t IssueTable::highest_number(std::string_view list)
{
    Query row(database_, select_highest);
    return row.bind(":list", list).step() ? row.number() : -1;
}

std::vector<StateCount> IssueTable::delivery_counts(Id issue)
{
    Query row(database_, count_deliveries);
    row.bind(":id", issue);
    std::vector<StateCount> counts;
    while (row.step()) {
        std::string state = row.text();
        counts.push_back({.state = std::move(state), .count = row.number()});
    }
    return counts;
}

WaitingCopies IssueTable::waiting_copies(Id issue, base::Time now)
{
    Query row(database_, count_waiting);
    row.bind(":id", issue).bind(":now_ms", now).step();
    WaitingCopies waiting;
    waiting.count = row.number();
    waiting.next_due = row.optional_time();
    return waiting;
}

std::optional<Issue> IssueTable::find_by_message_id(std::string_view list, std::string_view message_id)
{
    Query query(database_, select_by_message_id);
    query.bind(":list", list).bind(":message_id", message_id);
    return read_one(query);
}

void IssueTable::set_state(Id issue, IssueState state)
{
    Query(database_, set_issue_state).bind(":id", issue).bind(":state", name_of(state)).execute();
}

void IssueTable::begin_distribution(Id issue, base::Time now)
{
    Query(database_, begin_issue).bind(":id", issue).bind(":now_ms", now).execute();
}

void IssueTable::set_paused(Id issue, bool is_paused)
{
    Query(database_, set_issue_paused).bind(":id", issue).bind(":is_paused", std::int64_t{is_paused}).execute();
}

void IssueTable::revise(Id issue, const NewIssue& revision)
{
    const Id composed_before = composed(issue);
    const std::string list = find(issue).value().list;
    Query query(database_, revise_issue);
    bind_post(query, revision)
        .bind(":id", issue)
        .bind(":content_id", revision.composed.empty() ? 0 : content_.add(revision.composed))
        .bind(":mailing", mailing_of(revision, list, issue))
        .execute();
    if (composed_before != 0) Forgetting(database_).drop_unused(composed_before);
}

void IssueTable::set_send_at(Id issue, std::optional<base::Time> send_at)
{
    Query(database_, set_issue_send_at).bind(":id", issue).bind(":send_at_ms", send_at).execute();
}

void IssueTable::set_octets(Id issue, std::string_view octets)
{
    const Id before = composed(issue);
    Query(database_, set_issue_content).bind(":id", issue).bind(":content_id", content_.add(octets)).execute();
    if (before != 0) Forgetting(database_).drop_unused(before);
}

std::vector<Issue> IssueTable::scheduled_due(base::Time now, std::size_t rows_max)
{
    Query query(database_, select_scheduled);
    query.bind(":now_ms", now).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query);
}

std::int64_t IssueTable::cancel(Id issue, base::Time)
{
    Query(database_, cancel_issue).bind(":id", issue).execute();
    return Query(database_, cancel_deliveries).bind(":id", issue).execute() + withdraw_from_digests(database_, issue);
}

std::optional<Issue> IssueTable::next_to_fan_out()
{
    Query query(database_, select_next_to_fan_out);
    return read_one(query);
}

std::vector<ReaderGroup> IssueTable::groups_of_chunk(Id issue, Id chunk_end)
{
    Query query(database_, select_chunk_groups);
    query.bind(":id", issue).bind(":chunk_end", chunk_end);
    return read_groups(query);
}

/// What insert_deliveries needs to know of when the copies of each reader are due; none of those whom it does not fit.
std::string IssueTable::due_rows(Id issue, Id chunk_end, base::Time now, const FanOut& rules)
{
    const DueTimes at_once{.stretches = {{.from = {}, .until = rules.spread, .at = now}}, .earliest = now};
    std::vector<DueRow> rows;
    const auto add = [&](std::string language, std::string country) {
        const DueTimes times = rules.due ? rules.due(country) : at_once;
        rows.push_back({.language = std::move(language), .country = std::move(country), .times = times});
    };
    if (!is_by_reader(rules)) {
        add("", "");
        return due_rows_as_json(rows);
    }
    for (ReaderGroup& group : groups_of_chunk(issue, chunk_end)) {
        if (!rules.fits || rules.fits(group.language, group.country))
            add(std::move(group.language), std::move(group.country));
    }
    return due_rows_as_json(rows);
}

std::int64_t IssueTable::fan_out(Id issue, std::size_t members_max, base::Time now, const FanOut& rules)
{
    Query chunk(database_, select_chunk_end);
    chunk.bind(":id", issue).bind(":members_max", static_cast<std::int64_t>(members_max));
    const Id chunk_end = chunk.step() ? chunk.id() : 0;
    if (chunk_end == 0) {
        Query(database_, end_fan_out).bind(":id", issue).execute();
        return 0;
    }
    const std::string due = due_rows(issue, chunk_end, now, rules);
    std::int64_t rows = Query(database_, insert_digest_items)
                            .bind(":id", issue)
                            .bind(":chunk_end", chunk_end)
                            .bind(":now_ms", now)
                            .bind(":by_reader", std::int64_t{is_by_reader(rules)})
                            .bind(":due_rows", due)
                            .execute();
    rows += Query(database_, insert_deliveries)
                .bind(":id", issue)
                .bind(":chunk_end", chunk_end)
                .bind(":spread_ms", std::int64_t{rules.spread.count()})
                .bind(":by_reader", std::int64_t{is_by_reader(rules)})
                .bind(":due_rows", due)
                .execute();
    Query(database_, move_cursor).bind(":id", issue).bind(":chunk_end", chunk_end).execute();
    return rows;
}

std::vector<ReaderGroup> IssueTable::holders(Id original)
{
    Query query(database_, select_holders);
    query.bind(":id", original);
    return read_groups(query);
}

void IssueTable::repeat_fan_out(Id issue)
{
    Query(database_, restart_fan_out).bind(":id", issue).execute();
}

std::vector<Issue> IssueTable::close_distributed()
{
    Query query(database_, select_finished);
    std::vector<Issue> finished = read_all(query);
    for (const Issue& issue : finished) Query(database_, set_distributed).bind(":id", issue.id).execute();
    return finished;
}

}  // namespace store::io
