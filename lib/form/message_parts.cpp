#include "form/message_parts.h"

#include "base/text.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace form {

namespace {

constexpr std::size_t parts_max = 10;            // each may take as long as the reader allows, and the watchdog waits
constexpr std::size_t octets_max = 20UL << 20U;  // of all parts together, decoded

bool says_nothing(const mail::PartPlace& part)
{
    constexpr std::array types{"application/pgp-signature",
                               "application/pkcs7-signature",
                               "application/x-pkcs7-signature",
                               "application/pgp-keys",
                               "text/calendar",
                               "text/x-amp-html",
                               "application/ics",
                               "message/delivery-status"};
    return std::ranges::count(types, part.media_type) > 0;
}

bool is_leaf(const mail::PartScan& scan, std::size_t index)
{
    const mail::PartPlace& part = scan.parts[index];
    return !part.media_type.starts_with("multipart/") && part.media_type != "message/rfc822";
}

/// What an HTML part shows within itself: a logo, a signature's portrait.
bool is_shown_picture(const mail::PartScan& scan, std::size_t index, const mail::PartContent& content)
{
    const mail::PartPlace& part = scan.parts[index];
    if (!part.media_type.starts_with("image/") || content.is_attachment) return false;
    return scan.parts[part.parent].media_type == "multipart/related";
}

document::Document lines_of(std::string_view text)
{
    document::Document lines;
    std::size_t number = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        ++number;
        lines.blocks.emplace_back(document::Line{.text = std::string(line), .place = "line " + std::to_string(number)});
    }
    return lines;
}

Part read_by(document::Reader& reader, std::string name, std::string_view octets, std::string_view file_name)
{
    document::Reading result = reader.read(octets, file_name);
    Part part{.name = std::move(name), .document = {}, .unreadable = {}};
    if (auto* document = std::get_if<document::Document>(&result))
        part.document = std::move(*document);
    else
        part.unreadable = std::get<document::Unreadable>(result);
    return part;
}

Part read(const mail::PartContent& content, document::Reader& reader)
{
    const bool is_text = content.media_type == "text/plain" && !content.is_attachment && content.file_name.empty();
    if (is_text) return {.name = "text", .document = lines_of(mail::text_of(content)), .unreadable = {}};
    const bool is_page = content.media_type == "text/html" && !content.is_attachment;
    // Many programs send a piece of a page; and its text is UTF-8 by now, whatever it says of itself.
    constexpr const char* head = "<!DOCTYPE html><meta charset=\"utf-8\">\n";
    if (is_page) return read_by(reader, "html", head + mail::text_of(content), "message.html");
    const std::string name = content.file_name.empty() ? content.media_type : content.file_name;
    return read_by(reader, name, content.body, content.file_name);
}

}  // namespace

std::vector<Part> parts_of(std::string_view message, document::Reader& reader)
{
    std::vector<Part> parts;
    std::size_t octets_left = octets_max;
    const mail::PartScan scan = mail::scan_parts(message);
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        if (!is_leaf(scan, i) || says_nothing(scan.parts[i])) continue;
        const mail::PartContent content = mail::read_part(scan.parts[i], octets_left);
        if (is_shown_picture(scan, i, content)) continue;
        if (content.is_cut || parts.size() == parts_max) {
            parts.push_back(
                {.name = "the rest of the message", .document = {}, .unreadable = document::Unreadable::too_long});
            break;
        }
        octets_left -= content.body.size();
        parts.push_back(read(content, reader));
        if (parts.back().unreadable == document::Unreadable::too_long) break;  // the next ones may be alike
    }
    return parts;
}

}  // namespace form
