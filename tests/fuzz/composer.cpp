// A notice of arbitrary text with arbitrary attachments, 0xFF between: read, it is what was written.

#include "mail/composer.h"
#include "base/text.h"
#include "fuzz.h"
#include "mail/part_reader.h"

#include <array>

namespace {

void check_lines(const std::string& octets)
{
    fuzz::require(!fuzz::has_bare_line_end(octets), "what we write has CRLF only", octets);
    for (const std::string_view line : base::split(octets, '\n'))
        fuzz::require(line.size() <= 999, "no line is longer than mail allows", line);
}

mail::Attachment attachment(std::string_view octets)
{
    constexpr std::array<std::string_view, 5> types{"image/png", "text/plain", "message/rfc822", "no type",
                                                    "text/csv\r\nX: y"};
    const std::string_view type = types.at(fuzz::take_octet(octets) % types.size());
    return {.media_type = std::string(type),
            .file_name = base::one_line(fuzz::take_until(octets, '\n'), 200),
            .octets = std::string(octets)};
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t attachments_max = 5;
    std::string_view input = fuzz::as_text(data, size);
    const std::string_view text = fuzz::take_until(input, '\xFF');
    std::vector<mail::Attachment> attachments;
    while (!input.empty() && attachments.size() < attachments_max)
        attachments.push_back(attachment(fuzz::take_until(input, '\xFF')));

    const std::string body = mail::compose_body(text, attachments);
    check_lines(body);
    const mail::PartScan scan = mail::scan_parts(body);
    const bool may_be_broken = !attachments.empty();  // an enclosed message is as it came
    fuzz::require(may_be_broken || scan.defect.empty(), "what we write has no defect", scan.defect + "\n" + body);
    const std::string read = mail::first_text(scan, body.size());
    // A byte order mark in front is no part of a text: it is left out when the part is read.
    const bool is_plain =
        base::is_valid_utf8(text) && text.find('\r') == std::string_view::npos && !text.starts_with("\xEF\xBB\xBF");
    if (is_plain && !scan.exceeds_limits)
        fuzz::require(read == text || read == std::string(text) + '\n', "a text is read as it was written", read);

    std::size_t found = 0;
    for (const mail::PartPlace& place : scan.parts) {
        if (place.depth != 1 || found++ == 0) continue;
        const mail::Attachment& wanted = attachments.at(found - 2);
        const mail::PartContent content = mail::read_part(place, body.size());
        fuzz::require(content.is_attachment, "an attachment is one");
        const bool may_turn = wanted.file_name.find("\xE2\x80") != std::string::npos ||
                              wanted.file_name.find("\xE2\x81") != std::string::npos;  // such marks are left out
        fuzz::require(may_turn || content.file_name == wanted.file_name, "a file keeps its name",
                      content.file_name + "\n" + wanted.file_name);
        if (place.media_type != "message/rfc822")
            fuzz::require(content.body == wanted.octets, "an attachment is read as it was written", body);
    }
    if (!scan.exceeds_limits)
        fuzz::require(found == (attachments.empty() ? 0 : attachments.size() + 1), "each attachment is found", body);
    return 0;
}
