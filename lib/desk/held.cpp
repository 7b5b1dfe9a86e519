#include "desk/held.h"

#include "base/token.h"
#include "desk/answerable.h"
#include "desk/form_return.h"
#include "desk/live_token.h"
#include "form/taking.h"
#include "mail/authentication_results.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace desk {

namespace {

using base::days;
using What = HeldDecision::What;

/// A token that comes a thousand times fetches no thousand mails.
constexpr std::int64_t answers_a_day_max = 5;

Record recorded(base::Time now, std::string event, const store::Message& item, std::string detail, std::string by)
{
    return {{.at = now,
             .event = std::move(event),
             .list = item.list,
             .message = item.id,
             .by = std::move(by),
             .detail = std::move(detail)}};
}

/// The journal's times stay when the clock is set back, so what is to come does not count.
std::int64_t answers_of_a_day(store::Store& store, store::Id item, base::Time now)
{
    const base::Time since = now - days{1};
    return std::ranges::count_if(store.journal().about_message(item), [&](const store::JournalEntry& entry) {
        return entry.event == "held_answered" && entry.at > since && entry.at <= now;
    });
}

bool is_proven(const Reading& message, const config::Config& config)
{
    const mail::Mailbox* author = message.author();
    return author != nullptr && mail::has_dmarc_pass(message.header, config.server.authserv_id, author->domain);
}

void gather_feedback(HeldFacts& facts, store::Store& store, const config::Config& config, const Classification& is,
                     base::Time now)
{
    const bool has_token = is.token_id && is.kind == Kind::feedback;
    if (has_token && is.address->purpose == base::Purpose::thread) {
        facts.thread = gather_thread_facts(store, *is.token_id, now);
        facts.thread->passed_on_today = 0;  // a person let it through
        return;
    }
    if (has_token) facts.feedback = gather_feedback_facts(store, *facts.list, *is.token_id, now);
    if (facts.feedback.is_of_list) return;
    facts.feedback = gather_claimed_facts(store, *facts.list, *facts.reading);
    facts.feedback.is_claimed = !is_proven(*facts.reading, config);
}

/// +help@ and the like say all; elsewhere the words do.
list::Use command_use(list::Use use)
{
    const bool says_all = use == list::Use::help || use == list::Use::subscribe || use == list::Use::unsubscribe;
    return says_all ? use : list::Use::request;
}

std::optional<ReleaseAs> released_as(const HeldFacts& facts, const HeldDecision& decision)
{
    return decision.as ? decision.as : facts.choices.usual;
}

}  // namespace

Choices choices_for(Kind kind, bool is_loop, bool has_list)
{
    if (is_loop || !has_list) return {};
    if (kind == Kind::bounce || kind == Kind::complaint) return {.feedback = true};
    const bool is_program = kind == Kind::auto_reply;
    Choices choices{.post = true, .command = !is_program, .feedback = true, .answer = !is_program, .usual = {}};
    if (kind == Kind::post) choices.usual = ReleaseAs::post;
    if (kind == Kind::command) choices.usual = ReleaseAs::command;
    if (kind == Kind::feedback) choices.usual = ReleaseAs::feedback;
    if (kind == Kind::form_return) choices.usual = ReleaseAs::form_return;
    choices.form_return = kind == Kind::form_return;
    return choices;
}

Choices choices_for(const store::Message& message, const config::Config& config)
{
    const auto address = list::resolve(config, message.recipient);
    return choices_for(kind_of_name(message.kind).value_or(Kind::unknown), message.reason.starts_with(loop_start),
                       address && address->list != nullptr);
}

HeldFacts gather_held_facts(store::Store& store, const list::House& house, store::Id item, const HeldDecision& decision,
                            std::optional<HeldMessage>& held, base::Time now)
{
    HeldFacts facts{.item = store.spool().find(item)};
    if (!facts.item) return facts;
    facts.answers_today = answers_of_a_day(store, item, now);
    facts.form_return = store.forms().find_return_of(item);
    const bool is_to_be_read = decision.what == What::release || decision.what == What::answer;
    if (facts.item->state != store::MessageState::held || !is_to_be_read) return facts;

    held.emplace(store, *facts.item);
    facts.reading = &held->reading;
    const Classification is = classify(held->reading, house.config, house.key);
    if (!is.address || is.address->list == nullptr) return facts;
    facts.list = is.address->list;
    facts.use = is.address->use;
    facts.choices = choices_for(is.kind, is.hold.starts_with(loop_start), true);
    if (const mail::Mailbox* author = held->reading.author())
        facts.is_author_suppressed = store.directory().is_suppressed(author->text());
    const auto as = released_as(facts, decision);
    if (decision.what == What::answer || !as) return facts;
    switch (*as) {
    case ReleaseAs::post:
        facts.post = gather_post_facts(store, house, held->reading, *facts.list, now);
        facts.holds_live_token = holds_live_token(held->reading, house.key);
        break;
    case ReleaseAs::command:
        facts.commands = read_commands(command_use(facts.use), held->reading.subject, held->reading.first_text());
        facts.command = gather_command_facts(store, house, held->reading, *facts.list, facts.commands, now);
        break;
    case ReleaseAs::feedback: gather_feedback(facts, store, house.config, is, now); break;
    case ReleaseAs::form_return: break;
    }
    return facts;
}

namespace {

/// Why a choice is none.
std::string reason_against_choice(const Choices& choices)
{
    if (!choices.feedback) return "a loop, and what came to no list, can only be discarded";
    if (!choices.post) return "it is a bounce or a complaint";
    return "a program wrote it";
}

/// Empty: nothing does.
std::string reason_against_release(const HeldFacts& facts, ReleaseAs as, const config::Config& config)
{
    switch (as) {
    case ReleaseAs::post:
        if (!facts.choices.post) return reason_against_choice(facts.choices);
        if (facts.holds_live_token) return "an address or a link in it is one member's own, and all would get it";
        return {};
    case ReleaseAs::command:
        if (!facts.choices.command) return reason_against_choice(facts.choices);
        if (facts.commands.commands.empty()) return "no command stands in it";
        return reason_not_to_answer(*facts.reading, config);
    case ReleaseAs::feedback:
        if (!facts.choices.feedback) return reason_against_choice(facts.choices);
        if (facts.reading->author() == nullptr && facts.item->reverse_path.empty()) return "nobody could be answered";
        return {};
    case ReleaseAs::form_return:
        if (!facts.form_return) return "no answers to a form were found in it";
        return {};
    }
    return {};
}

/// Empty: nothing does.
std::string reason_against_answer(const HeldFacts& facts, const HeldDecision& decision, const config::Config& config)
{
    if (!facts.choices.answer) return reason_against_choice(facts.choices);
    if (decision.text.empty()) return "no text stands under the word \"answer\"";
    if (facts.is_author_suppressed) return "its author's address is suppressed";
    return reason_not_to_answer(*facts.reading, config);
}

std::string_view how(ReleaseAs as)
{
    switch (as) {
    case ReleaseAs::post: return "as a post";
    case ReleaseAs::command: return "as commands";
    case ReleaseAs::feedback: return "as feedback";
    case ReleaseAs::form_return: return "as a return";
    }
    return "";
}

/// What ties it to a member and an issue.
std::string evidence_of(const HeldFacts& facts)
{
    if (facts.thread) return "by the token of its thread";
    const FeedbackFacts& known = facts.feedback;
    const std::string_view by = known.is_of_list ? "token" : known.is_claimed ? "From alone" : "dmarc=pass";
    std::string text = known.contact != 0 ? "its member by " + std::string(by) : std::string("of no member");
    text += known.issue == 0   ? ", about no issue"
            : known.is_of_list ? ", its issue by token"
                               : ", its issue by References";
    return text;
}

HeldEnd end_of(ReleaseAs as)
{
    switch (as) {
    case ReleaseAs::post: return HeldEnd::released_post;
    case ReleaseAs::command: return HeldEnd::released_command;
    case ReleaseAs::feedback: return HeldEnd::released_feedback;
    case ReleaseAs::form_return: return HeldEnd::released_return;
    }
    return HeldEnd::unclear;
}

Effects released(const HeldFacts& facts, ReleaseAs as, const config::Config& config, const std::string& by,
                 base::Time now)
{
    switch (as) {
    case ReleaseAs::post: return accept_post(*facts.reading, *facts.list, facts.post, by, now);
    case ReleaseAs::command:
        return handle_commands(*facts.reading, config, *facts.list, facts.commands, facts.command, now);
    case ReleaseAs::feedback:
        if (facts.thread) return handle_thread_answer(*facts.reading, *facts.list, *facts.thread, now);
        return release_feedback(*facts.reading, *facts.list, facts.feedback, now);
    case ReleaseAs::form_return: return decide_return(*facts.form_return, true, by);
    }
    return {};
}

HeldOutcome release(const HeldFacts& facts, ReleaseAs as, const config::Config& config, const std::string& by,
                    base::Time now)
{
    const store::Message& item = *facts.item;
    std::string detail(how(as));
    if (as == ReleaseAs::feedback) detail += ": " + evidence_of(facts);
    HeldOutcome outcome{
        .end = end_of(as), .reason = "", .effects = {recorded(now, "held_released", item, std::move(detail), by)}};
    Effects effects = released(facts, as, config, by, now);
    for (const Effect& effect : effects) {
        if (const auto* finish = std::get_if<Finish>(&effect)) outcome.reason = finish->reason;
        if (const auto* hold = std::get_if<Hold>(&effect)) {
            outcome.end = HeldEnd::stays;
            outcome.reason = hold->reason;
        }
    }
    outcome.effects.insert(outcome.effects.end(), std::make_move_iterator(effects.begin()),
                           std::make_move_iterator(effects.end()));
    return outcome;
}

HeldOutcome write_to_author(const HeldFacts& facts, const HeldDecision& decision, const config::Config& config,
                            const std::string& by, base::Time now)
{
    const store::Message& item = *facts.item;
    const std::string reason = "answered by the " + by;
    return {.end = HeldEnd::answered,
            .reason = reason,
            .effects = {WriteToAuthor{.list = facts.list->name,
                                      .address = facts.reading->author()->text(),
                                      .is_proven = is_proven(*facts.reading, config),
                                      .message = item.id,
                                      .message_id = facts.reading->message_id,
                                      .subject = facts.reading->subject,
                                      .received_at = item.received_at,
                                      .text = base::mask_tokens(decision.text)},
                        Finish{.message = item.id, .reason = reason}, recorded(now, "author_answered", item, "", by)}};
}

HeldOutcome stays(std::string reason)
{
    return {.end = HeldEnd::stays, .reason = std::move(reason), .effects = {}};
}

}  // namespace

HeldOutcome decide_held(const HeldFacts& facts, const HeldDecision& decision, const config::Config& config,
                        const std::string& by, base::Time now)
{
    const store::Message& item = *facts.item;
    if (item.state != store::MessageState::held) return {.end = HeldEnd::already, .reason = item.reason, .effects = {}};
    switch (decision.what) {
    case What::unclear: return {};
    case What::discard: {
        const std::string reason = "discarded by the " + by;
        HeldOutcome outcome{
            .end = HeldEnd::discarded,
            .reason = reason,
            .effects = {Finish{.message = item.id, .reason = reason}, recorded(now, "held_discarded", item, "", by)}};
        if (facts.form_return && form::is_open(facts.form_return->state))
            outcome.effects.emplace_back(
                DecideReturn{.form_return = facts.form_return->id, .is_accepted = false, .by = by});
        return outcome;
    }
    case What::answer: {
        std::string against = reason_against_answer(facts, decision, config);
        if (!against.empty()) return stays(std::move(against));
        return write_to_author(facts, decision, config, by, now);
    }
    case What::release: {
        const auto as = released_as(facts, decision);
        if (!as && !facts.choices.post) return stays(reason_against_choice(facts.choices));
        if (!as) return stays("it came as neither post, command nor feedback: say as which of them it is released");
        std::string against = reason_against_release(facts, *as, config);
        if (!against.empty()) return stays(std::move(against));
        return release(facts, *as, config, by, now);
    }
    }
    return {};
}

Effects handle_held_answer(const Reading& answer, const HeldDecision& decision, const HeldFacts& facts,
                           const config::Config& config, base::Time now)
{
    const store::Id message = answer.row.id;
    if (!facts.item) return {Finish{.message = message, .reason = "speaks of nothing that we hold"}};
    HeldOutcome outcome = decide_held(facts, decision, config, "owner", now);
    Effects effects = std::move(outcome.effects);
    const std::string end(name_of(outcome.end));
    effects.emplace_back(Finish{.message = message, .reason = "about a held message: " + end});
    if (facts.answers_today >= answers_a_day_max) return effects;
    const mail::Mailbox* owner = answer.author();
    effects.emplace_back(recorded(now, "held_answered", *facts.item, end, "desk"));
    effects.emplace_back(AnswerOwner{.address = owner != nullptr ? owner->text() : answer.row.reverse_path,
                                     .answered = message,
                                     .end = outcome.end,
                                     .reason = std::move(outcome.reason),
                                     .author = facts.item->author,
                                     .subject = facts.item->subject});
    return effects;
}

bool is_done(HeldEnd end)
{
    switch (end) {
    case HeldEnd::released_post:
    case HeldEnd::released_command:
    case HeldEnd::released_feedback:
    case HeldEnd::released_return:
    case HeldEnd::answered:
    case HeldEnd::discarded: return true;
    case HeldEnd::stays:
    case HeldEnd::unclear:
    case HeldEnd::already: return false;
    }
    return false;
}

std::string_view name_of(HeldEnd end)
{
    switch (end) {
    case HeldEnd::released_post: return "released as a post";
    case HeldEnd::released_command: return "released as commands";
    case HeldEnd::released_feedback: return "released as feedback";
    case HeldEnd::released_return: return "released as a return";
    case HeldEnd::answered: return "answered";
    case HeldEnd::discarded: return "discarded";
    case HeldEnd::stays: return "it stays held";
    case HeldEnd::unclear: return "no decision";
    case HeldEnd::already: return "decided already";
    }
    return "";
}

}  // namespace desk
