#include "mail/attribution.h"

#include "base/text.h"
#include "mail/reply_words.h"

#include <algorithm>
#include <string>

namespace mail {

namespace {

bool is_year(std::string_view digits)
{
    return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

bool is_date_separator(char c)
{
    return c == '.' || c == '/' || c == '-';
}

std::size_t digits_at(std::string_view text, std::size_t start)
{
    std::size_t end = start;
    while (end < text.size() && base::is_digit(text[end])) ++end;
    return end - start;
}

}  // namespace

DateFound find_date(std::string_view folded)
{
    DateFound found;
    std::size_t numbers = 0;
    std::size_t joined = 0;  // numbers with only a separator between them: "2024-05-02"
    bool has_year = false;
    for (std::size_t i = 0; i < folded.size();) {
        const std::size_t length = digits_at(folded, i);
        if (length == 0) {
            const bool continues = i > 0 && base::is_digit(folded[i - 1]) && is_date_separator(folded[i]) &&
                                   i + 1 < folded.size() && base::is_digit(folded[i + 1]);
            if (!continues) joined = 0;
            ++i;
            continue;
        }
        const std::string_view digits = folded.substr(i, length);
        i += length;
        if (length > 4) continue;
        ++numbers;
        ++joined;
        has_year = has_year || is_year(digits);
        if (joined == 3) found.has_date = true;
        const bool is_hour = length <= 2 && i < folded.size() && folded[i] == ':';
        if (is_hour && digits_at(folded, i + 1) == 2) found.has_time = true;
    }
    found.has_date = found.has_date || (has_year && numbers >= 2) || (found.has_time && numbers >= 3);
    return found;
}

bool has_address(std::string_view folded)
{
    const auto is_side = [](char c) { return base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; };
    for (auto at = folded.find('@'); at != std::string_view::npos; at = folded.find('@', at + 1)) {
        if (at > 0 && at + 1 < folded.size() && folded[at - 1] > ' ' && is_side(folded[at + 1])) return true;
    }
    return false;
}

namespace {

struct Shape {
    bool has_date = false;
    bool has_time = false;
    bool has_address = false;
    bool has_verb = false;
    bool ends_with_verb = false;
    bool ends_with_address = false;
    bool ends_with_colon = false;
    bool has_zone = false;  ///< of time
    bool begins = false;    ///< with the word or the number that such lines begin with
};

bool is_mark(char c)
{
    return c == '-' || c == '_' || c == '=' || c == '*' || c == ' ';
}

/// Without the dashes that some programs draw around it.
std::string_view without_marks(std::string_view text)
{
    while (!text.empty() && is_mark(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_mark(text.back())) text.remove_suffix(1);
    return text;
}

/// Its verb is looked for only where the rest may make an attribution of it.
Shape shape_of(std::string_view written, bool has_marks)
{
    constexpr std::string_view wide_colon = "：";
    const std::string_view text = without_marks(written);
    Shape shape;
    if (text.empty()) return shape;
    const DateFound date = find_date(text);
    shape.has_date = date.has_date;
    shape.has_time = date.has_time;
    shape.has_address = has_address(text) || (text.find('<') != std::string_view::npos && text.ends_with(">:"));
    if (!has_marks && !shape.has_date && !shape.has_address) return shape;
    const WroteFound wrote = find_wrote(text);
    shape.has_verb = wrote.is_found;
    shape.ends_with_verb = wrote.is_last;
    shape.ends_with_colon = text.ends_with(':') || text.ends_with(wide_colon);
    const auto last_word = text.substr(std::min(text.size(), text.rfind(' ') + 1));
    shape.ends_with_address = has_address(last_word) && (last_word.ends_with(">:") || last_word.ends_with("):"));
    shape.has_zone = text.find(" gmt+") != std::string_view::npos || text.find(" gmt-") != std::string_view::npos;
    shape.begins = base::is_digit(text.front()) || begins_attribution(text);
    return shape;
}

/// It can be nothing else, so that what follows is quoted even without marks.
bool stands_alone(const Shape& shape)
{
    const bool says_who_wrote =
        shape.has_verb && shape.ends_with_colon && (shape.has_address || (shape.has_date && shape.begins));
    const bool lacks_colon =
        shape.ends_with_verb && shape.has_date && (shape.has_address || (shape.has_time && shape.begins));
    const bool lacks_verb = shape.has_date && shape.has_time && shape.ends_with_colon && shape.ends_with_address;
    const bool lacks_both = shape.has_date && shape.has_time && shape.has_zone && shape.begins;
    return says_who_wrote || lacks_colon || lacks_verb || lacks_both;
}

/// It is likely, where marked lines follow.
bool leads_to_marks(const Shape& shape)
{
    return stands_alone(shape) || (shape.has_verb && shape.ends_with_colon) ||
           (shape.has_date && (shape.ends_with_colon || shape.has_address)) ||
           (shape.ends_with_verb && (shape.has_date || shape.has_address));
}

std::string joined(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end)
{
    std::string text;
    for (std::size_t i = start; i < end; ++i) {
        if (!text.empty() && !lines[i].is_blank()) text += ' ';
        text += lines[i].folded;
    }
    return text;
}

bool can_belong(const ReplyLine& line)
{
    return !line.is_blank() && line.zone == ReplyZone::visible && !line.is_long;
}

/// Some programs set an address apart: blank lines, then "<" alone on its line.
bool is_gap(const std::vector<ReplyLine>& lines, std::size_t i)
{
    constexpr std::size_t blank_lines_max = 2;
    if (!lines[i].is_blank()) return false;
    const std::size_t next = next_with_text(lines, i);
    return next < lines.size() && next - i <= blank_lines_max && lines[next].folded == "<";
}

/// Cheap, and true of each line that ends an attribution.
bool may_end(const std::vector<ReplyLine>& lines, std::size_t last)
{
    const std::string_view text = lines[last].folded;
    if (text.ends_with(':') || text.ends_with("：") || text.ends_with('-')) return true;
    const std::size_t next = next_with_text(lines, last + 1);
    const bool ends_paragraph = last + 1 == lines.size() || !can_belong(lines[last + 1]);
    return ends_paragraph && ((next < lines.size() && lines[next].is_marked) || find_wrote(text).is_last ||
                              text.find(" gmt") != std::string_view::npos);
}

}  // namespace

/// It is as short as its shape allows, but begins with its date.
std::size_t attribution_start(const std::vector<ReplyLine>& lines, std::size_t last)
{
    const std::size_t end = last + 1;
    if (!can_belong(lines[last]) || !may_end(lines, last)) return end;
    const std::size_t next = next_with_text(lines, end);
    const bool has_marks = next < lines.size() && lines[next].is_marked;
    std::size_t shortest = end;
    std::size_t count = 0;
    for (std::size_t start = end; start > 0 && count < attribution_lines_max;) {
        --start;
        if (is_gap(lines, start)) continue;
        if (!can_belong(lines[start])) break;
        ++count;
        const Shape shape = shape_of(joined(lines, start, end), has_marks);
        if (!(has_marks ? leads_to_marks(shape) : stands_alone(shape))) continue;
        if (shape.begins && shape.has_date) return start;
        if (shortest == end) shortest = start;
    }
    return shortest;
}

}  // namespace mail
