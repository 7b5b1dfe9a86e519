#include "desk/commit.h"

#include "desk/back_issue.h"
#include "desk/feedback_letters.h"
#include "desk/held_letters.h"
#include "desk/notices.h"
#include "desk/paper_letter.h"
#include "desk/whom_to_ask.h"
#include "form/taking.h"
#include "list/bouncing.h"
#include "list/disclosure.h"
#include "list/leaving.h"
#include "list/suppression.h"

#include <algorithm>
#include <variant>

namespace desk {

namespace {

/// One overload for each effect; the compiler lists what a new one touches.
class Committer {
  public:
    Committer(store::Store& store, const House& house, base::Time now) : store_(store), house_(house), now_(now) {}

    void operator()(const Finish& effect) { store_.spool().finish(effect.message, effect.reason, now_); }

    void operator()(const Hold& effect) { store_.spool().hold(effect.message, effect.reason, now_); }

    void operator()(const AcceptPost& effect)
    {
        const config::List* list = house_.config.find_list(effect.issue.list);
        if (list == nullptr) return;
        const store::Id issue = effect.revises != 0 ? effect.revises : store_.issues().add(effect.issue);
        if (effect.revises != 0) store_.issues().revise(issue, effect.issue);
        store_.journal().add({.at = now_,
                              .event = effect.revises != 0 ? "issue_revised" : "issue_created",
                              .list = effect.issue.list,
                              .message = effect.issue.message,
                              .issue = issue,
                              .by = "desk",
                              .detail = "issue " + std::to_string(effect.issue.number)});
        list::begin_course(store_, house_, *list, {.issue = *store_.issues().find(issue), .criteria = effect.criteria},
                           now_);
    }

    void operator()(const CastVote& effect) { list::cast_vote(store_, house_, effect.vote, now_); }

    void operator()(const AnswerVoter& effect)
    {
        if (const auto request = store_.approvals().find_request(effect.request))
            list::answer_voter(store_, house_, *request, effect.answer, now_);
    }

    void operator()(const NameSubstitute& effect)
    {
        const auto request = store_.approvals().find_request(effect.request);
        if (!request) return;
        list::VoteAnswer answer = effect.answer;
        if (!list::name_substitute(store_, house_, *request, answer.substitute, now_))
            answer.end = list::AnswerEnd::taken;
        list::answer_voter(store_, house_, *request, answer, now_);
    }

    void operator()(const TellOfLateNo& effect) { list::tell_of_late_no(store_, house_, effect.vote, now_); }

    void operator()(const AskAuthor& effect)
    {
        const auto message = store_.spool().find(effect.message);
        const config::List* list = message ? house_.config.find_list(message->list) : nullptr;
        if (list == nullptr) return;
        const store::Id confirmation = store_.confirmations().add({.list = list->name,
                                                                   .message = effect.message,
                                                                   .address = effect.address,
                                                                   .asked_at = now_,
                                                                   .expires_at = effect.expires_at});
        const std::int64_t audience = store_.directory().audience_size(list->name, list->distribute_to);
        store_.queue().add_notice(confirm_post(house_, *list, effect, confirmation, audience, now_));
    }

    void operator()(const TakeReturn& effect)
    {
        const config::Form* form = house_.config.find_form(effect.form);
        if (form == nullptr) return;
        form::take_return(store_, house_, *form, effect.incoming, effect.judgement, now_);
        // The owners have a letter of its own, and need not be told again by the digest.
        if (store_.forms().find_return_of(effect.incoming.message))
            store_.spool().mark_told(effect.incoming.message, now_);
    }

    void operator()(const DecideReturn& effect)
    {
        const auto found = store_.forms().find_return(effect.form_return);
        const config::Form* form = found ? house_.config.find_form(found->form) : nullptr;
        if (form != nullptr && effect.is_accepted) form::accept_return(store_, *form, *found, effect.by, now_);
        if (found && !effect.is_accepted) form::reject_return(store_, *found, effect.by, now_);
    }

    void operator()(const CloseConfirmation& effect) { store_.confirmations().close(effect.confirmation); }

    void operator()(const AnswerOwner& effect)
    {
        const auto message = store_.spool().find(effect.answered);
        const config::List* list = message ? house_.config.find_list(message->list) : nullptr;
        if (list != nullptr) queue(answer_owner(house_, *list, effect, now_));
    }

    void operator()(const TakeFeedback& effect)
    {
        const config::List* list = house_.config.find_list(effect.feedback.list);
        if (list == nullptr) return;
        const store::Id feedback = store_.correspondence().add(effect.feedback);
        for (const std::string& address : effect.to) {
            const store::Id party = store_.correspondence().add_party(feedback, address);
            if (party == author_of(feedback)) continue;  // an owner's own answer to an issue waits in the digest
            store_.queue().add_notice(
                feedback_routed(house_, *list, effect, *store_.correspondence().find_party(party), now_));
            store_.correspondence().set_state(feedback, store::FeedbackState::routed);
        }
        store_.journal().add({.at = now_,
                              .event = "feedback_taken",
                              .list = list->name,
                              .message = effect.feedback.message,
                              .issue = effect.feedback.issue,
                              .contact = effect.feedback.contact,
                              .by = "desk",
                              .detail = "feedback " + std::to_string(feedback) + ", for " +
                                        std::to_string(effect.to.size()) + " to answer"});
    }

    void operator()(const PassOn& effect)
    {
        const auto feedback = store_.correspondence().find(effect.feedback);
        const auto from = store_.correspondence().find_party(effect.party);
        const config::List* list = feedback ? house_.config.find_list(feedback->list) : nullptr;
        if (list == nullptr || !from) return;
        for (const store::ThreadParty& to : store_.correspondence().parties(feedback->id)) {
            if (to.id != from->id)
                store_.queue().add_notice(thread_message(house_, *list, *feedback, effect, *from, to, now_));
        }
        store_.correspondence().note_passed_on(feedback->id, effect.message, now_);
        if (!from->is_author) store_.correspondence().set_state(feedback->id, store::FeedbackState::answered);
        store_.journal().add({.at = now_,
                              .event = "thread_passed_on",
                              .list = list->name,
                              .message = effect.message,
                              .issue = feedback->issue,
                              .by = from->is_author ? "member" : "owner",
                              .detail = "feedback " + std::to_string(feedback->id)});
    }

    void operator()(const AskAboutRequest& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) list::ask(store_, house_, *list, effect.request, now_);
    }

    void operator()(const ActForAuthor& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) (void)list::act(store_, house_, *list, effect.request, "member", now_);
    }

    void operator()(const AnswerRequest& effect)
    {
        if (effect.is_refusal) {
            (void)list::refuse(store_, house_, effect.confirmation, "mail", now_);
        } else {
            (void)list::confirm(store_, house_, effect.confirmation, "mail", now_);
        }
    }

    void operator()(const AnswerAuthor& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) store_.queue().add_notice(answer_author(house_, *list, effect, now_));
    }

    void operator()(const SendIssue& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        const auto issue = store_.issues().find(effect.issue);
        if (list == nullptr || !issue) return;
        store_.queue().add_notice(back_issue(house_, *list, *issue, store_.issues().octets(issue->id), effect, now_));
        store_.journal().add({.at = now_,
                              .event = "issue_sent",
                              .list = list->name,
                              .message = effect.message,
                              .issue = issue->id,
                              .contact = store_.directory().contact(effect.address),
                              .by = "desk",
                              .detail = "asked for by mail"});
    }

    void operator()(const SendPaper& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list == nullptr) return;
        const auto paper = std::ranges::find(list->papers, effect.paper, &config::Paper::name);
        if (paper == list->papers.end()) return;
        store_.queue().add_notice(paper_letter(house_, *list, *paper, effect, now_));
        store_.journal().add({.at = now_,
                              .event = "paper_sent",
                              .list = list->name,
                              .message = effect.message,
                              .contact = store_.directory().contact(effect.address),
                              .by = "desk",
                              .detail = paper->name + ", asked for by mail"});
    }

    void operator()(const Leave& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) list::leave(store_, house_, *list, effect.email, "member", now_);
    }

    void operator()(const TakeBounce& effect) { list::take_bounce(store_, house_, effect.bounce, now_); }

    void operator()(const Suppress& effect)
    {
        (void)list::suppress(store_, house_, effect.email, {.text = effect.reason, .by = "complaint"}, effect.message,
                             now_);
    }

    void operator()(const WriteToAuthor& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list == nullptr) return;
        const std::string language = list::language_for(store_, *list, effect.address, "");
        store_.queue().add_notice(letter_to_author(house_, *list, effect, language, now_));
    }

    void operator()(const TellWhomToAsk& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list == nullptr) return;
        const bool is_new = store_.queue().add_notice(whom_to_ask(house_, *list, effect, now_)) != 0;
        if (!is_new) return;
        store_.journal().add({.at = now_,
                              .event = "whom_to_ask_told",
                              .list = list->name,
                              .message = effect.message,
                              .by = "desk",
                              .detail = effect.is_proven ? "in full" : "the short text"});
    }

    void operator()(const TellOfRefusal& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) queue(post_refused(house_, *list, effect, now_));
    }

    void operator()(const Record& effect) { store_.journal().add(effect.entry); }

  private:
    store::Id author_of(store::Id feedback) { return store_.correspondence().parties(feedback).front().id; }

    void queue(const std::vector<store::NewNotice>& notices)
    {
        for (const store::NewNotice& notice : notices) store_.queue().add_notice(notice);
    }

    store::Store& store_;
    const House& house_;
    base::Time now_;
};

}  // namespace

void commit(store::Store& store, const House& house, const Effects& effects, base::Time now)
{
    Committer committer(store, house, now);
    for (const Effect& effect : effects) std::visit(committer, effect);
}

}  // namespace desk
