// A whole message: what is read of a complaint or an automatic reply is bounded and one line each.

#include "mail/feedback_report.h"
#include "fuzz.h"
#include "mail/amazon_notice.h"
#include "mail/automatic_reply.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    const mail::Header header = mail::scan_header(input);
    const mail::PartScan scan = mail::scan_parts(input);
    if (const auto report = mail::read_feedback_report(header, scan)) {
        fuzz::require(!report->evidence.empty(), "a report has evidence");
        fuzz::require(!fuzz::has_control(report->feedback_type), "a type is one line", report->feedback_type);
        fuzz::require(report->original_recipients.size() <= 200, "recipients are bounded");
        for (const std::string& recipient : report->original_recipients)
            fuzz::require(!fuzz::has_control(recipient), "a recipient is one line", recipient);
        fuzz::require(report->returned_header.size() <= input.size() * 3, "what is returned came with it");
    }
    if (const auto evidence = mail::read_automatic_reply(header, scan))
        fuzz::require(!evidence->empty() && !fuzz::has_control(*evidence), "evidence is one line", *evidence);
    if (const auto notice = mail::read_amazon_notice(input)) {
        for (const mail::RecipientStatus& recipient : notice->recipients)
            fuzz::require(!fuzz::has_control(recipient.diagnostic), "a diagnostic is one line", recipient.diagnostic);
    }
    return 0;
}
