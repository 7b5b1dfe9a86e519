#include "desk/desk.h"

#include "base/log_events.h"
#include "base/text.h"
#include "desk/answer.h"
#include "desk/bounce.h"
#include "desk/command_handler.h"
#include "desk/commit.h"
#include "desk/facts.h"
#include "desk/feedback.h"
#include "desk/form_return.h"
#include "desk/held.h"
#include "desk/leave.h"
#include "desk/post.h"
#include "desk/vote.h"
#include "desk/whom_to_ask.h"
#include "document/readings.h"
#include "list/send_hours.h"
#include "list/variants.h"
#include "mail/reply_text.h"

#include <optional>
#include <utility>

namespace desk {

namespace {

constexpr int handlings_max = 3;
constexpr std::size_t fan_out_chunk =
    200;  // members a transaction: some 2 ms, so that intake and the first copies go on

Effects hold(const Reading& reading, const std::string& list, std::string reason, base::Time now)
{
    Record record{
        {.at = now, .event = "held", .list = list, .message = reading.row.id, .by = "desk", .detail = reason}};
    return {Hold{.message = reading.row.id, .reason = std::move(reason)}, std::move(record)};
}

Effects finish(const Reading& reading, const std::string& list, std::string event, std::string reason, base::Time now)
{
    Record record{{.at = now,
                   .event = std::move(event),
                   .list = list,
                   .message = reading.row.id,
                   .by = "desk",
                   .detail = reason}};
    return {Finish{.message = reading.row.id, .reason = std::move(reason)}, std::move(record)};
}

/// The journal, and what is kept longer than a message, name nobody.
std::string without_addresses(std::string_view text)
{
    std::string kept;
    for (std::string_view word : base::split(text, ' ')) {
        kept += kept.empty() ? "" : " ";
        kept += word.find('@') == std::string_view::npos ? word : "\u2026";
    }
    return kept;
}

Effects answer_confirmation(store::Store& store, const House& house, const Reading& answer, const config::List& list,
                            store::Id id, base::Time now)
{
    ConfirmationFacts facts{.confirmation = store.confirmations().find(id)};
    if (facts.confirmation && facts.confirmation->purpose != store::Asked::post)
        return handle_request_answer(answer, list, *facts.confirmation, now);
    std::optional<HeldMessage> held;
    if (facts.confirmation) facts.held_post = store.spool().find(facts.confirmation->message);
    if (facts.held_post && facts.held_post->state == store::MessageState::held) {
        held.emplace(store, *facts.held_post);
        facts.post = &held->reading;
        facts.post_facts = gather_post_facts(store, house, held->reading, list, now);
    }
    return handle_confirmation(answer, list, facts, now);
}

Effects with_whom_to_ask(store::Store& store, const House& house, const Reading& message, const config::List& list,
                         Effects effects)
{
    if (auto tell = tell_whom_to_ask(message, list, house.config, gather_author_facts(store, list, message)))
        effects.emplace_back(std::move(*tell));
    return effects;
}

Effects receive_post(store::Store& store, const House& house, const Reading& post, const config::List& list,
                     base::Time now)
{
    const PostFacts facts = gather_post_facts(store, house, post, list, now);
    Effects effects = handle_post(post, list, house.config.server, facts, now);
    const bool is_strangers = post.author() != nullptr && !may_send(*post.author(), list, facts);
    return is_strangers ? with_whom_to_ask(store, house, post, list, std::move(effects)) : effects;
}

Effects answer_feedback(store::Store& store, const House& house, const Reading& reading, const config::List& list,
                        const Classification& is, base::Time now)
{
    if (is.address->purpose == base::Purpose::thread)
        return handle_thread_answer(reading, list, gather_thread_facts(store, *is.token_id, now), now);
    const FeedbackFacts facts = gather_feedback_facts(store, list, *is.token_id, now);
    Effects effects = handle_feedback(reading, list, facts, now);
    const bool is_welcome = facts.is_of_list && is_taken(list, facts.sender);
    if (is_welcome || reading.author() == nullptr) return effects;
    AuthorFacts author = gather_author_facts(store, list, reading);
    author.is_token_holder =
        !facts.sender.empty() && base::equal_ignoring_case(facts.sender.front().email, reading.author()->text());
    if (auto tell = tell_whom_to_ask(reading, list, house.config, author)) effects.emplace_back(std::move(*tell));
    return effects;
}

Effects obey_decision(store::Store& store, const House& house, const Reading& answer, store::Id item, base::Time now)
{
    const HeldDecision decision = read_held_decision(mail::read_reply(answer.first_text()).visible);
    std::optional<HeldMessage> held;
    const HeldFacts facts = gather_held_facts(store, house, item, decision, held, now);
    return handle_held_answer(answer, decision, facts, house.config, now);
}

Effects obey_commands(store::Store& store, const House& house, const Reading& message, const config::List& list,
                      list::Use use, base::Time now)
{
    const Commands commands = read_commands(use, message.subject, message.first_text());
    return handle_commands(message, house.config, list, commands,
                           gather_command_facts(store, house, message, list, commands, now), now);
}

/// The table of what happens to each kind. What has no handler of its own waits for a person. `read`: of a return.
Effects decide(store::Store& store, const House& house, const Reading& reading, const Classification& is,
               const ReturnFacts& read, base::Time now)
{
    const config::List* list = is.address ? is.address->list : nullptr;
    const std::string list_name = list != nullptr ? list->name : "";
    if (!is.hold.empty()) return hold(reading, list_name, is.hold, now);

    const bool is_bounce_address = is.address->use == list::Use::token && is.address->purpose == base::Purpose::bounce;
    const bool is_forged = is.address->use == list::Use::token && !is.token_id;
    if (is_forged && is_bounce_address)
        return finish(reading, list_name, "bounce_ignored", "its token is not ours", now);
    if (is_forged && is.kind == Kind::feedback) {
        return with_whom_to_ask(
            store, house, reading, *list,
            hold(reading, list_name, "feedback of nobody that we know: its token is not ours", now));
    }
    if (is_forged) return hold(reading, list_name, "its token is not ours", now);

    const bool asks_to_leave = is.kind == Kind::command && is.address->purpose == base::Purpose::leave;
    if (asks_to_leave) return handle_leave(reading, *list, store.directory().find_member(*is.token_id), now);

    switch (is.kind) {
    case Kind::post:
        if (is.address->use == list::Use::post && is_misdirected_command(reading, *list))
            return obey_commands(store, house, reading, *list, list::Use::request, now);
        return receive_post(store, house, reading, *list, now);
    case Kind::confirmation: return answer_confirmation(store, house, reading, *list, *is.token_id, now);
    case Kind::held_answer: return obey_decision(store, house, reading, *is.token_id, now);
    case Kind::auto_reply: {
        const std::string reason = "an automatic reply: " + without_addresses(is.evidence.back());
        // Tied to what its token speaks of, and never an answer. Without a token nobody knows what it is about.
        if (is.token_id) return finish(reading, list_name, "auto_reply", reason, now);
        return hold(reading, list_name, reason, now);
    }
    case Kind::feedback: return answer_feedback(store, house, reading, *list, is, now);
    case Kind::command: return obey_commands(store, house, reading, *list, is.address->use, now);
    case Kind::bounce: return handle_bounce(reading, list_name, is, gather_report_facts(store, is.about), now);
    case Kind::complaint: return handle_complaint(reading, list_name, is, gather_report_facts(store, is.about), now);
    case Kind::vote:
        return handle_vote(reading, *list, gather_vote_facts(store, house.config, reading, *list, *is.token_id, now),
                           now);
    case Kind::form_return: return handle_return(reading, *list, read, now);
    case Kind::unknown: return hold(reading, list_name, std::string(kind_name(is.kind)) + ": waits for a person", now);
    }
    return {};
}

/// Of a list that is not configured any more, copies leave at any time.
store::Issues::FanOut fan_out_rules(store::Store& store, const config::Config& config, const store::Issue& issue,
                                    base::Time now)
{
    const config::List* list = config.find_list(issue.list);
    store::Issues::FanOut rules;
    if (list != nullptr) rules = list::send_rules(list->sending, issue.begun_at.value_or(issue.accepted_at), now);
    rules.fits = list::readers_of(store, issue);
    return rules;
}

}  // namespace

bool Desk::handle_next(const Rules& rules, base::Time now)
{
    std::optional<store::Message> row;
    std::string octets;
    bool is_poison = false;
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        row = store.spool().next();
        if (!row) return;
        is_poison = row->handlings >= handlings_max;
        if (is_poison) {
            store.spool().hold(row->id, "the daemon died three times while it handled this", now);
            store.journal().add({.at = now,
                                 .event = "held",
                                 .message = row->id,
                                 .by = "desk",
                                 .detail = "handled three times without an end"});
        } else {
            store.spool().begin(row->id);
            octets = store.spool().octets(row->id);
        }
    });
    if (!row) return false;
    if (is_poison) {
        base::log(base::Handled{.message = row->id,
                                .list = row->list,
                                .kind = "unknown",
                                .end = "held",
                                .because = "the daemon died three times while it handled this"});
    } else {
        handle(rules, *row, octets, now);
    }
    return true;
}

void Desk::handle(const Rules& rules, const store::Message& row, const std::string& octets, base::Time now)
{
    const Reading reading = read_message(row, octets);
    const Classification is = classify(reading, *rules.config, rules.key);
    store::Message described = row;
    described.list = is.address && is.address->list != nullptr ? is.address->list->name : "";
    described.kind = kind_name(is.kind);
    described.author = base::one_line(reading.header.value("From"), 1000);
    if (const mail::Mailbox* author = reading.author()) described.author = author->text();
    described.subject = reading.subject;

    const ReturnFacts read = read_return(rules, reading, is, now);
    std::optional<store::Message> ended;
    commit_when_read(rules, [&](store::Store& store, const House& house) {
        store.spool().describe(described);
        const Effects effects = decide(store, house, reading, is, read, now);
        if (house.readings->lacks_some()) return;
        commit(store, house, effects, now);
        ended = store.spool().find(row.id);
    });
    base::log(base::Handled{.message = row.id,
                            .list = described.list,
                            .kind = described.kind,
                            .end = std::string(store::name_of(ended->state)),
                            .because = ended->reason});
}

/// Decides anew, each time in a transaction of its own, until every document is read that the decision asks for.
void Desk::commit_when_read(const Rules& rules,
                            const std::function<void(store::Store&, const House&)>& decide_and_commit)
{
    document::Readings readings;
    House house = rules.house();
    house.readings = &readings;
    do {
        readings.read_missing(reader_);
        transactor_.run(store::Durability::power_loss, [&](store::Store& store) { decide_and_commit(store, house); });
    } while (readings.lacks_some());
}

/// Before the transaction that takes it: documents are read elsewhere, and nobody waits for that.
ReturnFacts Desk::read_return(const Rules& rules, const Reading& reading, const Classification& is, base::Time now)
{
    std::optional<store::Asking> asking;
    std::int64_t answered_today = 0;
    if (is.kind != Kind::form_return || !is.token_id) return {};
    transactor_.run(store::Durability::killed, [&](store::Store& store) {
        asking = store.forms().find_asking(*is.token_id);
        if (asking) answered_today = returns_answered(store, asking->contact, now);
    });
    ReturnFacts facts = read_return_facts(*rules.config, reading, std::move(asking), reader_);
    facts.answered_today = answered_today;
    return facts;
}

bool Desk::fan_out_next(const Rules& rules, base::Time now)
{
    std::optional<store::Issue> issue;
    std::int64_t rows = 0;
    bool is_done = false;
    transactor_.run(store::Durability::killed, [&](store::Store& store) {
        issue = store.issues().next_to_fan_out();
        if (!issue) return;
        rows = store.issues().fan_out(issue->id, fan_out_chunk, now, fan_out_rules(store, *rules.config, *issue, now));
        is_done = store.issues().find(issue->id)->is_fanned_out;
        if (is_done)
            store.journal().add(
                {.at = now, .event = "fanned_out", .list = issue->list, .issue = issue->id, .by = "desk"});
    });
    if (!issue) return false;
    base::log(base::FannedOut{
        .issue = issue->id, .list = issue->list, .number = issue->number, .rows = rows, .done = is_done});
    return true;
}

Desk::Decided Desk::decide_held(const Rules& rules, store::Id message, const HeldDecision& decision, base::Time now)
{
    Decided decided;
    commit_when_read(rules, [&](store::Store& store, const House& house) {
        std::optional<HeldMessage> held;
        const HeldFacts facts = gather_held_facts(store, house, message, decision, held, now);
        if (!facts.item) {
            decided.text = "there is no message " + std::to_string(message);
            return;
        }
        const HeldOutcome outcome = desk::decide_held(facts, decision, *rules.config, "operator", now);
        if (house.readings->lacks_some()) return;
        commit(store, house, outcome.effects, now);
        decided.is_done = is_done(outcome.end);
        const bool says_all = outcome.end == HeldEnd::discarded || outcome.end == HeldEnd::answered;
        decided.text = says_all ? outcome.reason : std::string(name_of(outcome.end)) + ": " + outcome.reason;
    });
    return decided;
}

}  // namespace desk
