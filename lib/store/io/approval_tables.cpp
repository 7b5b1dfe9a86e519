#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>

namespace store::io {

namespace {

// --- versions -------------------------------------------------------------------------------------------------------

// Index: the UNIQUE one on (issue_id, number).
constexpr auto close_versions_of =
    "UPDATE issue_version SET closed_ms = :now_ms WHERE issue_id = :issue AND closed_ms IS NULL";

// Index: the UNIQUE one on (issue_id, number).
constexpr auto insert_version = R"sql(
    INSERT INTO issue_version (issue_id, number, post_id, subject, author, audience, corrects_id, sha256, opened_ms)
    SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM issue_version WHERE issue_id = :issue), :post_id, subject,
           author, categories, corrects_id, :sha256, :opened_ms
      FROM issue WHERE id = :issue
)sql";

constexpr auto insert_part = R"sql(
    INSERT INTO pinned_part (version_id, position, media_type, sha256, octets)
    VALUES (:version, :position, :media_type, :sha256, :octets)
)sql";

constexpr auto insert_criterion = R"sql(
    INSERT INTO criterion_result (version_id, position, name, result, found)
    VALUES (:version, :position, :name, :result, :found)
)sql";

constexpr auto close_one_version = "UPDATE issue_version SET closed_ms = :now_ms WHERE id = :id AND closed_ms IS NULL";

#define SELECT_VERSIONS                                                                                                \
    "SELECT id, issue_id, number, post_id, subject, author, audience, coalesce(corrects_id, 0), sha256, opened_ms,"    \
    " closed_ms FROM issue_version"

constexpr auto select_version = SELECT_VERSIONS " WHERE id = :id";

// Index: the UNIQUE one on (issue_id, number).
constexpr auto select_latest_version = SELECT_VERSIONS " WHERE issue_id = :issue ORDER BY number DESC LIMIT 1";

// Index: the UNIQUE one on (issue_id, number).
constexpr auto select_versions = SELECT_VERSIONS " WHERE issue_id = :issue ORDER BY number";

#undef SELECT_VERSIONS

// Index: the primary key.
constexpr auto select_parts =
    "SELECT media_type, sha256, octets FROM pinned_part WHERE version_id = :version ORDER BY position";

// Index: the primary key.
constexpr auto select_criteria =
    "SELECT name, result, found FROM criterion_result WHERE version_id = :version ORDER BY position";

// --- stages ---------------------------------------------------------------------------------------------------------

constexpr auto insert_stage = R"sql(
    INSERT INTO stage (version_id, position, name, policy, quorum, deadline_ms, remind_ms, is_strict)
    VALUES (:version, :position, :name, :policy, :quorum, :deadline_ms, :remind_ms, :is_strict)
)sql";

#define SELECT_STAGES                                                                                                  \
    "SELECT stage.id, version_id, issue_id, position, name, policy, quorum, deadline_ms, remind_ms, is_strict, state," \
    " stage.opened_ms, deadline_at_ms, stage.closed_ms"                                                                \
    " FROM stage JOIN issue_version ON issue_version.id = stage.version_id"

constexpr auto select_stage = SELECT_STAGES " WHERE stage.id = :id";

// Index: the UNIQUE one on (version_id, position).
constexpr auto select_stages = SELECT_STAGES " WHERE version_id = :version ORDER BY position";

// Index: stage_deadline. Those of closed versions are passed over each time: there are few.
constexpr auto select_past_deadline =
    SELECT_STAGES " WHERE state = 'open' AND deadline_at_ms <= :now_ms AND issue_version.closed_ms IS NULL"
                  " ORDER BY deadline_at_ms LIMIT :rows_max";

// Index: stage_remind.
constexpr auto select_to_remind =
    SELECT_STAGES " WHERE remind_at_ms <= :now_ms AND deadline_at_ms > :now_ms AND issue_version.closed_ms IS NULL"
                  " ORDER BY remind_at_ms LIMIT :rows_max";

// Index: vote_request_unasked. Those of stages that still wait are passed over.
constexpr auto select_to_ask =
    SELECT_STAGES " WHERE stage.id IN (SELECT DISTINCT stage_id FROM vote_request"
                  "                     WHERE asked_ms IS NULL AND is_bounced = 0 AND is_withdrawn = 0)"
                  "   AND state = 'open' AND issue_version.closed_ms IS NULL ORDER BY stage.id LIMIT :rows_max";

#undef SELECT_STAGES

constexpr auto run_one_stage = R"sql(
    UPDATE stage SET state = 'open', opened_ms = :opened_ms, deadline_at_ms = :deadline_at_ms,
                     remind_at_ms = :remind_at_ms, closed_ms = NULL
     WHERE id = :id
)sql";

constexpr auto close_one_stage =
    "UPDATE stage SET state = :state, closed_ms = :now_ms, remind_at_ms = NULL WHERE id = :id";

constexpr auto end_reminding = "UPDATE stage SET remind_at_ms = NULL WHERE id = :id";

// --- requests -------------------------------------------------------------------------------------------------------

constexpr auto insert_request = "INSERT INTO vote_request (stage_id, approver) VALUES (:stage, :approver)";

#define SELECT_REQUESTS                                                                                                \
    "SELECT vote_request.id, stage_id, coalesce(seat_id, vote_request.id), approver, delivery_id, asked_ms,"           \
    " is_bounced, is_withdrawn FROM vote_request"

constexpr auto select_request = SELECT_REQUESTS " WHERE id = :id";

// Index: vote_request_approver.
constexpr auto select_open_to =
    SELECT_REQUESTS " JOIN stage ON stage.id = stage_id JOIN issue_version ON issue_version.id = version_id"
                    " WHERE lower(approver) = lower(:mailbox) AND state = 'open' AND issue_version.closed_ms IS NULL"
                    "   AND is_withdrawn = 0 ORDER BY vote_request.id";

// Index: vote_request_delivery.
constexpr auto select_request_of = SELECT_REQUESTS " WHERE delivery_id = :delivery";

// Index: vote_request_stage.
constexpr auto select_requests = SELECT_REQUESTS " WHERE stage_id = :stage ORDER BY id";

#undef SELECT_REQUESTS

// Index: vote_request_seat.
constexpr auto withdraw_substitutes = "UPDATE vote_request SET is_withdrawn = 1 WHERE seat_id = :seat";

constexpr auto insert_substitute = R"sql(
    INSERT INTO vote_request (stage_id, seat_id, approver)
    VALUES ((SELECT stage_id FROM vote_request WHERE id = :seat), :seat, :approver)
)sql";

constexpr auto set_asked =
    "UPDATE vote_request SET delivery_id = :delivery, asked_ms = :now_ms, is_bounced = 0 WHERE id = :id";

constexpr auto set_bounced = "UPDATE vote_request SET is_bounced = 1 WHERE id = :id";

// --- votes ----------------------------------------------------------------------------------------------------------

constexpr auto insert_vote = R"sql(
    INSERT INTO vote (request_id, is_approval, reason, at_ms, answer_id, message_id, sender)
    VALUES (:request, :is_approval, :reason, :at_ms, :answer_id, :message_id, :sender)
)sql";

#define SELECT_VOTES                                                                                                   \
    "SELECT vote.id, stage_id, coalesce(seat_id, vote_request.id), vote_request.id, is_approval, reason, at_ms,"       \
    " answer_id, message_id, sender FROM vote JOIN vote_request ON vote_request.id = vote.request_id"

constexpr auto select_vote = SELECT_VOTES " WHERE vote.id = :id";

// In the order in which they came, whatever the clock said.  Index: vote_request_stage, vote_of_request.
constexpr auto select_votes = SELECT_VOTES " WHERE stage_id = :stage ORDER BY vote.id";

#undef SELECT_VOTES

// --- rows -----------------------------------------------------------------------------------------------------------

IssueVersion read_version(Query& row)
{
    IssueVersion version;
    version.id = row.id();
    version.issue = row.id();
    version.number = row.number();
    version.message = row.id();
    version.subject = row.text();
    version.author = row.text();
    version.audience = texts_of_json(row.text());
    version.corrects = row.id();
    version.sha256 = row.octets();
    version.opened_at = row.time();
    version.closed_at = row.optional_time();
    return version;
}

StageState stage_state(std::string_view name)
{
    constexpr std::array all{StageState::waiting, StageState::open, StageState::approved, StageState::rejected};
    const auto* const found = std::ranges::find(all, name, [](StageState state) { return name_of(state); });
    return found == all.end() ? StageState::expired : *found;
}

Stage read_stage(Query& row)
{
    Stage stage;
    stage.id = row.id();
    stage.version = row.id();
    stage.issue = row.id();
    stage.position = row.number();
    stage.name = row.text();
    stage.policy = row.text();
    stage.quorum = row.number();
    stage.deadline = base::Duration(row.number());
    stage.remind = base::Duration(row.number());
    stage.is_strict = row.flag();
    stage.state = stage_state(row.text());
    stage.opened_at = row.optional_time();
    stage.deadline_at = row.optional_time();
    stage.closed_at = row.optional_time();
    return stage;
}

VoteRequest read_request(Query& row)
{
    VoteRequest request;
    request.id = row.id();
    request.stage = row.id();
    request.seat = row.id();
    request.approver = row.text();
    request.delivery = row.id();
    request.asked_at = row.optional_time();
    request.is_bounced = row.flag();
    request.is_withdrawn = row.flag();
    return request;
}

Vote read_vote(Query& row)
{
    Vote vote;
    vote.id = row.id();
    vote.stage = row.id();
    vote.seat = row.id();
    vote.request = row.id();
    vote.is_approval = row.flag();
    vote.reason = row.text();
    vote.at = row.time();
    vote.message = row.id();
    vote.message_id = row.text();
    vote.sender = row.text();
    return vote;
}

template <class Row>
std::optional<Row> read_one(Query& query, Row (*read)(Query&))
{
    if (!query.step()) return std::nullopt;
    return read(query);
}

template <class Row>
std::vector<Row> read_all(Query& query, Row (*read)(Query&))
{
    std::vector<Row> rows;
    while (query.step()) rows.push_back(read(query));
    return rows;
}

}  // namespace

Id ApprovalTables::add_version(const NewVersion& version)
{
    Query(database_, close_versions_of).bind(":issue", version.issue).bind(":now_ms", version.opened_at).execute();
    Query(database_, insert_version)
        .bind(":issue", version.issue)
        .bind(":post_id", version.message)
        .bind_octets(":sha256", version.sha256)
        .bind(":opened_ms", version.opened_at)
        .execute();
    const Id id = database_.last_id();
    add_parts(id, version.parts);
    add_criteria(id, version.criteria);
    std::int64_t position = 0;
    for (const StageRules& rules : version.stages) add_stage(id, ++position, rules);
    return id;
}

void ApprovalTables::add_parts(Id version, const std::vector<PinnedPart>& parts)
{
    std::int64_t position = 0;
    for (const PinnedPart& part : parts) {
        Query(database_, insert_part)
            .bind(":version", version)
            .bind(":position", ++position)
            .bind(":media_type", part.media_type)
            .bind_octets(":sha256", part.sha256)
            .bind(":octets", part.octets)
            .execute();
    }
}

void ApprovalTables::add_criteria(Id version, const std::vector<CriterionResult>& criteria)
{
    std::int64_t position = 0;
    for (const CriterionResult& criterion : criteria) {
        Query(database_, insert_criterion)
            .bind(":version", version)
            .bind(":position", ++position)
            .bind(":name", criterion.name)
            .bind(":result", criterion.result)
            .bind(":found", criterion.found)
            .execute();
    }
}

void ApprovalTables::add_stage(Id version, std::int64_t position, const StageRules& rules)
{
    Query(database_, insert_stage)
        .bind(":version", version)
        .bind(":position", position)
        .bind(":name", rules.name)
        .bind(":policy", rules.policy)
        .bind(":quorum", rules.quorum)
        .bind(":deadline_ms", std::int64_t{rules.deadline.count()})
        .bind(":remind_ms", std::int64_t{rules.remind.count()})
        .bind(":is_strict", std::int64_t{rules.is_strict})
        .execute();
    const Id stage = database_.last_id();
    for (const std::string& approver : rules.approvers)
        Query(database_, insert_request).bind(":stage", stage).bind(":approver", approver).execute();
}

void ApprovalTables::close_version(Id version, base::Time now)
{
    Query(database_, close_one_version).bind(":id", version).bind(":now_ms", now).execute();
}

std::optional<IssueVersion> ApprovalTables::latest_version(Id issue)
{
    Query query(database_, select_latest_version);
    return read_one(query.bind(":issue", issue), read_version);
}

std::optional<IssueVersion> ApprovalTables::find_version(Id version)
{
    Query query(database_, select_version);
    return read_one(query.bind(":id", version), read_version);
}

std::vector<IssueVersion> ApprovalTables::versions(Id issue)
{
    Query query(database_, select_versions);
    return read_all(query.bind(":issue", issue), read_version);
}

std::vector<PinnedPart> ApprovalTables::parts(Id version)
{
    std::vector<PinnedPart> parts;
    Query row(database_, select_parts);
    row.bind(":version", version);
    while (row.step()) {
        PinnedPart& part = parts.emplace_back();
        part.media_type = row.text();
        part.sha256 = row.octets();
        part.octets = row.number();
    }
    return parts;
}

std::vector<CriterionResult> ApprovalTables::criteria(Id version)
{
    std::vector<CriterionResult> criteria;
    Query row(database_, select_criteria);
    row.bind(":version", version);
    while (row.step()) {
        CriterionResult& criterion = criteria.emplace_back();
        criterion.name = row.text();
        criterion.result = row.text();
        criterion.found = row.text();
    }
    return criteria;
}

std::vector<Stage> ApprovalTables::stages(Id version)
{
    Query query(database_, select_stages);
    return read_all(query.bind(":version", version), read_stage);
}

std::optional<Stage> ApprovalTables::find_stage(Id stage)
{
    Query query(database_, select_stage);
    return read_one(query.bind(":id", stage), read_stage);
}

/// Its time runs until then.
void ApprovalTables::run(const Stage& stage, base::Time opened_at, base::Time deadline_at,
                         std::optional<base::Time> remind_at)
{
    Query(database_, run_one_stage)
        .bind(":id", stage.id)
        .bind(":opened_ms", opened_at)
        .bind(":deadline_at_ms", deadline_at)
        .bind(":remind_at_ms", remind_at)
        .execute();
}

void ApprovalTables::open_stage(Id stage, base::Time now)
{
    const auto found = find_stage(stage);
    if (!found || found->state != StageState::waiting) return;
    const base::Time deadline = now + found->deadline;
    run(*found, now, deadline, reminder_time(now, deadline, found->remind));
}

void ApprovalTables::close_stage(Id stage, StageState state, base::Time now)
{
    Query(database_, close_one_stage).bind(":id", stage).bind(":state", name_of(state)).bind(":now_ms", now).execute();
}

void ApprovalTables::reopen_stage(Id stage, base::Time deadline, base::Time now)
{
    const auto found = find_stage(stage);
    if (found && found->state == StageState::expired)
        run(*found, found->opened_at.value(), deadline, reminder_time(now, deadline, found->remind));
}

std::vector<Stage> ApprovalTables::past_deadline(base::Time now, std::size_t rows_max)
{
    Query query(database_, select_past_deadline);
    query.bind(":now_ms", now).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query, read_stage);
}

std::vector<Stage> ApprovalTables::to_remind(base::Time now, std::size_t rows_max)
{
    Query query(database_, select_to_remind);
    query.bind(":now_ms", now).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_all(query, read_stage);
}

std::vector<Stage> ApprovalTables::to_ask(std::size_t rows_max)
{
    Query query(database_, select_to_ask);
    return read_all(query.bind(":rows_max", static_cast<std::int64_t>(rows_max)), read_stage);
}

void ApprovalTables::mark_reminded(Id stage)
{
    Query(database_, end_reminding).bind(":id", stage).execute();
}

std::vector<VoteRequest> ApprovalTables::requests(Id stage)
{
    Query query(database_, select_requests);
    return read_all(query.bind(":stage", stage), read_request);
}

std::optional<VoteRequest> ApprovalTables::find_request(Id request)
{
    Query query(database_, select_request);
    return read_one(query.bind(":id", request), read_request);
}

std::vector<VoteRequest> ApprovalTables::open_requests_to(std::string_view mailbox)
{
    Query query(database_, select_open_to);
    return read_all(query.bind(":mailbox", mailbox), read_request);
}

std::optional<VoteRequest> ApprovalTables::request_of(Id delivery)
{
    Query query(database_, select_request_of);
    return read_one(query.bind(":delivery", delivery), read_request);
}

Id ApprovalTables::add_substitute(Id seat, std::string_view mailbox)
{
    Query(database_, withdraw_substitutes).bind(":seat", seat).execute();
    Query(database_, insert_substitute).bind(":seat", seat).bind(":approver", mailbox).execute();
    return database_.last_id();
}

void ApprovalTables::note_asked(Id request, Id delivery, base::Time now)
{
    Query(database_, set_asked).bind(":id", request).bind_id(":delivery", delivery).bind(":now_ms", now).execute();
}

void ApprovalTables::note_bounced(Id request)
{
    Query(database_, set_bounced).bind(":id", request).execute();
}

Id ApprovalTables::add_vote(const Vote& vote)
{
    Query(database_, insert_vote)
        .bind(":request", vote.request)
        .bind(":is_approval", std::int64_t{vote.is_approval})
        .bind(":reason", vote.reason)
        .bind(":at_ms", vote.at)
        .bind(":answer_id", vote.message)
        .bind(":message_id", vote.message_id)
        .bind(":sender", vote.sender)
        .execute();
    return database_.last_id();
}

std::vector<Vote> ApprovalTables::votes(Id stage)
{
    Query query(database_, select_votes);
    return read_all(query.bind(":stage", stage), read_vote);
}

std::optional<Vote> ApprovalTables::find_vote(Id vote)
{
    Query query(database_, select_vote);
    return read_one(query.bind(":id", vote), read_vote);
}

}  // namespace store::io
