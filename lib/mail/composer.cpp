#include "mail/composer.h"

#include "base/digest.h"
#include "base/text.h"
#include "mail/address_list.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/lines.h"
#include "mail/parameters.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

namespace mail {

namespace {

constexpr std::string_view version = "MIME-Version: 1.0\r\n";
constexpr std::size_t folded_line_octets_max = 78;  // RFC 5322 §2.1.1
constexpr std::size_t line_octets_max = 998;        // RFC 5322 §2.1.1

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < ' ' || c == 0x7F;
}

std::string with_blanks_for_controls(std::string_view value)
{
    std::string clean(value);
    std::ranges::replace_if(clean, is_control, ' ');
    return clean;
}

/// A line starts where a blank does, so that unfolding gives the value back.
std::string fold(std::string_view value, std::size_t column)
{
    std::string folded;
    while (!value.empty()) {
        const auto word_start = std::min(value.find_first_not_of(' '), value.size());
        const auto end = std::min(value.find(' ', word_start), value.size());
        if (column + end > folded_line_octets_max && word_start > 0 && word_start < end) {
            folded += "\r\n";
            column = 0;
        }
        folded += value.substr(0, end);
        column += end;
        value.remove_prefix(end);
    }
    return folded;
}

/// "Name: value" and its line end; `value` is folded already.
std::string field(std::string_view name, std::string_view value)
{
    std::string whole(name);
    whole += value.empty() ? ":" : ": ";
    whole += value;
    return whole + "\r\n";
}

}  // namespace

HeaderWriter& HeaderWriter::structured(std::string_view name, std::string_view value)
{
    assert(field_name_length(std::string(name) + ':') == name.size());
    const std::string clean = with_blanks_for_controls(value);
    text_ += field(name, fold(base::trim(clean), name.size() + 2));
    return *this;
}

HeaderWriter& HeaderWriter::unstructured(std::string_view name, std::string_view utf8)
{
    assert(field_name_length(std::string(name) + ':') == name.size());
    text_ += field(name, encode_unstructured(utf8, name.size() + 2));
    return *this;
}

namespace {

/// CRLF before each line that goes on, a blank for each control, and none of it able to start a field or end the
/// header.
std::string as_one_field(std::string_view whole)
{
    std::string copy;
    for (std::string_view rest = whole; !rest.empty();) {
        const std::string_view line = without_line_end(take_line(rest));
        if (base::trim(line).empty()) continue;  // a line of blanks only (RFC 5322 §3.2.2)
        if (!copy.empty()) copy += is_continuation(line) ? "\r\n" : "\r\n ";
        for (const char c : line) copy += is_control(c) && c != '\t' ? ' ' : c;
    }
    return copy + "\r\n";
}

bool is_address_field(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names{"From", "Sender",      "Reply-To", "To",
                                                    "Cc",   "Resent-From", "Resent-To"};
    return std::ranges::any_of(names, [&](std::string_view known) { return base::equal_ignoring_case(name, known); });
}

std::string format_addresses(const AddressList& list)
{
    std::string value;
    for (const Address& address : list.addresses) {
        if (!value.empty()) value += ", ";
        value += format_address(address.display_name, address.mailbox);
    }
    return value;
}

}  // namespace

HeaderWriter& HeaderWriter::copied(std::string_view whole_field)
{
    const std::string whole = as_one_field(whole_field);
    const Header header = scan_header(whole, {.octets_max = whole.size(), .field_octets_max = whole.size()});
    if (header.fields.empty()) return *this;
    const HeaderField& arrived = header.fields.front();
    if (base::is_ascii(whole)) {
        text_ += whole;
        return *this;
    }
    const AddressList list = is_address_field(arrived.name) ? parse_address_list(arrived.value) : AddressList{};
    const bool is_readable = !list.addresses.empty() && list.unreadable == 0 && !list.exceeds_limits;
    if (is_readable) return structured(arrived.name, format_addresses(list));
    return unstructured(arrived.name, decode_words(arrived.value));
}

namespace {

std::size_t longest_line(std::string_view text)
{
    std::size_t longest = 0;
    while (!text.empty()) longest = std::max(longest, without_line_end(take_line(text)).size());
    return longest;
}

/// RFC 2045 §2.7: ASCII, no NUL; and no other controls either, for they do not survive everywhere.
bool is_7bit_text(std::string_view text)
{
    const auto is_allowed = [](char c) { return c == '\n' || c == '\r' || c == '\t' || !is_control(c); };
    return base::is_ascii(text) && std::ranges::all_of(text, is_allowed) &&
           longest_line(text) <= line_octets_max;  // a longer link would be cut where it is shown raw
}

/// Content-Disposition with a file name: quoted ASCII, or extended (RFC 2231 §4, RFC 2183 §2.3).
std::string disposition(std::string_view file_name)
{
    constexpr std::size_t file_name_octets_max = 200;
    const std::string name = base::one_line(file_name, file_name_octets_max);
    if (name.empty()) return "Content-Disposition: attachment\r\n";
    std::string field = "Content-Disposition: attachment;\r\n ";
    field += base::is_ascii(name) ? "filename=\"" : "filename*=utf-8''";
    for (const char c : name) {
        const bool is_plain = base::is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
        if (base::is_ascii(name))
            field += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
        else
            field += is_plain ? std::string(1, c) : hex_escape(c, '%');
    }
    field += base::is_ascii(name) ? "\"\r\n" : "\r\n";
    return field;
}

/// Of octets that stand as they are (RFC 2045 §6.2).
std::string untouched_encoding(std::string_view octets)
{
    return base::is_ascii(octets) ? "7bit" : "8bit";
}

bool can_stand_as_it_is(std::string_view message)
{
    return message.find('\0') == std::string_view::npos && longest_line(message) <= line_octets_max;
}

/// message/* may not be encoded (RFC 2046 §5.2.1). One that cannot travel as it is goes as octets of no type.
std::string attachment_part(const Attachment& attachment)
{
    const std::string type = base::to_lower(attachment.media_type);
    const bool is_message = type.starts_with("message/") && is_media_type(type);
    const std::string as_it_is = is_message ? with_crlf(attachment.octets) : std::string{};
    const std::string described = disposition(attachment.file_name) + "\r\n";
    if (is_message && can_stand_as_it_is(as_it_is)) {
        return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + untouched_encoding(as_it_is) + "\r\n" +
               described + as_it_is;
    }
    const bool keeps_type = is_media_type(type) && !is_message && !type.starts_with("multipart/");
    return "Content-Type: " + (keeps_type ? type : "application/octet-stream") +
           "\r\nContent-Transfer-Encoding: base64\r\n" + described + encode_base64_lines(attachment.octets);
}

/// Made of the content, so that the same notice is composed to the same octets.
std::string choose_boundary(const std::string& inside)
{
    constexpr std::size_t digits = 32;
    base::Digest digest = base::sha256(inside);
    for (;;) {
        std::string boundary = "=_" + base::to_hex(digest).substr(0, digits);
        if (inside.find(boundary) == std::string::npos) return boundary;
        digest = base::sha256(base::as_octets(digest));
    }
}

}  // namespace

std::string text_part(std::string_view subtype, std::string_view text)
{
    const std::string utf8 = base::is_valid_utf8(text) ? std::string(text) : to_utf8(text, "utf-8");
    std::string lines = with_crlf(utf8);
    if (!lines.empty() && !lines.ends_with('\n')) lines += "\r\n";
    const bool is_7bit = is_7bit_text(lines);
    std::string part = "Content-Type: text/" + std::string(subtype);
    part += base::is_ascii(lines) ? "; charset=us-ascii\r\n" : "; charset=utf-8\r\n";
    part += is_7bit ? "Content-Transfer-Encoding: 7bit\r\n\r\n" : "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    return part + (is_7bit ? lines : encode_quoted_printable(lines));
}

std::string message_part(std::string_view message)
{
    return "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + untouched_encoding(message) + "\r\n\r\n" +
           std::string(message);
}

std::string multipart_part(std::string_view subtype, const std::vector<std::string>& parts, std::string_view parameters)
{
    std::string inside;
    for (const std::string& part : parts) inside += part;
    const std::string boundary = choose_boundary(inside);
    std::string whole = "Content-Type: multipart/" + std::string(subtype) + "; boundary=\"" + boundary + '"';
    whole += std::string(parameters) + "\r\nContent-Transfer-Encoding: " + untouched_encoding(inside) + "\r\n\r\n";
    for (const std::string& part : parts) whole += "--" + boundary + "\r\n" + part + "\r\n";
    return whole + "--" + boundary + "--\r\n";
}

std::string with_appended_text(std::string_view message, std::string_view text, std::string_view description)
{
    const Header header = scan_header(message);
    std::string fields;
    std::string original;
    for (const HeaderField& field : header.fields) {
        if (!field.says_how_to_read()) {
            fields += field.whole;
        } else if (!base::equal_ignoring_case(field.name, "MIME-Version")) {
            original += field.whole;
        }
    }
    original += "\r\n";
    original += header.body;
    HeaderWriter about;
    about.structured("Content-Disposition", "inline").unstructured("Content-Description", description);
    return fields + std::string(version) + multipart_part("mixed", {original, about.text() + text_part("plain", text)});
}

std::string compose_body(std::string_view text, const std::vector<Attachment>& attachments)
{
    std::vector<std::string> parts{text_part("plain", text)};
    if (attachments.empty()) return std::string(version) + parts.front();
    for (const Attachment& attachment : attachments) parts.push_back(attachment_part(attachment));
    return std::string(version) + multipart_part("mixed", parts);
}

std::string with_crlf(std::string_view text)
{
    std::string lines;
    lines.reserve(text.size() + text.size() / 32);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            lines += text[i];
            continue;
        }
        lines += "\r\n";
        if (text.substr(i, 2) == "\r\n") ++i;
    }
    return lines;
}

}  // namespace mail
