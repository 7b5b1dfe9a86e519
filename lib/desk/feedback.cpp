#include "desk/feedback.h"

#include "base/text.h"
#include "base/token.h"
#include "desk/passed_files.h"
#include "mail/part_reader.h"
#include "mail/reply_text.h"

#include <algorithm>

namespace desk {

namespace {

using base::days;

constexpr std::int64_t taken_a_day_max = 20;      // of one contact: a copy that was forwarded is no open relay
constexpr std::size_t in_charge_max = 20;         // more are an audience, and the owner answers
constexpr std::int64_t passed_on_a_day_max = 50;  // of one thread: a token that leaked is no open relay

/// What the writer wrote himself, without anybody's live token.
std::string new_text(const Reading& reading)
{
    return base::mask_tokens(base::trim(mail::read_reply(reading.first_text()).visible));
}

/// A sender that several programs name differently is the envelope's.
std::string sender_of(const Reading& reading)
{
    const mail::Mailbox* author = reading.author();
    return author != nullptr ? author->text() : reading.row.reverse_path;
}

std::vector<std::string> who_answers(const config::List& list, const FeedbackFacts& facts)
{
    std::vector<std::string> addresses;
    for (const store::Member& member : facts.in_charge) addresses.push_back(member.email);
    if (!addresses.empty()) return addresses;
    for (const mail::Mailbox& owner : list.owners) addresses.push_back(owner.text());
    return addresses;
}

Effects held(const Reading& reading, const config::List& list, const std::string& reason, base::Time now)
{
    return {Hold{.message = reading.row.id, .reason = reason}, Record{{.at = now,
                                                                       .event = "held",
                                                                       .list = list.name,
                                                                       .message = reading.row.id,
                                                                       .by = "desk",
                                                                       .detail = reason}}};
}

TakeFeedback taken(const Reading& message, const config::List& list, const FeedbackFacts& facts, std::string text,
                   base::Time now)
{
    PassedFiles files = passed_files(message);
    TakeFeedback take{.feedback = {.at = now,
                                   .list = list.name,
                                   .issue = facts.issue,
                                   .contact = facts.contact,
                                   .message = message.row.id,
                                   .from = sender_of(message),
                                   .text = std::move(text)},
                      .issue_number = facts.issue_number,
                      .subject = message.subject,
                      .is_claimed = facts.is_claimed,
                      .attachments = std::move(files.passed)};
    take.feedback.attachments = std::move(files.names);
    if (!facts.sender.empty()) take.sender = facts.sender.front();
    return take;
}

bool is_empty(const TakeFeedback& take)
{
    return take.feedback.text.empty() && take.feedback.attachments.empty();
}

/// The Message-IDs of what it answers, the nearest first (RFC 5322 §3.6.4).
std::vector<std::string> answered_ids(const mail::Header& header)
{
    std::vector<std::string> ids;
    for (const char* name : {"References", "In-Reply-To"}) {
        const std::string value = header.value(name);
        for (auto at = value.find('<'); at != std::string::npos; at = value.find('<', at + 1)) {
            const auto end = value.find('>', at);
            if (end == std::string::npos) break;
            ids.push_back(value.substr(at, end - at + 1));
        }
    }
    std::ranges::reverse(ids);
    return ids;
}

void add_claimed_issue(FeedbackFacts& facts, const std::vector<store::Issue>& issues, const Reading& message)
{
    for (const std::string& id : answered_ids(message.header)) {
        const auto issue = std::ranges::find(issues, id, &store::Issue::message_id);
        if (issue == issues.end()) continue;
        facts.issue = issue->id;
        facts.issue_number = issue->number;
        return;
    }
}

}  // namespace

bool is_taken(const config::List& list, const std::vector<store::Member>& sender)
{
    const std::vector<std::string>& take = list.feedback.take;
    return take.empty() || std::ranges::any_of(sender, [&](const store::Member& member) {
               return std::ranges::count(take, member.category) > 0;
           });
}

std::vector<store::Member> in_charge_of(store::Store& store, const config::List& list,
                                        const std::vector<store::Member>& sender)
{
    const auto with_country =
        std::ranges::find_if(sender, [](const store::Member& member) { return !member.country.empty(); });
    if (with_country == sender.end()) return {};
    for (const std::string& category : list.feedback.in_charge) {
        std::vector<store::Member> found =
            store.directory().active_members_in(list.name, category, with_country->country, in_charge_max + 1);
        if (found.size() > in_charge_max) continue;
        std::erase_if(found, [&](const store::Member& each) { return each.contact == with_country->contact; });
        if (!found.empty()) return found;
    }
    return {};
}

FeedbackFacts gather_feedback_facts(store::Store& store, const config::List& list, store::Id id, base::Time now)
{
    FeedbackFacts facts;
    const auto delivery = store.queue().find(id);
    if (!delivery || delivery->list != list.name) return facts;
    facts.is_of_list = true;
    facts.issue = delivery->issue;
    if (delivery->issue != 0) facts.issue_number = delivery->issue_number;
    facts.contact = store.directory().contact(delivery->recipient);
    facts.taken_today = store.correspondence().added_since(list.name, facts.contact, now - days{1});
    facts.sender = store.directory().members_of(list.name, delivery->recipient);
    facts.in_charge = in_charge_of(store, list, facts.sender);
    return facts;
}

FeedbackFacts gather_claimed_facts(store::Store& store, const config::List& list, const Reading& message)
{
    FeedbackFacts facts{.is_claimed = true};
    add_claimed_issue(facts, store.issues().all(list.name), message);
    if (message.author() == nullptr) return facts;
    facts.sender = store.directory().members_of(list.name, message.author()->text());
    if (!facts.sender.empty()) facts.contact = facts.sender.front().contact;
    facts.in_charge = in_charge_of(store, list, facts.sender);
    return facts;
}

Effects handle_feedback(const Reading& reply, const config::List& list, const FeedbackFacts& facts, base::Time now)
{
    if (!facts.is_of_list) return held(reply, list, "it answers nothing that was sent on this list", now);
    TakeFeedback take = taken(reply, list, facts, new_text(reply), now);
    if (is_empty(take)) return held(reply, list, "an answer to an issue without a word of its own", now);
    if (is_taken(list, facts.sender) && facts.taken_today < taken_a_day_max) take.to = who_answers(list, facts);
    std::string reason = take.to.empty() ? "feedback, kept for the digest" : "feedback, passed on";
    return {std::move(take), Finish{.message = reply.row.id, .reason = std::move(reason)}};
}

Effects release_feedback(const Reading& message, const config::List& list, const FeedbackFacts& facts, base::Time now)
{
    std::string text = new_text(message);
    if (text.empty()) text = base::mask_tokens(base::trim(message.first_text()));
    TakeFeedback take = taken(message, list, facts, std::move(text), now);
    if (is_empty(take)) return held(message, list, "it has neither text nor files", now);
    take.to = who_answers(list, facts);
    return {std::move(take), Finish{.message = message.row.id, .reason = "feedback, passed on"}};
}

ThreadFacts gather_thread_facts(store::Store& store, store::Id party, base::Time now)
{
    ThreadFacts facts{.party = store.correspondence().find_party(party)};
    if (!facts.party) return facts;
    facts.feedback = store.correspondence().find(facts.party->feedback);
    facts.is_alone = store.correspondence().parties(facts.party->feedback).size() == 1;
    facts.passed_on_today = store.correspondence().passed_on_since(facts.party->feedback, now - days{1});
    return facts;
}

Effects handle_thread_answer(const Reading& answer, const config::List& list, const ThreadFacts& facts, base::Time now)
{
    const store::Id message = answer.row.id;
    if (!facts.party || !facts.feedback || facts.feedback->list != list.name)
        return held(answer, list, "it belongs to no thread of this list", now);
    if (facts.is_alone) return held(answer, list, "nobody else is in its thread any more", now);
    if (facts.passed_on_today >= passed_on_a_day_max)
        return held(answer, list, "more answers in one thread than a day has", now);
    PassedFiles files = passed_files(answer);
    PassOn pass{.feedback = facts.feedback->id,
                .party = facts.party->id,
                .message = message,
                .text = new_text(answer),
                .attachments = std::move(files.passed),
                .names = std::move(files.names)};
    if (pass.text.empty() && pass.names.empty())
        return held(answer, list, "an answer within a thread without a word of its own", now);
    return {std::move(pass), Finish{.message = message, .reason = "passed on within its thread"}};
}

}  // namespace desk
