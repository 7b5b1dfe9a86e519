#include "mail/part_reader.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/flowed_text.h"
#include "mail/header.h"
#include "mail/html_text.h"
#include "mail/parameters.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace mail {

namespace {

constexpr std::size_t file_name_octets_max = 255;
constexpr std::string_view byte_order_mark = "\uFEFF";  // RFC 3629 §6

/// Marks that turn the direction of what follows: "gpj.exe" would be shown as "exe.jpg" (UAX #9 §2.1, §2.2, §2.4).
bool turns_direction(char32_t character)
{
    return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

/// All of them are three octets from E2 80 or E2 81.
std::string without_turns(std::string_view utf8)
{
    std::string plain;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]); };
        const bool may_turn = octet(i) == 0xE2 && i + 2 < utf8.size();
        const char32_t character = may_turn ? 0x2000U + ((octet(i + 1) & 0x3FU) << 6U) + (octet(i + 2) & 0x3FU) : 0U;
        if (turns_direction(character)) {
            i += 2;
        } else {
            plain += utf8[i];
        }
    }
    return plain;
}

/// The disposition's filename, else the content type's name, which older programs write.
std::string read_file_name(const StructuredField& disposition, const StructuredField& type)
{
    auto name = find_parameter(disposition.parameters, "filename");
    if (!name) name = find_parameter(type.parameters, "name");
    if (!name) return {};
    // RFC 2047 §5 forbids encoded-words here, but they are common.
    const std::string text = name->is_extended ? name->text : decode_words(name->text);
    return without_turns(base::one_line(text, file_name_octets_max));
}

std::string decode_body(std::string_view body, std::string_view encoding, std::size_t octets_max)
{
    if (encoding == "base64") return decode_base64(body, octets_max);
    if (encoding == "quoted-printable") return decode_quoted_printable(body, octets_max);
    return std::string(body.substr(0, octets_max));
}

}  // namespace

std::string charset_of(const Header& header)
{
    const StructuredField type = read_structured_field(header.value("Content-Type"));
    const auto charset = find_parameter(type.parameters, "charset");
    return charset ? charset->text : std::string{};
}

PartContent read_part(const PartPlace& part, std::size_t octets_max)
{
    const Header header = scan_header(part.header);
    const StructuredField type = read_structured_field(header.value("Content-Type"));
    const StructuredField disposition = read_structured_field(header.value("Content-Disposition"));
    const std::string encoding = read_structured_field(header.value("Content-Transfer-Encoding")).value;
    PartContent content;
    content.media_type = part.media_type;
    content.charset = charset_of(header);
    content.file_name = read_file_name(disposition, type);
    const auto says = [&](std::string_view name, std::string_view value) {
        const auto parameter = find_parameter(type.parameters, name);
        return parameter && base::equal_ignoring_case(base::trim(parameter->text), value);
    };
    content.is_flowed = says("format", "flowed");
    content.deletes_space = says("delsp", "yes");
    content.is_attachment = disposition.value == "attachment";
    const std::size_t one_more = std::min(octets_max, std::numeric_limits<std::size_t>::max() / 4) + 1;
    content.body = decode_body(part.body, encoding, one_more);
    content.is_cut = content.body.size() > octets_max;
    if (content.is_cut) content.body.resize(octets_max);
    return content;
}

std::string with_lf(std::string_view text)
{
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_crlf = text.substr(i, 2) == "\r\n";
        if (!is_crlf) lines += text[i] == '\r' ? '\n' : text[i];
    }
    return lines;
}

namespace {

/// Which parts are inside an enclosed message: what is in there was said by someone else, or earlier.
std::vector<bool> parts_of_enclosed_messages(const std::vector<PartPlace>& parts)
{
    std::vector<bool> is_enclosed(parts.size());
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t parent = parts[i].parent;
        is_enclosed[i] = is_enclosed[parent] || parts[parent].media_type == "message/rfc822";
    }
    return is_enclosed;
}

struct FoundText {
    std::string text;
    std::size_t parent = 0;  ///< index of the part that it is in
};

std::optional<FoundText> first_text_of_type(const PartScan& scan, std::string_view media_type, std::size_t octets_max)
{
    const std::vector<bool> is_enclosed = parts_of_enclosed_messages(scan.parts);
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        if (is_enclosed[i] || scan.parts[i].media_type != media_type) continue;
        const PartContent content = read_part(scan.parts[i], octets_max);
        if (content.is_attachment) continue;
        return FoundText{.text = text_of(content), .parent = scan.parts[i].parent};
    }
    return std::nullopt;
}

}  // namespace

std::string text_of(const PartContent& part)
{
    std::string text = with_lf(to_utf8(part.body, part.charset));
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    return part.is_flowed ? unflow(text, part.deletes_space) : text;
}

std::string first_text(const PartScan& scan, std::size_t octets_max)
{
    std::optional<FoundText> plain = first_text_of_type(scan, "text/plain", octets_max);
    const bool says_nothing =
        plain && base::trim(plain->text).empty() && scan.parts[plain->parent].media_type == "multipart/alternative";
    if (plain && !says_nothing) return std::move(plain->text);
    const auto html = first_text_of_type(scan, "text/html", octets_max);
    return html ? html_to_text(html->text) : std::string{};
}

}  // namespace mail
