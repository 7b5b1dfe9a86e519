#include "mail/reply_lines.h"

#include "base/text.h"
#include "mail/lines.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace mail {

namespace {

bool is_blank_character(UChar32 character)
{
    return character <= ' ' || u_isUWhiteSpace(character) != 0;
}

/// Joiners, direction marks, byte order marks: they stand around names and dates and say nothing.
bool is_invisible(UChar32 character)
{
    return u_charType(character) == U_FORMAT_CHAR;
}

void append_utf8(std::string& text, UChar32 character)
{
    std::array<char, U8_MAX_LENGTH> octets{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(octets.data(), length, character);
    text.append(octets.data(), static_cast<std::size_t>(length));
}

/// The character at the start of `text`, and its octets taken off; one octet where it is not UTF-8.
UChar32 take_character(std::string_view& text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = octet(0);
    const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1) text.remove_prefix(1);
    if (length == 1) return first < 0x80 ? static_cast<UChar32>(first) : 0xFFFD;
    unsigned character = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const bool continues = i < text.size() && (octet(i) & 0xC0U) == 0x80;
        if (!continues) {
            text.remove_prefix(1);
            return 0xFFFD;
        }
        character = (character << 6U) + (octet(i) & 0x3FU);
    }
    text.remove_prefix(length);
    const auto value = static_cast<UChar32>(character);
    return U_IS_UNICODE_CHAR(value) ? value : 0xFFFD;
}

struct Folded {
    std::string text;
    bool is_cut = false;
};

Folded fold(std::string_view line)
{
    Folded folded;
    folded.is_cut = line.size() > 2 * folded_octets_max;
    line = line.substr(0, 2 * folded_octets_max);
    bool has_blank = false;
    while (!line.empty()) {
        const UChar32 character = take_character(line);
        if (is_blank_character(character)) {
            has_blank = true;
            continue;
        }
        if (character >= 0x80 && is_invisible(character)) continue;
        if (folded.text.size() + U8_MAX_LENGTH >= folded_octets_max) {
            folded.is_cut = true;
            break;
        }
        if (has_blank && !folded.text.empty()) folded.text += ' ';
        has_blank = false;
        if (character < 0x80) {
            folded.text += base::to_lower(static_cast<char>(character));
        } else {
            append_utf8(folded.text, u_tolower(character));
        }
    }
    return folded;
}

/// ">>> look here <<<", or GroupWise's ">>> Ann 2/5/24 9:41 >>>" over what is quoted.
bool is_drawn_around(std::string_view line)
{
    const bool is_drawn = line.ends_with("<<<") || line.ends_with(">>>");
    return line.starts_with(">>>") && is_drawn && line.find_first_not_of("<> ") != std::string_view::npos;
}

/// ">From" is how mailbox files write a line that begins with "From".
bool begins_with_mark(std::string_view line)
{
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] != '>') return false;
    return !line.starts_with(">From ") && !is_drawn_around(base::trim(line));
}

/// "<ann@body.example" may be broken before its ">", which then is no mark.
bool closes_bracket(const std::vector<ReplyLine>& lines, std::size_t i)
{
    constexpr std::size_t lines_max = 3;
    if (!lines[i].folded.ends_with(':') && !lines[i].folded.ends_with('>')) return false;
    std::ptrdiff_t open = 0;
    for (std::size_t at = i; at > 0 && i - at < lines_max; --at) {
        const ReplyLine& above = lines[at - 1];
        if (above.is_blank() || above.is_marked) break;
        open += std::ranges::count(above.folded, '<') - std::ranges::count(above.folded, '>');
    }
    return open > 0;
}

/// Ends within a sentence, as lines do that a program broke.
bool is_broken_line(const ReplyLine& line)
{
    constexpr std::size_t octets_min = 60;
    constexpr std::string_view sentence_ends = ".?!:>";
    return line.folded.size() >= octets_min && sentence_ends.find(line.folded.back()) == std::string_view::npos;
}

bool begins_within_sentence(const ReplyLine& line)
{
    constexpr std::string_view openings = "(<[_/&";
    const char first = line.folded.front();
    if (openings.find(first) != std::string_view::npos) return true;
    std::string_view written = base::trim(line.whole);
    return u_islower(take_character(written)) != 0;
}

/// A mailer between broke long marked lines, so that what was broken off has no mark: from `start` up to the next marked
/// line. Otherwise `start`.
std::size_t end_of_broken_tail(const std::vector<ReplyLine>& lines, std::size_t start)
{
    if (start == 0 || !lines[start - 1].is_marked || lines[start].is_blank()) return start;
    if (!is_broken_line(lines[start - 1]) || !begins_within_sentence(lines[start])) return start;
    std::size_t end = start;
    while (end < lines.size() && !lines[end].is_blank() && !lines[end].is_marked) ++end;
    return end < lines.size() && lines[end].is_marked ? end : start;
}

void mark_broken_tails(std::vector<ReplyLine>& lines)
{
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].is_marked) continue;
        for (const std::size_t end = end_of_broken_tail(lines, i); i < end; ++i) {
            lines[i].is_marked = true;
            lines[i].zone = ReplyZone::quoted;
        }
    }
}

void mark_lines(std::vector<ReplyLine>& lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        ReplyLine& line = lines[i];
        const ReplyLine* before = i > 0 ? &lines[i - 1] : nullptr;
        line.is_marked = begins_with_mark(line.whole) && !closes_bracket(lines, i);
        const bool is_mailbox_mark = line.whole.starts_with(">From ") && before != nullptr && before->is_marked;
        if (is_mailbox_mark) line.is_marked = true;
        if (line.is_marked) line.zone = ReplyZone::quoted;
    }
}

}  // namespace

std::string fold_line(std::string_view text)
{
    return fold(text).text;
}

std::vector<ReplyLine> read_reply_lines(std::string_view text)
{
    std::vector<ReplyLine> lines;
    lines.reserve(std::min(reply_lines_max + 1, static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1));
    while (!text.empty()) {
        ReplyLine line;
        line.whole = lines.size() < reply_lines_max ? take_line(text) : std::exchange(text, {});
        Folded folded = fold(line.whole);
        line.folded = std::move(folded.text);
        line.is_long = folded.is_cut;
        lines.push_back(std::move(line));
    }
    mark_lines(lines);
    mark_broken_tails(lines);
    return lines;
}

std::size_t next_with_text(const std::vector<ReplyLine>& lines, std::size_t start)
{
    while (start < lines.size() && lines[start].is_blank()) ++start;
    return start;
}

bool is_bar(std::string_view folded, std::size_t octets_min)
{
    constexpr std::string_view marks = "-_=*~#+ ";
    return folded.size() >= octets_min && folded.find_first_not_of(marks) == std::string_view::npos;
}

}  // namespace mail
