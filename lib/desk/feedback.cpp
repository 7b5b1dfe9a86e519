#include "desk/feedback.h"

#include "base/text.h"
#include "base/token.h"
#include "mail/part_reader.h"
#include "mail/reply_text.h"

#include <algorithm>

namespace desk {

namespace {

using base::days;

constexpr std::int64_t taken_a_day_max = 20;      // of one contact: a copy that was forwarded is no open relay
constexpr std::size_t in_charge_max = 20;         // more are an audience, and the owner answers
constexpr std::int64_t passed_on_a_day_max = 50;  // of one thread: a token that leaked is no open relay
constexpr std::size_t attachments_max = 20;
constexpr std::size_t attachment_octets_max = 10UL * 1024 * 1024;  // of all together

bool is_message_file(std::string_view name)
{
    const std::string lower = base::to_lower(name);
    return lower.ends_with(".eml") || lower.ends_with(".msg") || lower.ends_with(".mbox");
}

/// The files that came along, and the names of all, with those that stay behind: messages, which may hold somebody's
/// live token, and what is too large.
struct Files {
    std::vector<mail::Attachment> passed;
    std::vector<std::string> names;
};

Files files_of(const Reading& reading)
{
    Files files;
    std::size_t octets_left = attachment_octets_max;
    const mail::PartScan scan = mail::scan_parts(reading.octets);
    for (const mail::PartPlace& part : scan.parts) {
        const bool is_root = &part == &scan.parts.front();
        if (is_root || part.media_type.starts_with("multipart/") || files.names.size() == attachments_max) continue;
        const bool is_message = part.media_type.starts_with("message/");
        mail::PartContent content = mail::read_part(part, is_message ? 0 : octets_left);
        if (!is_message && !content.is_attachment && content.file_name.empty()) continue;
        std::string name = content.file_name.empty() ? content.media_type : content.file_name;
        if (is_message || content.is_cut || is_message_file(content.file_name)) {
            files.names.push_back(name + " (not passed on)");
            continue;
        }
        files.names.push_back(std::move(name));
        octets_left -= content.body.size();
        if (part.media_type.starts_with("text/")) content.body = base::mask_tokens(content.body);
        files.passed.push_back({.media_type = std::move(content.media_type),
                                .file_name = std::move(content.file_name),
                                .octets = std::move(content.body)});
    }
    return files;
}

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

bool is_taken(const config::List& list, const std::vector<store::Member>& sender)
{
    const std::vector<std::string>& take = list.feedback.take;
    return take.empty() || std::ranges::any_of(sender, [&](const store::Member& member) {
               return std::ranges::count(take, member.category) > 0;
           });
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

}  // namespace

FeedbackFacts gather_feedback_facts(store::Store& store, const config::List& list, store::Id delivery, base::Time now)
{
    FeedbackFacts facts{.delivery = store.queue().find(delivery)};
    if (!facts.delivery) return facts;
    facts.contact = store.directory().contact(facts.delivery->recipient);
    facts.taken_today = store.correspondence().added_since(list.name, facts.contact, now - days{1});
    facts.sender = store.directory().members_of(list.name, facts.delivery->recipient);
    const auto with_country =
        std::ranges::find_if(facts.sender, [](const store::Member& member) { return !member.country.empty(); });
    if (with_country == facts.sender.end()) return facts;
    for (const std::string& category : list.feedback.in_charge) {
        facts.in_charge =
            store.directory().active_members_in(list.name, category, with_country->country, in_charge_max + 1);
        if (facts.in_charge.size() > in_charge_max) facts.in_charge.clear();
        std::erase_if(facts.in_charge, [&](const store::Member& each) { return each.contact == facts.contact; });
        if (!facts.in_charge.empty()) break;
    }
    return facts;
}

Effects handle_feedback(const Reading& reply, const config::List& list, const FeedbackFacts& facts, base::Time now)
{
    const store::Id message = reply.row.id;
    if (!facts.delivery || facts.delivery->list != list.name)
        return held(reply, list, "it answers nothing that was sent on this list", now);
    Files files = files_of(reply);
    TakeFeedback take{.feedback = {.at = now,
                                   .list = list.name,
                                   .issue = facts.delivery->issue,
                                   .contact = facts.contact,
                                   .message = message,
                                   .from = sender_of(reply),
                                   .text = new_text(reply)},
                      .issue_number =
                          facts.delivery->issue != 0 ? std::optional(facts.delivery->issue_number) : std::nullopt,
                      .subject = reply.subject,
                      .attachments = std::move(files.passed)};
    take.feedback.attachments = std::move(files.names);
    if (take.feedback.text.empty() && take.feedback.attachments.empty())
        return held(reply, list, "an answer to an issue without a word of its own", now);
    if (!facts.sender.empty()) take.sender = facts.sender.front();
    if (is_taken(list, facts.sender) && facts.taken_today < taken_a_day_max) take.to = who_answers(list, facts);
    std::string reason = take.to.empty() ? "feedback, kept for the digest" : "feedback, passed on";
    return {std::move(take), Finish{.message = message, .reason = std::move(reason)}};
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
    Files files = files_of(answer);
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
