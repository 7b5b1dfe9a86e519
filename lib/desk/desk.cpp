#include "desk/desk.h"

#include "base/log_events.h"
#include "base/text.h"
#include "desk/answer.h"
#include "desk/bounce.h"
#include "desk/command_handler.h"
#include "desk/commit.h"
#include "desk/feedback.h"
#include "desk/leave.h"
#include "desk/post.h"
#include "list/letter.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace desk {

namespace {

using base::days;

constexpr int handlings_max = 3;
constexpr std::size_t fan_out_chunk = 2000;  // members a transaction: some 20 ms, so that intake is not kept waiting

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

PostFacts gather_post_facts(store::Store& store, const House& house, const Reading& post, const config::List& list,
                            base::Time now)
{
    const auto named = read_issue_name(post.subject).number;
    const mail::Mailbox* author = post.author();
    return {.highest_number = store.issues().highest_number(list.name),
            .is_number_taken = named && store.issues().find(list.name, *named).has_value(),
            .challenges_today =
                author != nullptr ? store.confirmations().asked_since(store::Asked::post, author->text(), now - days{1})
                                  : 0,
            .made_message_id = list::derived_message_id(house, "post " + std::to_string(post.row.id))};
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

/// A held message with its octets, read.
struct HeldMessage {
    store::Message row;
    std::string octets;
    Reading reading;

    HeldMessage(store::Store& store, const store::Message& message)
        : row(message), octets(store.spool().octets(message.id)), reading(read_message(message, octets))
    {
    }
    HeldMessage(const HeldMessage&) = delete;
    HeldMessage& operator=(const HeldMessage&) = delete;
    ~HeldMessage() = default;
};

/// The journal's times stay when the clock is set back, so what is to come does not count.
std::int64_t answers_of_a_day(store::Store& store, store::Id item, base::Time now)
{
    const base::Time since = now - days{1};
    return std::ranges::count_if(store.journal().about_message(item), [&](const store::JournalEntry& entry) {
        return entry.event == "held_answered" && entry.at > since && entry.at <= now;
    });
}

HeldFacts gather_held_facts(store::Store& store, const House& house, store::Id id, std::optional<HeldMessage>& held,
                            base::Time now)
{
    HeldFacts facts{.item = store.spool().find(id)};
    if (facts.item) facts.answers_today = answers_of_a_day(store, id, now);
    if (!facts.item || facts.item->state != store::MessageState::held) return facts;
    held.emplace(store, *facts.item);
    facts.reading = &held->reading;
    const auto address = list::resolve(house.config, facts.item->recipient);
    if (!address || address->list == nullptr) return facts;
    facts.list = address->list;
    facts.is_post = address->use == list::Use::post;
    facts.post_facts = gather_post_facts(store, house, held->reading, *address->list, now);
    return facts;
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

Effects answer_feedback(store::Store& store, const Reading& reading, const config::List& list, const Classification& is,
                        base::Time now)
{
    if (is.address->purpose == base::Purpose::thread)
        return handle_thread_answer(reading, list, gather_thread_facts(store, *is.token_id, now), now);
    return handle_feedback(reading, list, gather_feedback_facts(store, list, *is.token_id, now), now);
}

std::int64_t issues_sent_of_a_day(store::Store& store, store::Id contact, base::Time now)
{
    const base::Time since = now - days{1};
    return std::ranges::count_if(store.journal().about_contact(contact), [&](const store::JournalEntry& entry) {
        return entry.event == "issue_sent" && entry.at > since && entry.at <= now;
    });
}

CommandFacts gather_command_facts(store::Store& store, const House& house, const Reading& message,
                                  const config::List& list, const Commands& commands, base::Time now)
{
    CommandFacts facts{.languages = house.templates.languages()};
    if (message.author() == nullptr) return facts;
    const auto facts_of = [&](store::Asked purpose) {
        return list::gather_facts(store, house, list, make_request(message, house.config.server, commands, purpose),
                                  now);
    };
    const std::string author = message.author()->text();
    facts.join = facts_of(store::Asked::join);
    facts.leave = facts_of(store::Asked::leave);
    facts.change = facts_of(store::Asked::change);
    facts.language = store.directory().language_of(author);
    facts.memberships = store.directory().members_of(list.name, author);
    facts.issues_sent_today = issues_sent_of_a_day(store, store.directory().contact(author), now);
    if (std::ranges::count(commands.commands, Verb::info, &Command::verb) > 0)
        facts.audience = store.directory().audience_size(list.name, list.distribute_to);
    for (const Command& command : commands.commands) {
        if (command.verb != Verb::get) continue;
        const auto issue = store.issues().find(list.name, base::parse_number(command.argument).value_or(-1));
        const bool is_out = issue && (issue->state == store::IssueState::distributing ||
                                      issue->state == store::IssueState::distributed);
        if (is_out) facts.issues.push_back(*issue);
    }
    return facts;
}

Effects obey_commands(store::Store& store, const House& house, const Reading& message, const config::List& list,
                      list::Use use, base::Time now)
{
    const Commands commands = read_commands(use, message.subject, message.first_text());
    return handle_commands(message, house.config, list, commands,
                           gather_command_facts(store, house, message, list, commands, now), now);
}

/// The table of what happens to each kind. What has no handler of its own waits for a person.
Effects decide(store::Store& store, const House& house, const Reading& reading, const Classification& is,
               base::Time now)
{
    const config::List* list = is.address ? is.address->list : nullptr;
    const std::string list_name = list != nullptr ? list->name : "";
    if (!is.hold.empty()) return hold(reading, list_name, is.hold, now);

    const bool is_bounce_address = is.address->use == list::Use::token && is.address->purpose == base::Purpose::bounce;
    const bool is_forged = is.address->use == list::Use::token && !is.token_id;
    if (is_forged && is_bounce_address)
        return finish(reading, list_name, "bounce_ignored", "its token is not ours", now);
    if (is_forged) return hold(reading, list_name, "its token is not ours", now);

    const bool asks_to_leave = is.kind == Kind::command && is.address->purpose == base::Purpose::leave;
    if (asks_to_leave) return handle_leave(reading, *list, store.directory().find_member(*is.token_id), now);

    switch (is.kind) {
    case Kind::post:
        if (is_misdirected_command(reading, *list))
            return obey_commands(store, house, reading, *list, list::Use::request, now);
        return handle_post(reading, *list, house.config.server, gather_post_facts(store, house, reading, *list, now),
                           now);
    case Kind::confirmation: return answer_confirmation(store, house, reading, *list, *is.token_id, now);
    case Kind::held_answer: {
        std::optional<HeldMessage> held;
        return handle_held_answer(reading, gather_held_facts(store, house, *is.token_id, held, now), now);
    }
    case Kind::auto_reply: {
        const std::string reason = "an automatic reply: " + without_addresses(is.evidence.back());
        // Tied to what its token speaks of, and never an answer. Without a token nobody knows what it is about.
        if (is.token_id) return finish(reading, list_name, "auto_reply", reason, now);
        return hold(reading, list_name, reason, now);
    }
    case Kind::feedback:
        if (is.token_id) return answer_feedback(store, reading, *list, is, now);
        return hold(reading, list_name, "feedback of nobody that we know: waits for a person", now);
    case Kind::command: return obey_commands(store, house, reading, *list, is.address->use, now);
    case Kind::bounce: return handle_bounce(reading, list_name, is, gather_report_facts(store, is.about), now);
    case Kind::complaint: return handle_complaint(reading, list_name, is, gather_report_facts(store, is.about), now);
    case Kind::vote:
    case Kind::form_return:
    case Kind::unknown: return hold(reading, list_name, std::string(kind_name(is.kind)) + ": waits for a person", now);
    }
    return {};
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

    std::optional<store::Message> ended;
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        store.spool().describe(described);
        commit(store, rules.house(), decide(store, rules.house(), reading, is, now), now);
        ended = store.spool().find(row.id);
    });
    base::log(base::Handled{.message = row.id,
                            .list = described.list,
                            .kind = described.kind,
                            .end = std::string(store::name_of(ended->state)),
                            .because = ended->reason});
}

bool Desk::fan_out_next(base::Time now)
{
    std::optional<store::Issue> issue;
    std::int64_t rows = 0;
    bool is_done = false;
    transactor_.run(store::Durability::killed, [&](store::Store& store) {
        issue = store.issues().next_to_fan_out();
        if (!issue) return;
        rows = store.issues().fan_out(issue->id, fan_out_chunk, now);
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

Desk::Decided Desk::release_held(const Rules& rules, store::Id message, base::Time now)
{
    Decided decided;
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        std::optional<HeldMessage> held;
        const HeldFacts facts = gather_held_facts(store, rules.house(), message, held, now);
        if (!facts.item) {
            decided.text = "there is no message " + std::to_string(message);
        } else if (facts.item->state != store::MessageState::held) {
            decided.text = "message " + std::to_string(message) + " is not held: " + facts.item->reason;
        } else if (!facts.is_post) {
            decided.text = "message " + std::to_string(message) +
                           " did not come to a posting address, so it cannot be released as a post";
        } else {
            commit(store, rules.house(), decide_held(facts, Decision::release, "operator", now), now);
            const auto after = store.spool().find(message);
            decided.is_done = after->state != store::MessageState::held;
            decided.text = decided.is_done ? after->reason : "it stays held: " + after->reason;
        }
    });
    return decided;
}

Desk::Decided Desk::discard_held(const Rules& rules, store::Id message, base::Time now)
{
    Decided decided;
    transactor_.run(store::Durability::power_loss, [&](store::Store& store) {
        const auto item = store.spool().find(message);
        if (!item || item->state != store::MessageState::held) {
            decided.text = item ? "message " + std::to_string(message) + " is not held: " + item->reason
                                : "there is no message " + std::to_string(message);
            return;
        }
        commit(store, rules.house(), decide_held({.item = item}, Decision::discard, "operator", now), now);
        decided = {.is_done = true, .text = "discarded"};
    });
    return decided;
}

}  // namespace desk
