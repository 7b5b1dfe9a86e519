#include "desk/answer.h"

#include "desk/command.h"

#include <iterator>

namespace desk {

namespace {

Record recorded(base::Time now, std::string event, const std::string& list, store::Id message, std::string detail,
                std::string by = "desk")
{
    return {{.at = now,
             .event = std::move(event),
             .list = list,
             .message = message,
             .by = std::move(by),
             .detail = std::move(detail)}};
}

void append(Effects& effects, Effects more)
{
    effects.insert(effects.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Effects handle_confirmation(const Reading& answer, const config::List& list, const ConfirmationFacts& facts,
                            base::Time now)
{
    const store::Id message = answer.row.id;
    if (!facts.confirmation || !facts.held_post) {
        return {Finish{.message = message, .reason = "confirms nothing that we know"},
                recorded(now, "confirmation_ignored", list.name, message, "unknown")};
    }
    if (facts.held_post->list != list.name) {  // a token for one list lets nothing through on another
        return {Finish{.message = message, .reason = "confirms a post to another list"},
                recorded(now, "confirmation_ignored", list.name, message,
                         "message " + std::to_string(facts.held_post->id) + " was sent to " + facts.held_post->list)};
    }
    if (facts.confirmation->is_open && now >= facts.confirmation->expires_at) {
        return {Finish{.message = message, .reason = "came too late: the owner decides"},
                recorded(now, "confirmation_ignored", list.name, message,
                         "the time to confirm message " + std::to_string(facts.held_post->id) + " is over")};
    }
    if (!facts.confirmation->is_open || facts.post == nullptr) {
        return {Finish{.message = message, .reason = "the post was decided before"},
                recorded(now, "confirmation_ignored", list.name, message,
                         "message " + std::to_string(facts.held_post->id) + " was decided before")};
    }
    const bool is_refusal = is_no_word(first_word(answer.first_text()));
    Effects effects{CloseConfirmation{facts.confirmation->id}};
    if (is_refusal) {
        effects.emplace_back(Finish{.message = message, .reason = "refused the post"});
        effects.emplace_back(
            Hold{.message = facts.held_post->id, .reason = "its claimed author says that he did not send it"});
        effects.emplace_back(recorded(now, "post_denied", list.name, facts.held_post->id,
                                      "by message " + std::to_string(message), "author"));
    } else {
        effects.emplace_back(Finish{.message = message, .reason = "confirmed the post"});
        effects.emplace_back(recorded(now, "post_confirmed", list.name, facts.held_post->id,
                                      "by message " + std::to_string(message), "author"));
        append(effects, accept_post(*facts.post, list, facts.post_facts, "author", now));
    }
    return effects;
}

}  // namespace desk
