#pragma once
/// What is written to approvers, and to the secretary about them.  Pure.

#include "config/templates.h"
#include "list/approval.h"
#include "list/house.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace list {

/// A stage as its letters need it.
struct StageView {
    const config::List& list;
    const store::Issue& issue;
    const store::Stage& stage;
    std::vector<Seat> seats;
};

/// What an approver needs to know before he answers.
struct Dossier {
    std::string audience;  ///< "24 nmb, 310 subscriber: 334 members"
    std::int64_t version = 1;
    std::vector<store::CriterionResult> criteria;
    struct Word {
        std::string stage;
        std::string approver;
        bool is_approval = false;
        std::string reason;
    };
    std::vector<Word> words;  ///< of the stages before
    std::string copy;         ///< the message as members will get it, with dead tokens
};

/// `a@body.example`, or `a@body.example (by deputy@body.example)` where his substitute voted.
[[nodiscard]] std::string shown_voter(const Seat& seat);

/// What a check found, a row for each criterion.
[[nodiscard]] std::vector<config::TemplateTexts> criteria_rows(const std::vector<store::CriterionResult>& results);

/// Answered by its vote address alone: reply, or one of two links. `occasion` is in its cause: empty for the first one.
[[nodiscard]] store::NewNotice vote_request(const House& house, const StageView& view, const Dossier& dossier,
                                            const store::VoteRequest& request, std::string_view occasion,
                                            const std::string& language, base::Time now);

/// To whom has not answered, before the deadline.
[[nodiscard]] store::NewNotice vote_reminder(const House& house, const StageView& view,
                                             const store::VoteRequest& request, const std::string& language,
                                             base::Time now);

/// What became of an answer, to the mailbox that was asked; whoever wrote in its name is named.
enum class AnswerEnd : unsigned char {
    counted,
    delegated,
    unclear,     ///< and asked again
    closed,      ///< too late
    superseded,  ///< another version took the place of his
    replaced,    ///< somebody else was named in his place
    foreign,     ///< the stage is strict, and it came from another mailbox
    taken,       ///< the substitute votes at the stage already, or cannot be asked
};
struct VoteAnswer {
    AnswerEnd end = AnswerEnd::counted;
    bool is_approval = false;
    std::string reason;
    std::string substitute;
    std::string sender;      ///< the mailbox that it came from
    store::Id message = 0;   ///< the answer
    std::string message_id;  ///< of it; empty: it must not be quoted
};
[[nodiscard]] store::NewNotice vote_answer(const House& house, const StageView& view, const store::VoteRequest& request,
                                           const VoteAnswer& answer, const std::string& language, base::Time now);

/// A turn in the course of an issue, told to its secretary.
enum class Turn : unsigned char {
    opened,
    approved,
    rejected,
    expired,
    bounced,     ///< a request did not arrive
    late_no,     ///< somebody objects who can no longer stop it
    substitute,  ///< somebody was named
    going_out,
    scheduled,
    ready,     ///< a translation is approved, and goes out with its original
    outdated,  ///< the original was revised: the translation is of an old wording
    altered,   ///< what was approved is not what is there: nothing goes out
};
struct News {
    Turn turn = Turn::opened;
    std::string cause;                    ///< one letter for each
    const store::Stage* stage = nullptr;  ///< where it is about one
    std::vector<Seat> seats;              ///< of that stage
    std::string person;                   ///< mailbox of the one that it is about
    std::string detail;                   ///< one line: why
    bool keeps_old_rules = false;         ///< the configuration has others since the version began
    std::int64_t audience = 0;
    std::optional<store::Issue> corrects;
    std::string copy;  ///< the message as members will get it, with dead tokens; empty: it does not come along
};
/// To the issue's author where he may post, else to the owners; of what only an owner can mend, to them as well. Of a
/// translation, to whoever translated it in any case.
[[nodiscard]] std::vector<store::NewNotice> issue_news(const House& house, const config::List& list,
                                                       const store::Issue& issue, const News& news, base::Time now);

}  // namespace list
