#include "desk/bounce.h"

#include "base/text.h"
#include "list/bouncing.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>

namespace desk {

namespace {

using mail::DeliveryAction;
using mail::ReportedRecipient;

constexpr std::size_t evidence_rows_max = 10;
constexpr std::size_t address_octets_max = 320;
constexpr std::size_t words_octets_max = 500;

/// Their subject is not that the reader does not want our mail.
constexpr std::array<std::string_view, 2> no_complaints{"auth-failure", "not-spam"};

Record recorded(const Reading& report, const std::string& list, std::string event, std::string detail, base::Time now)
{
    return {{.at = now,
             .event = std::move(event),
             .list = list,
             .message = report.row.id,
             .by = "desk",
             .detail = std::move(detail)}};
}

Effects noted(const Reading& report, const std::string& list, const std::string& why, base::Time now)
{
    return {recorded(report, list, "bounce_noted", why, now),
            Finish{.message = report.row.id, .reason = "a report that counts against nobody: " + why}};
}

Effects held(const Reading& report, const std::string& list, const std::string& why, base::Time now)
{
    return {Hold{.message = report.row.id, .reason = why}, recorded(report, list, "held", why, now)};
}

store::Bounce bounce_of(const Reading& report, const std::string& list, const mail::Refusal& refusal,
                        std::string_view words, base::Time now)
{
    return {.at = now,
            .list = list,
            .message = report.row.id,
            .failure_class = std::string(mail::name_of(refusal.refusal_class)),
            .status = refusal.status.text(),
            .reason = std::string(mail::name_of(refusal.reason)),
            .words = base::mask_tokens(base::one_line(words, words_octets_max))};
}

/// Each copy has one recipient, so one is told of; of several (behind an alias) the one that is ours.
const ReportedRecipient* failed_recipient(const mail::DeliveryReport& report, std::string_view ours)
{
    const ReportedRecipient* failed = nullptr;
    for (const ReportedRecipient& each : report.recipients) {
        if (each.action != DeliveryAction::failed) continue;
        if (base::to_lower(each.address) == base::to_lower(ours)) return &each;
        if (failed == nullptr) failed = &each;
    }
    return failed;
}

/// Nobody vouches for it: kept to be seen, one row for each recipient that it names. Under a reverse-path, where a person
/// may have been misread, it waits for one as well.
Effects evidence_only(const Reading& report, const std::string& list, const Classification& is, base::Time now)
{
    Effects effects =
        report.row.reverse_path.empty()
            ? Effects{Finish{.message = report.row.id, .reason = "a bounce without a token of ours: counts nothing"}}
            : held(report, list, "bounce: waits for a person", now);
    const std::size_t effects_max = effects.size() + evidence_rows_max;
    for (const ReportedRecipient& each : is.delivery_report->recipients) {
        if (each.action != DeliveryAction::failed) continue;
        store::Bounce bounce = bounce_of(report, list, each.refusal, each.words, now);
        bounce.address = base::one_line(each.address, address_octets_max);
        effects.emplace_back(TakeBounce{std::move(bounce)});
        if (effects.size() == effects_max) break;
    }
    return effects;
}

std::string summary(const store::Bounce& bounce)
{
    std::string text = "a bounce: " + bounce.failure_class + ", " + bounce.reason;
    return bounce.counts ? text : text + "; it counts nothing";
}

}  // namespace

ReportFacts gather_report_facts(store::Store& store, const std::optional<About>& about)
{
    ReportFacts facts;
    if (!about) return facts;
    switch (about->purpose) {
    case base::Purpose::bounce:
    case base::Purpose::reply:
        facts.delivery = store.queue().find(about->id);
        if (facts.delivery && facts.delivery->recipient.empty()) facts.delivery.reset();  // erased since
        if (facts.delivery) facts.contact = list::contact_of(store, *facts.delivery);
        break;
    case base::Purpose::leave:
        facts.member = store.directory().find_member(about->id);
        if (facts.member && facts.member->member.email.empty()) facts.member.reset();  // the same
        if (facts.member) facts.contact = facts.member->member.contact;
        break;
    case base::Purpose::vote:
        if (const auto request = store.approvals().find_request(about->id))
            facts.delivery = store.queue().find(request->delivery);
        if (facts.delivery && facts.delivery->recipient.empty()) facts.delivery.reset();  // the same
        break;
    case base::Purpose::confirm:
    case base::Purpose::thread:
    case base::Purpose::form_return:
    case base::Purpose::held: break;
    }
    return facts;
}

Effects handle_bounce(const Reading& report, const std::string& list, const Classification& is,
                      const ReportFacts& facts, base::Time now)
{
    if (!is.delivery_report && !is.about) return held(report, list, "bounce: waits for a person", now);
    if (!is.delivery_report) return noted(report, list, "nobody can tell what it reports", now);
    const bool is_known = facts.delivery.has_value() || facts.member.has_value();
    if (is.about && !is_known) return noted(report, list, "it is about a message that is no delivery to a member", now);

    const std::string ours = facts.delivery ? facts.delivery->recipient
                             : facts.member ? facts.member->member.email
                                            : "";
    const auto& recipients = is.delivery_report->recipients;
    const ReportedRecipient* failed = failed_recipient(*is.delivery_report, ours);
    if (failed == nullptr && !recipients.empty()) {
        return noted(report, list, "it tells of a message that is " + std::string(name_of(recipients.front().action)),
                     now);
    }
    if (!is_known) return evidence_only(report, list, is, now);

    const mail::Refusal refusal = failed != nullptr ? failed->refusal : mail::Refusal{};
    store::Bounce bounce =
        bounce_of(report, is.about->list->name, refusal, failed != nullptr ? failed->words : "", now);
    bounce.delivery = facts.delivery ? facts.delivery->id : 0;
    bounce.contact = facts.contact;
    bounce.address = ours;
    const bool is_in_time = !facts.delivery || !list::is_stale(*facts.delivery, now);
    bounce.counts = facts.contact != 0 && is_in_time && mail::is_about_mailbox(refusal.reason);
    const std::string reason = summary(bounce);
    return {TakeBounce{std::move(bounce)}, Finish{.message = report.row.id, .reason = reason}};
}

Effects handle_complaint(const Reading& report, const std::string& list, const Classification& is,
                         const ReportFacts& facts, base::Time now)
{
    const std::string& type = is.feedback_report->feedback_type;
    if (std::ranges::find(no_complaints, type) != no_complaints.end())
        return noted(report, list, "its type is " + type, now);
    if (facts.contact == 0)
        return held(report, list, "a complaint without a token of ours: suppresses nobody, waits for a person", now);
    const std::string email = facts.delivery ? facts.delivery->recipient : facts.member->member.email;
    const std::string what = "a complaint" + (type.empty() ? "" : " (" + base::one_line(type, 40) + ')');
    Record record = recorded(report, is.about->list->name, "complaint_taken", what, now);
    record.entry.contact = facts.contact;
    record.entry.delivery = facts.delivery ? facts.delivery->id : 0;
    return {std::move(record), Suppress{.email = email, .reason = what, .message = report.row.id},
            Finish{.message = report.row.id, .reason = what + ": its address gets nothing more"}};
}

namespace {

mail::RefusedCommand command_of(std::string_view stage)
{
    using Command = mail::RefusedCommand;
    if (stage == "mail") return Command::mail;
    if (stage == "rcpt") return Command::rcpt;
    if (stage == "data" || stage == "dot") return Command::data;
    return Command::connection;
}

}  // namespace

store::Bounce bounce_of_refusal(const store::Delivery& delivery, store::Id contact, base::Time now)
{
    store::Bounce bounce{
        .at = now, .list = delivery.list, .delivery = delivery.id, .contact = contact, .address = delivery.recipient};
    mail::Refusal refusal;
    if (!delivery.attempts.empty()) {
        const store::Attempt& last = delivery.attempts.back();
        refusal = mail::read_refusal(mail::find_status(last.enhanced), last.line(), command_of(last.stage));
        bounce.words = base::mask_tokens(base::one_line(last.line(), words_octets_max));
    }
    bounce.failure_class = mail::name_of(refusal.refusal_class);
    bounce.status = refusal.status.text();
    bounce.reason = mail::name_of(refusal.reason);
    bounce.counts = contact != 0 && mail::is_about_mailbox(refusal.reason);
    return bounce;
}

}  // namespace desk
