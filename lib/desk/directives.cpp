#include "desk/directives.h"

#include "base/text.h"
#include "desk/directive_lines.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/html_text.h"
#include "mail/parameters.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <array>
#include <vector>

namespace desk {

namespace {

/// A part at the head of the post, and what stays of it.
struct HeadPart {
    const mail::PartPlace* place = nullptr;
    mail::PartContent content;
    SplitText split;

    [[nodiscard]] bool is_html() const { return content.media_type == "text/html"; }

    [[nodiscard]] std::string encoding() const
    {
        return mail::read_structured_field(mail::scan_header(place->header).value("Content-Transfer-Encoding")).value;
    }

    /// What a reader sees of these octets.
    [[nodiscard]] std::string shown(std::string_view octets) const
    {
        const std::string text = mail::with_lf(mail::to_utf8(octets, content.charset));
        return is_html() ? mail::html_to_text(text) : text;
    }
};

bool is_within(const mail::PartScan& scan, std::size_t part, std::string_view media_type)
{
    while (part != 0) {
        part = scan.parts[part].parent;
        if (scan.parts[part].media_type == media_type) return true;
    }
    return false;
}

/// The nearest multipart/alternative around it; the part itself where there is none.
std::size_t alternatives_around(const mail::PartScan& scan, std::size_t part)
{
    for (std::size_t around = part; around != 0;) {
        around = scan.parts[around].parent;
        if (scan.parts[around].media_type == "multipart/alternative") return around;
    }
    return part;
}

HeadPart read_head_part(const mail::PartPlace& place)
{
    HeadPart part{.place = &place, .content = mail::read_part(place, place.body.size()), .split = {}};
    part.split = part.is_html() ? split_html(part.content.body) : split_text(part.content.body);
    return part;
}

bool is_shown_text(const mail::PartScan& scan, std::size_t index)
{
    const mail::PartPlace& place = scan.parts[index];
    const bool is_text = place.media_type == "text/plain" || place.media_type == "text/html";
    if (is_within(scan, index, "message/rfc822")) return false;
    if (place.media_type == "text/markdown") return true;  // attached, too (desk/compose.h)
    return is_text && !mail::read_part(place, 0).is_attachment;
}

std::vector<HeadPart> head_parts(const mail::PartScan& scan)
{
    std::vector<HeadPart> parts;
    std::size_t alternatives = 0;
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        if (!is_shown_text(scan, i)) continue;
        const std::size_t around = alternatives_around(scan, i);
        if (!parts.empty() && around != alternatives) break;
        alternatives = around;
        parts.push_back(read_head_part(scan.parts[i]));
    }
    return parts;
}

base::Failure cannot_take_out(const DirectiveLine& line, std::string_view why)
{
    return base::refuse("the line \"" + base::one_line(line.name + ": " + line.value, 80) +
                        "\" cannot be taken out of its text (" + std::string(why) + "): write it as a header field");
}

/// Empty: nothing does.
std::string what_keeps_it_in(const mail::PartScan& scan, const HeadPart& part)
{
    const auto index = static_cast<std::size_t>(part.place - scan.parts.data());
    if (is_within(scan, index, "multipart/signed")) return "it is signed";
    constexpr std::array<std::string_view, 6> encodings{"", "7bit", "8bit", "binary", "base64", "quoted-printable"};
    if (std::ranges::count(encodings, part.encoding()) == 0) return "its transfer encoding is unknown";
    return "";
}

/// In the part's own transfer encoding. A last line end belongs to the delimiter behind it.
std::string encoded(const HeadPart& part)
{
    const std::string encoding = part.encoding();
    if (encoding == "quoted-printable") return mail::encode_quoted_printable(part.split.rest);
    if (encoding != "base64") return part.split.rest;
    std::string lines = mail::encode_base64_lines(part.split.rest);
    if (lines.ends_with("\r\n") && !part.place->body.ends_with('\n')) lines.resize(lines.size() - 2);
    return lines;
}

/// A line of ours that a reader would see nevertheless; nothing where all are out.
std::optional<DirectiveLine> line_that_stays(const std::vector<HeadPart>& parts)
{
    for (const HeadPart& part : parts) {
        const std::string shown = part.shown(part.split.rest);
        if (const SplitText more = split_text(shown); !more.lines.empty()) return more.lines.front();
        for (const HeadPart& other : parts) {
            const auto found = std::ranges::find_if(other.split.lines,
                                                    [&](const DirectiveLine& line) { return has_line(shown, line); });
            if (found != other.split.lines.end()) return *found;
        }
    }
    return std::nullopt;
}

/// What is encoded anew might look like the delimiter of a part.
bool has_the_parts_of(const mail::PartScan& before, std::string_view octets)
{
    const mail::PartScan after = mail::scan_parts(octets);
    return std::ranges::equal(before.parts, after.parts, [](const mail::PartPlace& one, const mail::PartPlace& other) {
        return one.parent == other.parent && one.media_type == other.media_type;
    });
}

base::Result<std::string> without_lines(std::string_view post, const mail::PartScan& scan,
                                        const std::vector<HeadPart>& parts)
{
    if (const auto line = line_that_stays(parts))
        return cannot_take_out(*line, "it is shown in another place or charset");
    std::string octets;
    std::size_t kept_until = 0;
    for (const HeadPart& part : parts) {
        if (part.split.lines.empty()) continue;
        if (const std::string why = what_keeps_it_in(scan, part); !why.empty())
            return cannot_take_out(part.split.lines.front(), why);
        const auto begin = static_cast<std::size_t>(part.place->body.data() - post.data());
        octets += post.substr(kept_until, begin - kept_until);
        octets += encoded(part);
        kept_until = begin + part.place->body.size();
    }
    if (kept_until == 0) return octets;
    octets += post.substr(kept_until);
    if (!has_the_parts_of(scan, octets))
        return base::refuse("its parts are not told apart safely: write what is for us as header fields");
    return octets;
}

std::vector<DirectiveLine> lines_of(std::string_view post, const std::vector<HeadPart>& parts)
{
    std::vector<DirectiveLine> lines;
    const mail::Header header = mail::scan_header(post);
    for (const std::string_view name : {"Send-At", "Corrects"}) {
        if (const std::string value = header.value(name); !value.empty())
            lines.push_back({.name = std::string(name), .value = value});
    }
    for (const HeadPart& part : parts) lines.insert(lines.end(), part.split.lines.begin(), part.split.lines.end());
    return lines;
}

std::optional<base::Failure> obey(const DirectiveLine& line, Directives& directives)
{
    const base::Failure differs = base::refuse("it says two different things of " + line.name);
    if (line.name == "Send-At") {
        const auto time = base::parse_time(line.value);
        if (!time) return base::refuse("its Send-At is no time such as 2005-05-14T09:30Z");
        if (directives.send_at.value_or(*time) != *time) return differs;
        directives.send_at = time;
        return std::nullopt;
    }
    const std::string_view value = line.value;
    const auto number = base::parse_number(value.substr(value.starts_with('#') ? 1 : 0));
    if (!number || *number < 0) return base::refuse("its Corrects is no number of an issue such as 3");
    if (directives.corrects.value_or(*number) != *number) return differs;
    directives.corrects = number;
    return std::nullopt;
}

}  // namespace

base::Result<Directives> read_directives(std::string_view post)
{
    const mail::PartScan scan = mail::scan_parts(post);
    const std::vector<HeadPart> parts = scan.exceeds_limits ? std::vector<HeadPart>{} : head_parts(scan);
    Directives directives;
    for (const DirectiveLine& line : lines_of(post, parts)) {
        if (auto failure = obey(line, directives)) return *failure;
    }
    base::Result<std::string> octets = without_lines(post, scan, parts);
    if (!octets) return octets.error();
    directives.octets = std::move(*octets);
    return directives;
}

}  // namespace desk
