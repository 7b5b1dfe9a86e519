#include "report/issue_export.h"

#include "base/text.h"
#include "base/token.h"
#include "mail/charset.h"
#include "mail/clean_html.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/html_text.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "mail/text_html.h"

#include <optional>

namespace report {

namespace {

constexpr std::size_t text_octets_max = 10UL << 20U;
constexpr std::size_t subject_octets_max = 1000;

std::string subject_of(std::string_view message)
{
    const mail::Header header = mail::scan_header(message);
    return base::one_line(mail::decode_words(header.value("Subject"), mail::charset_of(header)), subject_octets_max);
}

bool is_enclosed(const mail::PartScan& scan, std::size_t part)
{
    for (; part != 0; part = scan.parts[part].parent) {
        if (scan.parts[scan.parts[part].parent].media_type == "message/rfc822") return true;
    }
    return false;
}

/// As UTF-8; nothing when the message has none, or one that says nothing.
std::optional<std::string> first_html(const mail::PartScan& scan)
{
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        if (scan.parts[i].media_type != "text/html" || is_enclosed(scan, i)) continue;
        const mail::PartContent content = mail::read_part(scan.parts[i], text_octets_max);
        if (content.is_attachment) continue;
        std::string html = mail::clean_html(mail::with_lf(mail::to_utf8(content.body, content.charset)));
        if (!base::trim(mail::html_to_text(html)).empty()) return html;
    }
    return std::nullopt;
}

}  // namespace

ExportedIssue export_as_text(std::string_view message, std::string_view language)
{
    const std::string subject = subject_of(message);
    const std::string text = mail::first_text(mail::scan_parts(message), text_octets_max);
    return {.subject = subject,
            .language = std::string(language),
            .text = base::mask_tokens(subject + "\n\n" + std::string(base::trim(text)) + '\n')};
}

ExportedIssue export_as_html(std::string_view message, std::string_view language)
{
    const mail::PartScan scan = mail::scan_parts(message);
    const std::string subject = subject_of(message);
    std::optional<std::string> body = first_html(scan);
    if (!body) body = mail::text_to_html(mail::first_text(scan, text_octets_max));
    const std::string title = mail::escape_markup(subject);
    return {.subject = subject,
            .language = std::string(language),
            .text = base::mask_tokens("<!DOCTYPE html>\n<html lang=\"" + mail::escape_markup(language) +
                                      "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
                                      "</title>\n</head>\n<body>\n<article>\n<h1>" + title + "</h1>\n" + *body +
                                      "\n</article>\n</body>\n</html>\n")};
}

}  // namespace report
