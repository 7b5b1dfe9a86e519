#include "desk/commit.h"

#include "desk/back_issue.h"
#include "list/leaving.h"

#include <variant>

namespace desk {

namespace {

/// One overload for each effect; the compiler lists what a new one touches.
class Committer {
  public:
    Committer(store::Store& store, const House& house, base::Time now) : store_(store), house_(house), now_(now) {}

    void operator()(const Finish& effect) { store_.spool().finish(effect.message, effect.reason); }

    void operator()(const Hold& effect) { store_.spool().hold(effect.message, effect.reason, now_); }

    void operator()(const AcceptPost& effect)
    {
        const store::Id issue = store_.issues().add(effect.issue);
        store_.journal().add({.at = now_,
                              .event = "issue_created",
                              .list = effect.issue.list,
                              .message = effect.issue.message,
                              .issue = issue,
                              .by = "desk",
                              .detail = "issue " + std::to_string(effect.issue.number)});
        const config::List* list = house_.config.find_list(effect.issue.list);
        if (list == nullptr) return;
        const std::int64_t audience = store_.directory().audience_size(list->name, effect.issue.categories);
        queue(post_accepted(house_, *list, effect.issue, issue, audience, now_));
    }

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

    void operator()(const CloseConfirmation& effect) { store_.confirmations().close(effect.confirmation); }

    void operator()(const AnswerOwner& effect)
    {
        const auto message = store_.spool().find(effect.answered);
        const config::List* list = message ? house_.config.find_list(message->list) : nullptr;
        if (list != nullptr) queue(answer_owner(house_, *list, effect, now_));
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
        store_.queue().add_notice(
            back_issue(house_, *list, *issue, store_.spool().octets(issue->message), effect, now_));
        store_.journal().add({.at = now_,
                              .event = "issue_sent",
                              .list = list->name,
                              .message = effect.message,
                              .issue = issue->id,
                              .contact = store_.directory().contact(effect.address),
                              .by = "desk",
                              .detail = "asked for by mail"});
    }

    void operator()(const Leave& effect)
    {
        const config::List* list = house_.config.find_list(effect.list);
        if (list != nullptr) list::leave(store_, house_, *list, effect.email, "member", now_);
    }

    void operator()(const Record& effect) { store_.journal().add(effect.entry); }

  private:
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
