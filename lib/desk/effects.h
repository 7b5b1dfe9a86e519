#pragma once
/// What a handler decides: a list of these, committed in one transaction with the message's end.  Pure.

#include "config/config.h"
#include "config/templates.h"
#include "form/letters.h"
#include "list/disclosure_letters.h"
#include "list/joining.h"
#include "mail/composer.h"
#include "store/bounces.h"
#include "store/correspondence.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace desk {

/// Why a post is held while its claimed author is asked; the digest leaves such posts out.
inline constexpr std::string_view waits_for_author = "waits for its author's confirmation";

/// The message comes to its end.
struct Finish {
    store::Id message = 0;
    std::string reason;
};

/// It waits for a person.
struct Hold {
    store::Id message = 0;
    std::string reason;
};

/// A post becomes an issue, which begins its course: to the first stage, or out. With `revises`, it takes the place of
/// that issue's post.
struct AcceptPost {
    store::NewIssue issue;
    store::Id revises = 0;
    std::vector<store::CriterionResult> criteria;
};

/// What a post breaks is told to its author where he may post, else to the owners.
struct TellOfRefusal {
    std::string list;
    store::Id message = 0;
    std::string message_id;
    std::string author;
    std::string subject;
    std::string reason;  ///< for people; empty: the criteria say it
    std::vector<store::CriterionResult> criteria;
};

/// An approver's answer counts.
struct CastVote {
    store::Vote vote;
};

/// He hears that it does not, and why.
struct AnswerVoter {
    store::Id request = 0;
    list::VoteAnswer answer;
};

/// Somebody else answers for him, if he does not vote already; he hears what came of it.
struct NameSubstitute {
    store::Id request = 0;
    list::VoteAnswer answer;
};

/// A no that stops nothing any more is told to the secretary.
struct TellOfLateNo {
    store::Vote vote;
};

/// The claimed author is asked whether the post is his; it is held until he answers.
struct AskAuthor {
    store::Id message = 0;
    std::string address;
    std::string subject;
    std::string message_id;
    base::Time received_at;
    std::string number;  ///< that the issue will have, for people
    base::Time expires_at;
};

struct CloseConfirmation {
    store::Id confirmation = 0;
};

/// What came of a decision about a held message.
enum class HeldEnd : unsigned char {
    released_post,
    released_command,
    released_feedback,
    released_return,
    answered,  ///< the decision's words went to its author
    discarded,
    stays,    ///< held: something stands in the way
    unclear,  ///< no decision could be read
    already,  ///< it was decided before
};

/// The owner hears what became of a held item.
struct AnswerOwner {
    std::string address;     ///< where the decision came from
    store::Id answered = 0;  ///< the message that this answers
    HeldEnd end = HeldEnd::unclear;
    std::string reason;  ///< how the item ended, or what stands in the way; one line
    std::string author;
    std::string subject;
};

/// A member's word on an issue becomes feedback, and goes to those who are to answer it.
struct TakeFeedback {
    store::NewFeedback feedback;
    std::optional<std::int64_t> issue_number;
    std::string subject;
    store::Member sender;     ///< whose token it carried
    bool is_claimed = false;  ///< there was none: From alone names the sender
    std::vector<mail::Attachment> attachments;
    std::vector<std::string> to;  ///< mailboxes; empty: it waits in the digest
};

/// What one party of a thread writes goes to the others.
struct PassOn {
    store::Id feedback = 0;
    store::Id party = 0;
    store::Id message = 0;
    std::string text;
    std::vector<mail::Attachment> attachments;
    std::vector<std::string> names;  ///< of all files that came along
};

/// Whoever a request names is asked whether he wants it.
struct AskAboutRequest {
    std::string list;
    list::Request request;
};

/// The author of a request is proven: it is done.
struct ActForAuthor {
    std::string list;
    list::Request request;
};

/// A question about a request was answered.
struct AnswerRequest {
    store::Id confirmation = 0;
    bool is_refusal = false;
};

/// What an author wanted to know, and what became of his commands; the fixed text to one who is not proven.
struct AnswerAuthor {
    std::string list;
    std::string address;
    std::string language;
    store::Id message = 0;   ///< that is answered
    std::string message_id;  ///< of it; empty where it must not be quoted
    bool is_proven = false;
    config::TemplateValues values;
};

/// A member gets an issue once more.
struct SendIssue {
    std::string list;
    store::Id issue = 0;
    std::string address;
    store::Id message = 0;  ///< that asked for it
    std::string message_id;
};

/// A member gets a paper of the list's library.
struct SendPaper {
    std::string list;
    std::string paper;  ///< its name
    std::string address;
    std::string language;
    store::Id message = 0;   ///< that asked for it
    std::string message_id;  ///< of it; empty where it must not be quoted
};

/// A member leaves; told once, and silent when it had left before.
struct Leave {
    std::string list;
    std::string email;
};

/// A filled form, as it was understood and judged.
struct TakeReturn {
    std::string form;  ///< id
    form::Incoming incoming;
    form::Judgement judgement;
};

/// A return that waits is accepted or rejected.
struct DecideReturn {
    store::Id form_return = 0;
    bool is_accepted = false;
    std::string by;  ///< "owner", "operator"
};

/// Something did not reach its recipient.
struct TakeBounce {
    store::Bounce bounce;
};

/// A reader complained: the address gets nothing more.
struct Suppress {
    std::string email;
    std::string reason;
    store::Id message = 0;  ///< the complaint
};

struct Record {
    store::JournalEntry entry;
};

/// The owner's own words go to the author of a held message.
struct WriteToAuthor {
    std::string list;
    std::string address;
    bool is_proven = false;  ///< that he wrote the message
    store::Id message = 0;
    std::string message_id;  ///< of it
    std::string subject;     ///< of it
    base::Time received_at;
    std::string text;
};

/// Whoever wrote where he may not is told whom to ask; one who is not proven by a fixed text. Once a day.
struct TellWhomToAsk {
    std::string list;
    std::string address;
    std::string language;
    bool is_proven = false;
    store::Id message = 0;
    std::string message_id;        ///< of it; empty where it must not be quoted
    std::string subject;           ///< of it; the same
    std::vector<std::string> ask;  ///< mailboxes
};

using Effect = std::variant<Finish, Hold, AcceptPost, AskAuthor, CloseConfirmation, AnswerOwner, Leave, AskAboutRequest,
                            ActForAuthor, AnswerRequest, AnswerAuthor, SendIssue, TakeFeedback, PassOn, TakeBounce,
                            Suppress, WriteToAuthor, TellWhomToAsk, CastVote, AnswerVoter, NameSubstitute, TellOfLateNo,
                            TellOfRefusal, SendPaper, TakeReturn, DecideReturn, Record>;
using Effects = std::vector<Effect>;

}  // namespace desk
