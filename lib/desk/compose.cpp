#include "desk/compose.h"

#include "base/text.h"
#include "desk/markdown_html.h"
#include "desk/markdown_text.h"
#include "mail/charset.h"
#include "mail/composer.h"
#include "mail/header.h"
#include "mail/lines.h"
#include "mail/parameters.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace desk {

namespace {

constexpr std::string_view markdown_type = "text/markdown";
constexpr std::size_t text_octets_max = 4 * Markdown::octets_max;  // no charset needs more for it

/// A part of the post, which is not in another one.
struct OuterPart {
    mail::PartPlace place;
    mail::PartContent content;

    [[nodiscard]] bool is_markdown() const { return content.media_type == markdown_type; }

    /// What mail programs show as the message itself.
    [[nodiscard]] bool is_shown_text() const
    {
        const bool is_text = content.media_type == "text/plain" || content.media_type == "text/html" || is_markdown();
        return is_text && !content.is_attachment && content.file_name.empty();
    }

    /// Some programs put one before or behind every attached file.
    [[nodiscard]] bool is_blank() const
    {
        return content.media_type == "text/plain" && is_shown_text() &&
               base::trim(mail::to_utf8(content.body, content.charset)).empty();
    }

    [[nodiscard]] std::string octets() const
    {
        const char* begin = place.header.data();
        return {begin, static_cast<std::size_t>(place.body.data() + place.body.size() - begin)};
    }

    /// Without its brackets (RFC 2045 §7); empty when it is none that is shown within a page.
    [[nodiscard]] std::string image_id() const
    {
        const std::string field = mail::scan_header(place.header).value("Content-ID");
        const std::string_view id = base::trim(field);
        const bool is_whole = id.size() > 2 && id.starts_with('<') && id.ends_with('>');
        if (!is_whole || !content.media_type.starts_with("image/")) return {};
        return std::string(id.substr(1, id.size() - 2));
    }
};

OuterPart read_outer_part(const mail::PartPlace& place)
{
    return {.place = place, .content = mail::read_part(place, text_octets_max)};
}

/// The post's own part, or those of its multipart/mixed, without the blank ones.
std::vector<OuterPart> read_outer_parts(const mail::PartScan& scan)
{
    const mail::PartPlace& root = scan.parts.front();
    std::vector<OuterPart> parts;
    if (root.media_type == markdown_type) parts.push_back(read_outer_part(root));
    if (root.media_type != "multipart/mixed") return parts;
    for (std::size_t i = 1; i < scan.parts.size(); ++i) {
        if (scan.parts[i].parent != 0) continue;
        OuterPart part = read_outer_part(scan.parts[i]);
        if (!part.is_blank()) parts.push_back(std::move(part));
    }
    return parts;
}

/// Also in a file that is attached and nothing else to read, since few programs write text/markdown otherwise.
bool is_markdown_post(const std::vector<OuterPart>& parts)
{
    return !parts.empty() && parts.front().is_markdown();
}

base::Result<std::string> decode(const OuterPart& part)
{
    if (part.content.is_cut) return base::refuse("its Markdown is larger than 64 KiB");
    const std::string& charset = part.content.charset;
    const std::string encoding =
        mail::read_structured_field(mail::scan_header(part.place.header).value("Content-Transfer-Encoding")).value;
    constexpr std::array<std::string_view, 6> encodings{"", "7bit", "8bit", "binary", "base64", "quoted-printable"};
    if (std::ranges::find(encodings, encoding) == encodings.end())
        return base::refuse("the transfer encoding of its Markdown is unknown");
    if (!charset.empty() && !mail::is_known_charset(charset))
        return base::refuse("the charset of its Markdown, " + base::one_line(charset, 40) + ", is unknown");
    const std::string text = mail::to_utf8(part.content.body, charset);
    const bool is_told_utf8 = charset.empty() || base::equal_ignoring_case(charset, "utf-8");
    const bool is_broken =
        is_told_utf8 ? !base::is_valid_utf8(part.content.body) : text.find("\uFFFD") != std::string::npos;
    if (is_broken) return base::refuse("its Markdown is not in the charset that it names");
    return std::string(mail::without_byte_order_mark(text));
}

config::TemplateValues values_of(const Frame& frame, std::string content)
{
    config::TemplateValues values{.texts = {{"title", frame.title},
                                            {"number", std::to_string(frame.number)},
                                            {"language", frame.language},
                                            {"subscribe", frame.subscribe},
                                            {"unsubscribe", frame.unsubscribe},
                                            {"owner", frame.owner},
                                            {"content", std::move(content)}},
                                  .rows = {}};
    if (!frame.date.empty()) values.texts["date"] = frame.date;  // an empty value would show its section
    if (!frame.archive.empty()) values.texts["archive"] = frame.archive;
    return values;
}

/// The body as members get it, with its MIME fields.
std::string compose_parts(const Markdown& markdown, const std::vector<OuterPart>& parts, const Frame& frame,
                          const config::Templates& templates)
{
    std::set<std::string> attached;
    for (const OuterPart& part : parts) attached.insert(part.image_id());
    attached.erase("");
    const MarkdownHtml rendered = markdown_html(markdown, attached);

    std::vector<std::string> related{
        mail::text_part("html", templates.page("issue.html", frame.language, values_of(frame, rendered.html)))};
    std::vector<std::string> mixed{""};
    for (std::size_t i = 1; i < parts.size(); ++i)
        (rendered.images.contains(parts[i].image_id()) ? related : mixed).push_back(parts[i].octets());

    const std::string text = mail::text_part(
        "plain", templates.page("issue.text", frame.language, values_of(frame, markdown_text(markdown))));
    const std::string html =
        related.size() == 1 ? related.front() : mail::multipart_part("related", related, "; type=\"text/html\"");
    std::string alternative = mail::multipart_part("alternative", {text, html});
    if (mixed.size() == 1) return alternative;
    mixed.front() = std::move(alternative);
    return mail::multipart_part("mixed", mixed);
}

/// All but those about the body, which is another one now. Its language is the same.
std::string kept_fields(std::string_view post)
{
    std::string fields;
    for (const mail::HeaderField& field : mail::scan_header(post).fields) {
        if (field.says_how_to_read() && !base::equal_ignoring_case(field.name, "Content-Language")) continue;
        fields += mail::without_line_end(field.whole);
        fields += "\r\n";
    }
    return fields;
}

}  // namespace

base::Result<std::string> compose(std::string_view post, const Frame& frame, const config::Templates& templates)
{
    const mail::PartScan scan = mail::scan_parts(post);
    const std::vector<OuterPart> parts = read_outer_parts(scan);
    if (!is_markdown_post(parts)) return std::string{};
    if (scan.exceeds_limits) return base::refuse(scan.defect);
    const auto is_further_text = [&](const OuterPart& part) { return &part != &parts.front() && part.is_shown_text(); };
    if (std::ranges::any_of(parts, is_further_text)) return base::refuse("it has another text beside its Markdown");

    const base::Result<std::string> text = decode(parts.front());
    if (!text) return text.error();
    const base::Result<Markdown> markdown = Markdown::parse(*text);
    if (!markdown) return markdown.error();
    return kept_fields(post) + "MIME-Version: 1.0\r\n" + compose_parts(*markdown, parts, frame, templates);
}

}  // namespace desk
