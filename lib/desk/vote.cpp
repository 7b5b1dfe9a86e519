#include "desk/vote.h"

#include "base/text.h"
#include "desk/answerable.h"
#include "mail/authentication_results.h"
#include "mail/reply_text.h"

#include <algorithm>

namespace desk {

namespace {

using What = VoteWords::What;
using list::AnswerEnd;

/// Two programs that answer each other come to an end.
constexpr std::int64_t answers_a_day_max = 5;

constexpr std::size_t reason_octets_max = 500;

/// The journal's times stay when the clock is set back, so what is to come does not count.
std::int64_t answers_of_a_day(store::Store& store, const store::Stage& stage, store::Id request, base::Time now)
{
    const std::string about = ", request " + std::to_string(request);
    return std::ranges::count_if(store.journal().about_issue(stage.issue), [&](const store::JournalEntry& entry) {
        return entry.event == "vote_not_counted" && entry.detail.ends_with(about) && entry.at > now - base::days{1} &&
               entry.at <= now;
    });
}

std::string answer_text(const Reading& answer)
{
    return mail::read_reply(answer.first_text()).visible;
}

std::string sender_of(const Reading& answer)
{
    const mail::Mailbox* author = answer.author();
    return author != nullptr ? author->text() : answer.row.reverse_path;
}

/// What does not count, and what its voter hears of it.
Effects without_a_vote(const Reading& answer, const config::List& list, const VoteFacts& facts, const VoteWords& words,
                       AnswerEnd end, const std::string& why, base::Time now)
{
    Record record{{.at = now,
                   .event = "vote_not_counted",
                   .list = list.name,
                   .message = answer.row.id,
                   .issue = facts.stage->issue,
                   .by = "desk",
                   .detail = facts.stage->name + ": " + why + ", request " + std::to_string(facts.request->id)}};
    Effects effects{Finish{.message = answer.row.id, .reason = "a vote that does not count: " + why},
                    std::move(record)};
    if (!facts.is_answerable || facts.answers_today >= answers_a_day_max) return effects;
    effects.emplace_back(AnswerVoter{.request = facts.request->id,
                                     .answer = {.end = end,
                                                .is_approval = words.what == What::approve,
                                                .reason = words.reason,
                                                .substitute = words.substitute,
                                                .sender = sender_of(answer),
                                                .message = answer.row.id,
                                                .message_id = answer.message_id}});
    return effects;
}

store::Vote vote_of(const Reading& answer, const VoteFacts& facts, const VoteWords& words)
{
    return {.stage = facts.stage->id,
            .seat = facts.request->seat,
            .request = facts.request->id,
            .is_approval = words.what == What::approve,
            .reason = words.reason,
            .at = answer.row.received_at,
            .message = answer.row.id,
            .message_id = answer.message_id,
            .sender = sender_of(answer)};
}

/// Why it can change nothing any more.
struct Closed {
    AnswerEnd end = AnswerEnd::closed;
    std::string why;  ///< empty: it can
};

/// A no that comes while its stage is still open counts, whatever the clock says.
Closed closed(const Reading& answer, const VoteFacts& facts, const VoteWords& words)
{
    if (facts.is_version_closed) return {AnswerEnd::superseded, "another version took its place"};
    if (facts.request->is_withdrawn) return {AnswerEnd::replaced, "somebody else was named"};
    if (facts.stage->state != store::StageState::open) return {AnswerEnd::closed, "the stage has closed"};
    const bool is_late = facts.stage->deadline_at && answer.row.received_at >= *facts.stage->deadline_at;
    if (is_late && words.what != What::reject) return {AnswerEnd::closed, "it came after the deadline"};
    return {};
}

/// Whoever does not clearly agree is told of.
Effects too_late(const Reading& answer, const config::List& list, const VoteFacts& facts, const VoteWords& words,
                 const Closed& closed, base::Time now)
{
    Effects effects = without_a_vote(answer, list, facts, words, closed.end, closed.why, now);
    const bool may_object = words.what == What::reject || words.what == What::unclear;
    const bool is_news = closed.end != AnswerEnd::replaced && facts.answers_today < answers_a_day_max;
    if (!may_object || !is_news) return effects;
    store::Vote vote = vote_of(answer, facts, words);
    if (words.what == What::unclear) vote.reason = base::one_line(answer_text(answer), reason_octets_max);
    effects.emplace_back(TellOfLateNo{std::move(vote)});
    return effects;
}

/// It cannot be asked back about, so a person reads it.
Effects held_unread(const Reading& answer, const config::List& list, const VoteFacts& facts, base::Time now)
{
    const std::string why = "an approver's answer that is neither yes nor no, from a program";
    return {Hold{.message = answer.row.id, .reason = why}, Record{{.at = now,
                                                                   .event = "held",
                                                                   .list = list.name,
                                                                   .message = answer.row.id,
                                                                   .issue = facts.stage->issue,
                                                                   .by = "desk",
                                                                   .detail = why}}};
}

Effects delegated(const Reading& answer, const config::List& list, const VoteFacts& facts, const VoteWords& words,
                  base::Time now)
{
    const bool is_own_seat = facts.request->id == facts.request->seat;
    if (!is_own_seat)
        return without_a_vote(answer, list, facts, words, AnswerEnd::unclear, "a substitute names no other", now);
    return {NameSubstitute{.request = facts.request->id,
                           .answer = {.end = AnswerEnd::delegated,
                                      .substitute = words.substitute,
                                      .sender = sender_of(answer),
                                      .message = answer.row.id,
                                      .message_id = answer.message_id}},
            Finish{.message = answer.row.id, .reason = "names a substitute at " + facts.stage->name}};
}

/// At a strict stage the token is not enough. (RFC 8601, where there is somebody to say it; From alone proves nothing.)
bool is_from_approver(const Reading& answer, const VoteFacts& facts)
{
    const mail::Mailbox* author = answer.author();
    if (author == nullptr || !base::equal_ignoring_case(author->text(), facts.request->approver)) return false;
    return !facts.can_be_proven || facts.is_proven;
}

}  // namespace

VoteFacts gather_vote_facts(store::Store& store, const config::Config& config, const Reading& answer,
                            const config::List& list, store::Id request, base::Time now)
{
    VoteFacts facts{.request = store.approvals().find_request(request)};
    if (!facts.request) return facts;
    facts.stage = store.approvals().find_stage(facts.request->stage);
    const auto issue = store.issues().find(facts.stage->issue);
    facts.is_of_list = issue && issue->list == list.name;
    facts.is_version_closed = store.approvals().find_version(facts.stage->version)->closed_at.has_value();
    facts.answers_today = answers_of_a_day(store, *facts.stage, request, now);
    facts.is_answerable = reason_not_to_answer(answer, config).empty();
    facts.can_be_proven = !config.server.authserv_id.empty();
    const mail::Mailbox* author = answer.author();
    facts.is_proven =
        author != nullptr && mail::has_dmarc_pass(answer.header, config.server.authserv_id, author->domain);
    return facts;
}

Effects handle_vote(const Reading& answer, const config::List& list, const VoteFacts& facts, base::Time now)
{
    if (!facts.request || !facts.is_of_list || facts.request->approver.empty()) {
        const std::string why = "a vote on nothing that this list has asked";
        return {Hold{.message = answer.row.id, .reason = why}, Record{{.at = now,
                                                                       .event = "held",
                                                                       .list = list.name,
                                                                       .message = answer.row.id,
                                                                       .by = "desk",
                                                                       .detail = why}}};
    }
    const VoteWords words = read_vote_words(answer_text(answer));
    if (const Closed is_closed = closed(answer, facts, words); !is_closed.why.empty())
        return too_late(answer, list, facts, words, is_closed, now);
    if (facts.stage->is_strict && !is_from_approver(answer, facts))
        return without_a_vote(answer, list, facts, words, AnswerEnd::foreign, "not from his own mailbox", now);
    switch (words.what) {
    case What::unclear:
        if (!facts.is_answerable) return held_unread(answer, list, facts, now);
        return without_a_vote(answer, list, facts, words, AnswerEnd::unclear, "neither yes nor no", now);
    case What::delegate: return delegated(answer, list, facts, words, now);
    case What::approve:
    case What::reject: {
        const std::string said = words.what == What::approve ? "approves at " : "rejects at ";
        return {CastVote{vote_of(answer, facts, words)},
                Finish{.message = answer.row.id, .reason = said + facts.stage->name}};
    }
    }
    return {};
}

}  // namespace desk
