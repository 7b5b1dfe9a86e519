// A whole message, or the text of one: what is read of a report is bounded and one line each; talk about a report is none.

#include "mail/delivery_report.h"
#include "fuzz.h"
#include "mail/failure_notice.h"
#include "mail/lines.h"

namespace {

std::optional<mail::DeliveryReport> read(const std::string& octets, mail::ReversePath reverse_path)
{
    return mail::read_delivery_report(mail::scan_header(octets), mail::scan_parts(octets), reverse_path);
}

void check_report(const mail::DeliveryReport& report)
{
    constexpr std::size_t recipients_max = 20'000;  // 20 parts of 1,000 groups
    fuzz::require(!report.evidence.empty(), "a report has evidence");
    fuzz::require(report.recipients.size() <= recipients_max, "recipients are bounded");
    for (const mail::ReportedRecipient& recipient : report.recipients) {
        fuzz::require(!fuzz::has_control(recipient.address), "an address is one line", recipient.address);
        fuzz::require(!fuzz::has_control(recipient.words), "words are one line", recipient.words);
        const bool is_hard = recipient.refusal.refusal_class == mail::RefusalClass::hard;
        fuzz::require(!is_hard || recipient.action == mail::DeliveryAction::failed, "only a failure is hard");
        fuzz::require(!is_hard || mail::is_about_mailbox(recipient.refusal.reason),
                      "what is hard speaks of the mailbox");
    }
}

void check_text(std::string_view text)
{
    const mail::NoticeText parts = mail::split_notice(text);
    fuzz::require(parts.notice.size() + parts.returned.size() <= text.size(), "a notice is a part of its text");
    const auto recipients = mail::find_recipients(parts.notice, {}, "body.example");
    fuzz::require(recipients.size() <= 200, "recipients of a notice are bounded");
    for (const mail::NoticeRecipient& recipient : recipients)
        fuzz::require(recipient.address.find('@') != std::string::npos, "a recipient is an address", recipient.address);
    fuzz::require(mail::find_recipients(parts.notice, {}, "").size() <= recipients.size() || recipients.empty(),
                  "a domain adds recipients only where there were none");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const std::uint8_t choice = fuzz::take_octet(input);
    const std::string octets(input);
    if (const auto report = read(octets, static_cast<mail::ReversePath>(choice % 3))) check_report(*report);
    const std::string from_daemon = "From: MAILER-DAEMON@body.example\r\nSubject: failure notice\r\n\r\n" + octets;
    if (const auto report = read(from_daemon, mail::ReversePath::null)) check_report(*report);
    const std::string from_person = "From: ann@body.example\r\nSubject: Re: failure notice\r\n\r\n" + octets;
    fuzz::require(!read(from_person, mail::ReversePath::given), "a person's text is no report");
    check_text(input);
    const std::string lines = mail::with_lf_line_ends(input);
    fuzz::require(lines.find('\r') == std::string::npos && !mail::has_bare_cr_line_ends(lines), "no CR is left");
    return 0;
}
