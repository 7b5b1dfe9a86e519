#include "desk/answer.h"

#include "desk/command.h"

#include <algorithm>

namespace desk {

namespace {

/// A token that comes a thousand times fetches no thousand mails.
constexpr std::int64_t answers_a_day_max = 5;

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

Decision read_decision(std::string_view word)
{
    if (word == "release" || word == "approve" || word == "accept") return Decision::release;
    if (word == "discard" || word == "reject" || word == "delete") return Decision::discard;
    return Decision::unclear;
}

Effects decide_held(const HeldFacts& facts, Decision decision, const std::string& by, base::Time now)
{
    const store::Message& item = *facts.item;
    if (decision == Decision::discard) {
        return {Finish{.message = item.id, .reason = "discarded by the " + by},
                recorded(now, "held_discarded", item.list, item.id, "", by)};
    }
    Effects effects{recorded(now, "held_released", item.list, item.id, "", by)};
    append(effects, accept_post(*facts.reading, *facts.list, facts.post_facts, by, now));
    return effects;
}

Effects handle_held_answer(const Reading& answer, const HeldFacts& facts, base::Time now)
{
    const store::Id message = answer.row.id;
    const mail::Mailbox* owner = answer.author();
    const std::string address = owner != nullptr ? owner->text() : answer.row.reverse_path;
    if (!facts.item) return {Finish{.message = message, .reason = "speaks of nothing that we hold"}};

    AnswerOwner reply{
        .address = address, .answered = message, .author = facts.item->author, .subject = facts.item->subject};
    Effects effects;
    const Decision decision = read_decision(first_word(answer.first_text()));
    if (facts.item->state != store::MessageState::held) {
        reply.answer = "was decided before";
        reply.explanation = "It is no longer held: " + facts.item->reason + '.';
        effects.emplace_back(Finish{.message = message, .reason = "the item was decided before"});
    } else if (decision == Decision::unclear) {
        reply.answer = "release or discard?";
        reply.explanation = "Your answer begins with neither \"release\" nor \"discard\", so nothing was done.\nPlease "
                            "answer again with one of them as the first word.";
        effects.emplace_back(Finish{.message = message, .reason = "neither release nor discard"});
    } else if (decision == Decision::release && !facts.is_post) {
        reply.answer = "cannot be released as a post";
        reply.explanation = "It was not sent to the list's posting address. Discard it, or ask the operator.";
        effects.emplace_back(Finish{.message = message, .reason = "the item is no post: it stays held"});
    } else {
        effects = decide_held(facts, decision, "owner", now);
        const bool stays_held =
            std::ranges::any_of(effects, [](const Effect& effect) { return std::holds_alternative<Hold>(effect); });
        reply.answer = decision == Decision::discard ? "discarded" : stays_held ? "still held" : "released";
        reply.explanation = "Done as you asked.";
        for (const Effect& effect : effects) {
            if (const auto* hold = std::get_if<Hold>(&effect))
                reply.explanation = "It cannot go out: " + hold->reason + '.';
        }
        effects.emplace_back(Finish{.message = message, .reason = reply.answer});
    }
    if (facts.answers_today >= answers_a_day_max) return effects;
    effects.emplace_back(recorded(now, "held_answered", facts.item->list, facts.item->id, reply.answer));
    effects.emplace_back(std::move(reply));
    return effects;
}

}  // namespace desk
