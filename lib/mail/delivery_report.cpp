#include "mail/delivery_report.h"

#include "base/text.h"
#include "mail/address_list.h"
#include "mail/amazon_notice.h"
#include "mail/automatic_reply.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/failure_notice.h"
#include "mail/html_text.h"
#include "mail/mailbox.h"
#include "mail/part_reader.h"
#include "mail/phrases.h"

#include <algorithm>
#include <array>

namespace mail {

namespace {

constexpr std::size_t text_octets_max = 64UL * 1024;
constexpr std::size_t returned_header_octets_max = 64UL * 1024;
constexpr std::size_t words_octets_max = 500;
constexpr std::size_t parts_read_max = 20;
constexpr std::size_t notice_octets_max = 2000;  // what is said of a recipient without a place of his own
constexpr std::size_t failed_recipients_max = 200;

/// How much a message's outside looks like a mail system's, before its text is read.
struct Outside {
    bool is_report = false;        ///< multipart/report of delivery-status, or of no type
    bool is_receipt = false;       ///< multipart/report of a disposition, as some refusals are sent (RFC 5429 §2.1.2)
    bool is_other_report = false;  ///< a complaint, a DMARC or TLS report
    bool has_failed_field = false;
    int machine = 0;  ///< 0 a person, 1 perhaps, 2 a mail system
    bool has_subject = false;
};

constexpr auto daemons =
    std::to_array<std::string_view>({"mailer-daemon", "mailer_daemon", "postmaster", "post_master", "mdaemon",
                                     "mail delivery s", "mail delivery.", "delivery subsystem"});
constexpr auto perhaps_daemons = std::to_array<std::string_view>(
    {"mail.delivery", "no-reply", "noreply", "no_reply", "donotreply", "mail administrator", "mailadmin", "smtp",
     "mail_service", "imss", "mail delivery", "system administrator", "mail system", "daemon"});

constexpr auto subjects = std::to_array<std::string_view>({
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery problem",
    "delivery failed",
    "delivery warning",
    "delivery error",
    "delivery notification",
    "delivery status",
    "mail delivery",
    "message delivery",
    "undeliver",
    "not delivered",
    "not be delivered",
    "returned mail",
    "returned to sender",
    "returning to sender",
    "failure notice",
    "failure delivery",
    "mail failure",
    "mail failed",
    "mail error",
    "mail system error",
    "user unknown",
    "message status",
    "error sending your mail",
    "warning: message",
    "delayed",
    "unzustellbar",
    "non remis",
});

int machine_of_sender(const Header& header, ReversePath reverse_path)
{
    if (reverse_path == ReversePath::null) return 2;
    const HeaderField* from = header.find("From");
    if (from == nullptr) return 1;
    const std::string words = comparable(decode_words(unfold(from->value)));
    const bool is_empty = words.find('@') == std::string::npos && words.find("<>") != std::string::npos;
    if (is_empty || says_any(words, daemons)) return 2;
    const std::string return_path = comparable(header.value("Return-Path"));
    if (return_path == "<>" || says_any(return_path, daemons)) return 2;
    return says_any(words, perhaps_daemons) ? 1 : 0;
}

Outside look_from_outside(const Header& header, ReversePath reverse_path)
{
    const std::string type = comparable(header.value("Content-Type"));
    const bool is_any_report = type.starts_with("multipart/report");
    const bool has_type = type.find("report-type") != std::string::npos;
    Outside outside;
    outside.is_receipt = is_any_report && type.find("disposition") != std::string::npos;
    outside.is_report = is_any_report && (!has_type || type.find("delivery-status") != std::string::npos);
    outside.is_other_report = is_any_report && !outside.is_report && !outside.is_receipt;
    outside.has_failed_field = header.find("X-Failed-Recipients") != nullptr;
    outside.machine = machine_of_sender(header, reverse_path);
    outside.has_subject = says_any(comparable(decode_words(header.value("Subject"))), subjects);
    return outside;
}

/// What the parts hold, decoded.
struct Inside {
    std::string text;             ///< of the parts that a person reads
    std::string fields;           ///< of message/delivery-status parts
    std::string returned_header;  ///< of an enclosed message
    bool has_status_part = false;
    bool has_enclosed = false;
};

/// At most `octets_max` of it.
std::string decoded_text(const PartPlace& part, std::size_t octets_max)
{
    const PartContent content = read_part(part, octets_max);
    const std::string text = to_utf8(content.body, content.charset);
    return part.media_type == "text/html" ? html_to_text(text) : text;
}

bool is_text_for_people(const std::vector<PartPlace>& parts, const PartPlace& part)
{
    if (part.media_type != "text/html") return part.media_type.starts_with("text/");
    // Beside its plain twin it says the same again.
    return std::ranges::none_of(parts, [&](const PartPlace& other) {
        return other.parent == part.parent && other.media_type == "text/plain" && &other != &part;
    });
}

std::string first_header(std::string_view text)
{
    while (text.starts_with('\n') || text.starts_with('\r')) text.remove_prefix(1);
    const Header header = scan_header(text.substr(0, returned_header_octets_max));
    return header.fields.empty() ? std::string{} : std::string(text.substr(0, header.octets));
}

/// Of a sort of text, all parts together.
std::size_t octets_left(const std::string& text)
{
    constexpr std::size_t all_octets_max = 2 * text_octets_max;
    return std::min(text_octets_max, all_octets_max - std::min(all_octets_max, text.size()));
}

Inside look_inside(const PartScan& scan)
{
    Inside inside;
    std::vector<bool> is_enclosed(scan.parts.size());
    std::size_t parts_read = 0;
    for (std::size_t i = 0; i < scan.parts.size() && parts_read < parts_read_max; ++i) {
        const PartPlace& part = scan.parts[i];
        const std::string& parent_type = scan.parts[part.parent].media_type;
        is_enclosed[i] = i > 0 && (is_enclosed[part.parent] || parent_type == "message/rfc822");
        if (is_enclosed[i]) {
            const bool is_first = parent_type == "message/rfc822" && !is_enclosed[part.parent];
            if (is_first && inside.returned_header.empty())
                inside.returned_header = part.header.substr(0, returned_header_octets_max);
            continue;
        }
        if (part.media_type == "message/delivery-status" || part.media_type == "message/global-delivery-status") {
            (inside.fields += decoded_text(part, octets_left(inside.fields))) += "\n\n";
            inside.has_status_part = true;
        } else if (part.media_type == "message/rfc822") {
            inside.has_enclosed = true;
            continue;
        } else if (part.media_type == "text/rfc822-headers" || part.media_type == "message/rfc822-headers" ||
                   part.media_type == "message/global-headers" || part.media_type == "message/global") {
            if (inside.returned_header.empty())
                inside.returned_header = first_header(decoded_text(part, text_octets_max));
            inside.has_enclosed = true;
        } else if (is_text_for_people(scan.parts, part)) {
            (inside.text += decoded_text(part, octets_left(inside.text))) += '\n';
        } else {
            continue;
        }
        ++parts_read;
    }
    return inside;
}

/// A multipart whose boundary is lost can still be read by eye.
Inside look_inside_or_at_body(const PartScan& scan)
{
    Inside inside = look_inside(scan);
    const bool has_nothing = base::trim(inside.text).empty() && inside.fields.empty();
    if (has_nothing && !scan.parts.empty()) inside.text = scan.parts.front().body.substr(0, text_octets_max);
    return inside;
}

std::string domain_of_sender(const Header& header)
{
    const AddressList from = parse_address_list(header.value("From"));
    return from.addresses.empty() ? std::string{} : from.addresses.front().mailbox.domain;
}

void add_addresses(std::vector<std::string>& addresses, std::string_view value)
{
    for (const Address& address : parse_address_list(value).addresses)
        addresses.push_back(base::to_lower(address.mailbox.text()));
}

/// Who a notice names besides recipients: whoever it was sent to, who wrote it, and the returned message's sender.
std::vector<std::string> other_people(const Header& header, const Header& returned)
{
    std::vector<std::string> people;
    for (const char* name : {"From", "To", "Reply-To", "Delivered-To", "X-Original-To"})
        add_addresses(people, header.value(name));
    for (const char* name : {"From", "Return-Path", "Sender", "Reply-To", "X-Envelope-From"})
        add_addresses(people, returned.value(name));
    return people;
}

ReportedRecipient make_recipient(std::string address, DeliveryAction action, const base::EnhancedStatus& status,
                                 std::string_view words, RefusedCommand command)
{
    ReportedRecipient recipient{.address = std::move(address),
                                .action = action,
                                .refusal = read_refusal(status, words, command),
                                .words = base::one_line(base::trim(words), words_octets_max)};
    switch (action) {
    case DeliveryAction::failed: break;
    case DeliveryAction::delayed: recipient.refusal.refusal_class = RefusalClass::soft; break;
    case DeliveryAction::delivered:
    case DeliveryAction::relayed:
    case DeliveryAction::expanded: recipient.refusal = {.status = recipient.refusal.status}; break;
    }
    return recipient;
}

/// An address that mail can be sent to; or nothing.
std::string usable_address(std::string_view text)
{
    if (text.starts_with('@') && text.find(':') != std::string_view::npos)  // a source route (RFC 5321 appendix C)
        text.remove_prefix(text.find(':') + 1);
    const auto mailbox = parse_mailbox(text);
    const bool is_whole = mailbox && mailbox->domain.find('.') != std::string::npos;
    return is_whole ? std::string(text) : std::string{};
}

/// The one that was refused, or the one that it was sent to, or an address within what stands there (a pipe's).
std::string address_of(const RecipientStatus& group)
{
    for (const std::string& text : {group.final_recipient, group.original_recipient}) {
        if (std::string address = usable_address(text); !address.empty()) return address;
    }
    const auto within = find_recipients(group.final_recipient, {}, {});
    return within.empty() ? std::string{} : within.front().address;
}

std::vector<ReportedRecipient> recipients_of_fields(const std::vector<RecipientStatus>& groups, std::string_view notice,
                                                    const std::vector<ReportedRecipient>& of_notice)
{
    // The fields do not say which command was refused; the notice beside them often does.
    const RefusedCommand command = find_command(comparable(notice));
    std::vector<ReportedRecipient> recipients;
    for (const RecipientStatus& group : groups) {
        std::string address = address_of(group);
        if (address.empty() && groups.size() == 1 && of_notice.size() == 1) address = of_notice.front().address;
        if (address.empty()) address = group.final_recipient.empty() ? group.original_recipient : group.final_recipient;
        const auto is_it = [&](const ReportedRecipient& other) {
            return base::equal_ignoring_case(other.address, address);
        };
        if (std::ranges::any_of(recipients, is_it)) continue;
        std::string_view words = group.diagnostic;
        const auto said = std::ranges::find_if(of_notice, is_it);
        if (words.empty() && said != of_notice.end()) words = said->words;
        recipients.push_back(make_recipient(std::move(address), group.action, group.status, words, command));
    }
    return recipients;
}

std::vector<ReportedRecipient> recipients_of_notice(const Header& header, std::string_view notice,
                                                    const Header& returned)
{
    const bool is_delay = says_delay(comparable(notice));
    const DeliveryAction action = is_delay ? DeliveryAction::delayed : DeliveryAction::failed;
    std::vector<ReportedRecipient> recipients;
    for (NoticeRecipient& found : find_recipients(notice, other_people(header, returned), domain_of_sender(header)))
        recipients.push_back(make_recipient(std::move(found.address), action, {}, found.words, found.command));
    return recipients;
}

/// Exim's field names the recipients for sure; the notice has the words to each.
std::vector<ReportedRecipient> recipients_of_failed_field(const Header& header, std::string_view notice,
                                                          std::vector<ReportedRecipient> of_notice)
{
    std::vector<ReportedRecipient> recipients;
    const HeaderField* field = header.find("X-Failed-Recipients");
    if (field == nullptr) return of_notice;
    const RefusedCommand command = find_command(comparable(notice));
    for (const Address& address : parse_address_list(field->value).addresses) {
        if (recipients.size() == failed_recipients_max) break;
        const std::string text = address.mailbox.text();
        const auto said = std::ranges::find_if(
            of_notice, [&](const ReportedRecipient& other) { return base::equal_ignoring_case(other.address, text); });
        recipients.push_back(said != of_notice.end() ? *said
                                                     : make_recipient(text, DeliveryAction::failed, {},
                                                                      notice.substr(0, notice_octets_max), command));
    }
    return recipients.empty() ? std::move(of_notice) : std::move(recipients);
}

/// Where nothing names a recipient: the one whom the returned message was for.
std::vector<ReportedRecipient> recipient_of_returned(const Header& returned, std::string_view notice)
{
    for (const char* name : {"X-Failed-Recipients", "X-Envelope-To", "X-Original-To", "Delivered-To", "To"}) {
        const AddressList list = parse_address_list(returned.value(name));
        if (list.addresses.size() != 1) continue;
        const bool is_delay = says_delay(comparable(notice));
        return {make_recipient(list.addresses.front().mailbox.text(),
                               is_delay ? DeliveryAction::delayed : DeliveryAction::failed, {},
                               notice.substr(0, notice_octets_max), find_command(comparable(notice)))};
    }
    return {};
}

/// Words of failure or delay; or a server's words on a mailbox beside a recipient.
bool says_what_became(std::string_view comparable_notice, const std::vector<ReportedRecipient>& recipients)
{
    if (says_failure(comparable_notice) || says_delay(comparable_notice)) return true;
    return std::ranges::any_of(recipients, [](const ReportedRecipient& recipient) {
        return recipient.refusal.reason != RefusalReason::unspecified;
    });
}

/// A notice in free form is believed when its outside and its text agree.
bool is_free_form_report(const Outside& outside, bool has_returned, std::string_view comparable_notice,
                         const std::vector<ReportedRecipient>& recipients)
{
    if (outside.machine == 0 || !says_what_became(comparable_notice, recipients)) return false;
    if (outside.machine == 1 && recipients.empty()) return false;  // parcels cannot be delivered either
    const int points =
        outside.machine + (outside.has_subject ? 2 : 0) + (recipients.empty() ? 0 : 1) + (has_returned ? 1 : 0);
    constexpr int points_min = 3;
    return points >= points_min;
}

std::string evidence_of(const Outside& outside)
{
    if (outside.is_report) return "multipart/report (RFC 6522)";
    if (outside.has_failed_field) return "X-Failed-Recipients";
    return "a notice of failure from a mail system";
}

std::optional<DeliveryReport> read_amazon_report(const PartScan& scan)
{
    const auto notice = read_amazon_notice(first_text(scan, text_octets_max));
    if (!notice || notice->kind == AmazonNoticeKind::complaint) return std::nullopt;
    return DeliveryReport{.recipients = recipients_of_fields(notice->recipients, {}, {}),
                          .evidence = "a notification of Amazon SES",
                          .returned_header = {}};
}

}  // namespace

std::optional<DeliveryReport> read_delivery_report(const Header& header, const PartScan& scan, ReversePath reverse_path)
{
    const Outside outside = look_from_outside(header, reverse_path);
    if (outside.is_other_report) return std::nullopt;
    const bool is_known = outside.is_report || outside.has_failed_field;
    if (!is_known && outside.machine == 0) return std::nullopt;
    if (auto of_amazon = read_amazon_report(scan)) return of_amazon;

    const Inside inside = look_inside_or_at_body(scan);
    const NoticeText text = split_notice(inside.text);
    const std::string words = comparable(text.notice);
    if (outside.is_receipt && !says(words, "automatically rejected")) return std::nullopt;
    if (says_challenge(words) && !says_failure(words)) return std::nullopt;

    DeliveryReport report;
    report.returned_header = inside.returned_header.empty() ? first_header(text.returned) : inside.returned_header;
    const Header returned = scan_header(report.returned_header);
    auto of_notice =
        recipients_of_failed_field(header, text.notice, recipients_of_notice(header, text.notice, returned));
    const bool has_returned = inside.has_enclosed || !text.returned.empty();
    const bool is_free_form = is_free_form_report(outside, has_returned, words, of_notice);
    if (of_notice.empty()) of_notice = recipient_of_returned(returned, text.notice);
    const auto groups = read_delivery_status(inside.fields.empty() ? text.notice : std::string_view(inside.fields));
    if (!groups.empty()) {
        report.recipients = recipients_of_fields(groups, text.notice, of_notice);
        report.evidence = inside.has_status_part ? "a delivery status (RFC 3464)" : "fields of a delivery status";
        return report;
    }
    if (!is_known && !is_free_form) return std::nullopt;
    report.recipients = std::move(of_notice);
    report.evidence = evidence_of(outside);
    return report;
}

}  // namespace mail
