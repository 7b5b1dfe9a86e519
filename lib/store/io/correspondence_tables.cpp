#include "base/text.h"
#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace store::io {

namespace {

constexpr auto insert_feedback = R"sql(
    INSERT INTO feedback (at_ms, list, issue_id, contact_id, message_id, text, attachments)
    VALUES (:at_ms, :list, :issue_id, :contact_id, :message_id, :text, :attachments)
)sql";

// The parties follow; NULL stands after the last.
#define SELECT_FEEDBACK                                                                                                \
    "SELECT feedback.id, feedback.at_ms, feedback.list, coalesce(issue_id, 0), issue.number, feedback.message_id, "    \
    "coalesce(contact.email, ''), text, attachments, feedback.state "                                                  \
    "FROM feedback LEFT JOIN issue ON issue.id = issue_id LEFT JOIN contact ON contact.id = contact_id "

constexpr auto select_feedback = SELECT_FEEDBACK "WHERE feedback.id = :id";

// Index: feedback_list.
constexpr auto select_all = SELECT_FEEDBACK "WHERE feedback.list = :list ORDER BY feedback.id";

// Index: the UNIQUE one of issue, then feedback_issue.
constexpr auto select_of_issue = SELECT_FEEDBACK
    "WHERE issue_id IN (SELECT id FROM issue WHERE list = :list AND number = :number) ORDER BY feedback.id";

// Index: feedback_untold.
constexpr auto select_untold =
    SELECT_FEEDBACK "WHERE feedback.list = :list AND told_ms IS NULL ORDER BY feedback.id LIMIT :rows_max";

#undef SELECT_FEEDBACK

// Index: feedback_contact.
constexpr auto count_added =
    "SELECT count(*) FROM feedback WHERE contact_id = :contact_id AND list = :list AND at_ms >= :since_ms";

constexpr auto set_feedback_state = "UPDATE feedback SET state = :state WHERE id = :id";

constexpr auto set_told = "UPDATE feedback SET told_ms = :now_ms WHERE id = :id";

constexpr auto insert_party = R"sql(
    INSERT INTO thread_party (feedback_id, address, address_key, is_author)
    VALUES (:feedback_id, :address, :address_key, :is_author) ON CONFLICT DO NOTHING
)sql";

constexpr auto select_party_id = "SELECT id FROM thread_party WHERE feedback_id = :feedback_id AND address_key = :key";

constexpr auto select_party =
    "SELECT id, feedback_id, address, is_author FROM thread_party WHERE id = :id AND address <> ''";

constexpr auto select_parties = "SELECT id, feedback_id, address, is_author FROM thread_party"
                                " WHERE feedback_id = :feedback_id AND address <> '' ORDER BY id";

constexpr auto insert_message = R"sql(
    INSERT INTO thread_message (message_id, feedback_id, at_ms) VALUES (:message_id, :feedback_id, :at_ms)
    ON CONFLICT DO NOTHING
)sql";

// Index: thread_message_feedback.
constexpr auto count_messages =
    "SELECT count(*) FROM thread_message WHERE feedback_id = :feedback_id AND at_ms >= :since_ms";

FeedbackState feedback_state(std::string_view name)
{
    constexpr std::array all{FeedbackState::fresh, FeedbackState::routed, FeedbackState::answered,
                             FeedbackState::closed};
    const auto* const found = std::ranges::find(all, name, [](FeedbackState state) { return name_of(state); });
    if (found == all.end()) throw std::runtime_error("the store has a feedback in state " + std::string(name));
    return *found;
}

Feedback read_feedback(Query& row)
{
    Feedback feedback;
    feedback.id = row.id();
    feedback.at = row.time();
    feedback.list = row.text();
    feedback.issue = row.id();
    feedback.issue_number = row.optional_number();
    feedback.message = row.id();
    feedback.member = row.text();
    feedback.text = row.text();
    feedback.attachments = texts_of_json(row.text());
    feedback.state = feedback_state(row.text());
    return feedback;
}

ThreadParty read_party(Query& row)
{
    ThreadParty party;
    party.id = row.id();
    party.feedback = row.id();
    party.address = row.text();
    party.is_author = row.flag();
    return party;
}

}  // namespace

Id CorrespondenceTables::add(const NewFeedback& feedback)
{
    Query(database_, insert_feedback)
        .bind(":at_ms", feedback.at)
        .bind(":list", feedback.list)
        .bind_id(":issue_id", feedback.issue)
        .bind_id(":contact_id", feedback.contact)
        .bind(":message_id", feedback.message)
        .bind(":text", feedback.text)
        .bind(":attachments", texts_as_json(feedback.attachments))
        .execute();
    const Id id = database_.last_id();
    insert(id, feedback.from, true);
    return id;
}

Id CorrespondenceTables::add_party(Id feedback, std::string_view address)
{
    insert(feedback, address, false);
    Query row(database_, select_party_id);
    row.bind(":feedback_id", feedback).bind(":key", base::to_lower(address));
    return row.step() ? row.id() : 0;
}

void CorrespondenceTables::insert(Id feedback, std::string_view address, bool is_author)
{
    Query(database_, insert_party)
        .bind(":feedback_id", feedback)
        .bind(":address", address)
        .bind(":address_key", base::to_lower(address))
        .bind(":is_author", std::int64_t{is_author})
        .execute();
}

void CorrespondenceTables::set_state(Id feedback, FeedbackState state)
{
    Query(database_, set_feedback_state).bind(":id", feedback).bind(":state", name_of(state)).execute();
}

void CorrespondenceTables::add_parties(std::vector<Feedback>& all)
{
    for (Feedback& feedback : all) {
        for (ThreadParty& party : parties(feedback.id))
            (party.is_author ? feedback.from : feedback.routed_to.emplace_back()) = std::move(party.address);
    }
}

std::optional<Feedback> CorrespondenceTables::find(Id feedback)
{
    std::vector<Feedback> found;
    {
        Query row(database_, select_feedback);
        if (!row.bind(":id", feedback).step()) return std::nullopt;
        found.push_back(read_feedback(row));
    }
    add_parties(found);
    return std::move(found.front());
}

std::vector<Feedback> CorrespondenceTables::all(std::string_view list, std::optional<std::int64_t> issue_number)
{
    std::vector<Feedback> found;
    {
        Query row(database_, issue_number ? select_of_issue : select_all);
        row.bind(":list", list);
        if (issue_number) row.bind(":number", *issue_number);
        while (row.step()) found.push_back(read_feedback(row));
    }
    add_parties(found);
    return found;
}

std::optional<ThreadParty> CorrespondenceTables::find_party(Id party)
{
    Query row(database_, select_party);
    if (!row.bind(":id", party).step()) return std::nullopt;
    return read_party(row);
}

std::vector<ThreadParty> CorrespondenceTables::parties(Id feedback)
{
    std::vector<ThreadParty> all;
    Query row(database_, select_parties);
    row.bind(":feedback_id", feedback);
    while (row.step()) all.push_back(read_party(row));
    return all;
}

std::int64_t CorrespondenceTables::added_since(std::string_view list, Id contact, base::Time since)
{
    Query row(database_, count_added);
    row.bind(":list", list).bind(":contact_id", contact).bind(":since_ms", since);
    return row.step() ? row.number() : 0;
}

void CorrespondenceTables::note_passed_on(Id feedback, Id message, base::Time now)
{
    Query(database_, insert_message)
        .bind(":message_id", message)
        .bind(":feedback_id", feedback)
        .bind(":at_ms", now)
        .execute();
}

std::int64_t CorrespondenceTables::passed_on_since(Id feedback, base::Time since)
{
    Query row(database_, count_messages);
    return row.bind(":feedback_id", feedback).bind(":since_ms", since).step() ? row.number() : 0;
}

std::vector<Feedback> CorrespondenceTables::untold(std::string_view list, std::size_t rows_max)
{
    std::vector<Feedback> found;
    {
        Query row(database_, select_untold);
        row.bind(":list", list).bind(":rows_max", static_cast<std::int64_t>(rows_max));
        while (row.step()) found.push_back(read_feedback(row));
    }
    add_parties(found);
    return found;
}

void CorrespondenceTables::mark_told(Id feedback, base::Time now)
{
    Query(database_, set_told).bind(":id", feedback).bind(":now_ms", now).execute();
}

}  // namespace store::io
