#include "mail/feedback_report.h"

#include "base/text.h"
#include "mail/amazon_notice.h"
#include "mail/encoded_word.h"
#include "mail/part_reader.h"
#include "mail/phrases.h"

#include <algorithm>
#include <array>

namespace mail {

namespace {

constexpr std::size_t fields_octets_max = 64UL * 1024;
constexpr std::size_t recipients_max = 100;

std::string address_of(std::string_view value)
{
    value = base::trim(value);
    const auto semicolon = value.find(';');  // "rfc822; ann@body.example"
    if (semicolon < 12) value = base::trim(value.substr(semicolon + 1));
    if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
    return base::one_line(value, 320);
}

/// RFC 5965 §3: the fields of a message/feedback-report part.
void read_fields(std::string_view text, FeedbackReport& report)
{
    while (text.starts_with('\n') || text.starts_with('\r')) text.remove_prefix(1);
    const Header fields = scan_header(text);
    report.feedback_type = base::one_line(base::to_lower(fields.value("Feedback-Type")), 60);
    for (const char* name : {"Original-Rcpt-To", "Removal-Recipient"}) {
        for (const HeaderField* field : fields.all(name)) {
            if (report.original_recipients.size() < recipients_max)
                report.original_recipients.push_back(address_of(unfold(field->value)));
        }
    }
}

/// The header of the first enclosed message, or of the part that stands for it.
std::string find_returned_header(const PartScan& scan)
{
    for (const PartPlace& part : scan.parts) {
        const bool is_enclosed = part.depth > 0 && scan.parts[part.parent].media_type == "message/rfc822";
        if (is_enclosed) return std::string(part.header.substr(0, fields_octets_max));
        if (part.media_type == "text/rfc822-headers") return read_part(part, fields_octets_max).body;
    }
    return {};
}

/// RFC 7489 §7.2.1.1 "Report Domain: … Submitter: … Report-ID: …", §7.3; RFC 8460 §5.3.
std::optional<FeedbackKind> read_kind(const Header& header)
{
    const std::string type = comparable(header.value("Content-Type"));
    const std::string subject = comparable(decode_words(header.value("Subject")));
    if (header.find("TLS-Report-Domain") != nullptr || says(type, "tlsrpt")) return FeedbackKind::tls;
    const bool is_aggregate =
        says(subject, "report domain:") && (says(subject, "submitter:") || says(subject, "report-id:"));
    const bool is_of_failure = says(subject, "dmarc*report");
    return is_aggregate || is_of_failure ? std::optional(FeedbackKind::dmarc) : std::nullopt;
}

/// Directly below the top, or below one more multipart: what an enclosed message holds is not this report's.
const PartPlace* find_fields(const PartScan& scan)
{
    const auto found = std::ranges::find_if(scan.parts, [&](const PartPlace& part) {
        const bool is_enclosed = scan.parts[part.parent].media_type == "message/rfc822";
        return part.media_type == "message/feedback-report" && part.depth <= 2 && !is_enclosed;
    });
    return found == scan.parts.end() ? nullptr : &*found;
}

/// Hotmail's reports: a bare message within a message (or that message itself), with fields of its own.
bool read_hotmail(const Header& header, FeedbackReport& report)
{
    constexpr std::string_view field = "X-HmXmrOriginalRecipient";
    const Header returned = scan_header(report.returned_header);
    const std::string recipient = header.find(field) != nullptr ? header.value(field) : returned.value(field);
    if (recipient.empty()) return false;
    report.feedback_type = "abuse";
    report.original_recipients.push_back(address_of(recipient));
    report.evidence = std::string(field);
    return true;
}

bool read_amazon(const PartScan& scan, FeedbackReport& report)
{
    const auto notice = read_amazon_notice(first_text(scan, fields_octets_max));
    if (!notice || notice->kind != AmazonNoticeKind::complaint) return false;
    report.feedback_type = notice->feedback_type;
    for (const RecipientStatus& recipient : notice->recipients)
        report.original_recipients.push_back(recipient.final_recipient);
    report.evidence = "a notification of Amazon SES";
    return true;
}

}  // namespace

std::optional<FeedbackReport> read_feedback_report(const Header& header, const PartScan& scan)
{
    FeedbackReport report{.returned_header = find_returned_header(scan)};
    const PartPlace* fields = find_fields(scan);
    if (fields != nullptr) read_fields(read_part(*fields, fields_octets_max).body, report);

    if (const auto kind = read_kind(header)) {
        report.kind = *kind;
        report.evidence = *kind == FeedbackKind::tls ? "a TLS report (RFC 8460)" : "a DMARC report (RFC 7489)";
        return report;
    }
    const std::string type = base::to_lower(header.value("Content-Type"));
    const bool is_report = type.starts_with("multipart/report") && type.find("feedback-report") != std::string::npos;
    if (fields != nullptr || is_report) {
        report.evidence = "a feedback report (RFC 5965)";
        return report;
    }
    if (read_hotmail(header, report)) return report;
    if (header.find("X-Amz-Sns-Message-Id") != nullptr && read_amazon(scan, report)) return report;
    if (header.find("X-Apple-Unsubscribe") != nullptr) {
        report.feedback_type = "opt-out";
        report.evidence = "X-Apple-Unsubscribe: a reader's program asks to leave for him";
        return report;
    }
    return std::nullopt;
}

}  // namespace mail
