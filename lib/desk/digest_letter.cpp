#include "desk/digest_letter.h"

#include "base/text.h"
#include "desk/post_content.h"
#include "list/issue_copy.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "list/variants.h"
#include "mail/address_list.h"
#include "mail/composer.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <fmt/format.h>

#include <string_view>

namespace desk {

namespace {

constexpr std::size_t text_octets_max = 4UL << 20U;  // of one issue
constexpr std::size_t field_octets_max = 1000;
// RFC 1153 §2: behind the preamble, between messages, and under the last line.
constexpr std::size_t preamble_dashes = 70;
constexpr std::size_t separator_dashes = 30;

std::string cause_of(const config::List& list, const DigestKind& kind, const std::vector<const DigestIssue*>& issues)
{
    std::string cause = fmt::format("digest {} {} {} {} {}", list.name,
                                    kind.period ? store::name_of(*kind.period) : std::string_view("last"),
                                    base::to_unix_ms(kind.slot), store::name_of(kind.format), kind.language);
    for (const DigestIssue* each : issues) cause += ' ' + std::to_string(each->issue.id);
    return cause;
}

config::RenderedNotice preface(const list::House& house, const config::List& list, const DigestKind& kind,
                               const std::vector<const DigestIssue*>& issues)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["request"] = list::plain_address(house.config, list, "request");
    values.texts["owner"] = list::plain_address(house.config, list, "owner");
    values.texts["count"] = std::to_string(issues.size());
    values.texts[kind.period ? std::string(store::name_of(*kind.period)) : "last"] = "yes";
    if (kind.format == store::DigestFormat::plain) values.texts["plain"] = "yes";
    if (issues.size() == 1) values.texts["one"] = "yes";
    for (const DigestIssue* each : issues) {
        values.rows["issues"].push_back(
            {{"number", list::shown_number(each->issue)}, {"subject", list::shown(each->issue.subject)}});
    }
    return house.templates.render("digest", kind.language, values);
}

std::string enclosed(const list::House& house, const config::List& list, const DigestIssue& each)
{
    return list::enclosed_copy(house.config, list, each.issue, each.octets);
}

std::string mime_body(const list::House& house, const config::List& list, const std::string& preface,
                      const std::vector<const DigestIssue*>& issues)
{
    std::vector<std::string> messages;
    for (const DigestIssue* each : issues) messages.push_back(mail::message_part(enclosed(house, list, *each)));
    return "MIME-Version: 1.0\r\n" +
           mail::multipart_part("mixed", {mail::text_part("plain", preface), mail::multipart_part("digest", messages)});
}

/// A line that would pass for a separator gets a blank in front (RFC 1153 §2, as digesting programs do).
std::string without_separators(std::string_view text)
{
    const std::string separator(separator_dashes, '-');
    std::string kept;
    for (const std::string_view line : base::split(text, '\n')) {
        if (line.starts_with(separator)) kept += ' ';
        kept += std::string(line) + '\n';
    }
    return kept;
}

std::string decoded(const mail::Header& header, std::string_view name)
{
    return base::one_line(mail::decode_words(header.value(name), mail::charset_of(header)), field_octets_max);
}

/// "[report.pdf: pdf, 120000 B: get 3]": the words that bring it.
std::string attachments_of(const store::Issue& issue, std::string_view message)
{
    std::string lines;
    for (const PostPart& part : read_post_content(message).parts) {
        if (part.is_body) continue;
        const std::string name = part.file_name.empty() ? part.media_type : part.file_name;
        lines += fmt::format("[{}: {}, {} B: get {}]\n", list::shown(name), part.kind, part.octets, issue.number);
    }
    return lines.empty() ? "" : '\n' + lines;
}

std::string plain_message(const list::House& house, const config::List& list, const DigestIssue& each)
{
    const std::string message = enclosed(house, list, each);
    const mail::Header header = mail::scan_header(message);
    std::string fields;
    for (const std::string_view name : {"Date", "From", "Subject"})
        fields += std::string(name) + ": " + decoded(header, name) + '\n';
    const std::string text = mail::first_text(mail::scan_parts(message), text_octets_max);
    return fields + '\n' + without_separators(base::trim(text)) + attachments_of(each.issue, message);
}

std::string plain_body(const list::House& house, const config::List& list, const std::string& preface,
                       const std::vector<const DigestIssue*>& issues)
{
    const std::string separator = '\n' + std::string(separator_dashes, '-') + "\n\n";
    std::string text = std::string(base::trim(preface)) + "\n\n" + std::string(preamble_dashes, '-') + "\n\n";
    for (const DigestIssue* each : issues) text += plain_message(house, list, *each) + separator;
    const std::string end = "End of " + list.title + " Digest";
    return mail::compose_body(text + end + '\n' + std::string(end.size(), '*') + '\n');
}

}  // namespace

store::NewDigest compose_digest(const list::House& house, const config::List& list, const DigestKind& kind,
                                const std::vector<const DigestIssue*>& issues)
{
    store::NewDigest digest{.list = list.name, .cause = cause_of(list, kind, issues), .issues = {}, .octets = ""};
    for (const DigestIssue* each : issues) digest.issues.push_back(each->issue.id);
    const config::RenderedNotice words = preface(house, list, kind, issues);
    mail::HeaderWriter header;
    header.structured("From", mail::format_address(list.title, list.address));
    header.structured("To", list.address.text());
    header.unstructured("Subject", words.subject);
    header.structured("Date", base::to_rfc5322(kind.slot));
    header.structured("Message-ID", list::derived_message_id(house, digest.cause));
    const bool is_mime = kind.format == store::DigestFormat::mime;
    digest.octets = header.text() + (is_mime ? mime_body(house, list, words.body, issues)
                                             : plain_body(house, list, words.body, issues));
    return digest;
}

}  // namespace desk
