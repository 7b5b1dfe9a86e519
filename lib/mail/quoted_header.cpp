#include "mail/quoted_header.h"

#include "base/text.h"
#include "mail/attribution.h"
#include "mail/reply_words.h"

#include <algorithm>
#include <array>
#include <string>

namespace mail {

namespace {

constexpr std::size_t name_octets_max = 40;
constexpr std::size_t bar_lines_max = 3;
constexpr std::size_t folds_max = 3;  // further lines of a field that do not look like a list of people
constexpr std::size_t people_lines_max = 60;

struct Field {
    QuotedField kind = QuotedField::none;
    std::string_view value;
};

/// "*From:* Ann" is bold in a text, "From： " has the wide colon of China.
Field read_field(std::string_view folded)
{
    constexpr std::string_view wide_colon = "：";
    Field field;
    while (!folded.empty() && (folded.front() == '*' || folded.front() == ' ')) folded.remove_prefix(1);
    const auto narrow = folded.find(':');
    const auto wide = folded.find(wide_colon);
    const auto colon = std::min(narrow, wide);
    if (colon > name_octets_max) return field;
    std::string_view name = folded.substr(0, colon);
    while (!name.empty() && (name.back() == '*' || name.back() == ' ')) name.remove_suffix(1);
    field.kind = quoted_field(name);
    field.value = base::trim(folded.substr(colon + (colon == wide ? wide_colon.size() : 1)));
    return field;
}

struct Block {
    std::array<bool, 7> has{};
    std::size_t end = 0;
    bool has_address = false;
    int fields = 0;

    void take(const Field& field)
    {
        ++fields;
        has.at(static_cast<std::size_t>(field.kind)) = true;
        has_address = has_address || mail::has_address(field.value);
    }

    /// A header has one of each; "sent" and "received" are both dates.
    [[nodiscard]] bool is_full_for(QuotedField kind) const
    {
        constexpr int fields_max = 12;
        const bool comes_often = kind == QuotedField::date || kind == QuotedField::copy || kind == QuotedField::other;
        return fields >= fields_max || (!comes_often && has.at(static_cast<std::size_t>(kind)));
    }

    [[nodiscard]] bool is_header() const
    {
        const auto of = [this](QuotedField kind) { return has.at(static_cast<std::size_t>(kind)); };
        const bool names_somebody = of(QuotedField::from) || of(QuotedField::to);
        const int kinds = int{of(QuotedField::from)} + int{of(QuotedField::date)} + int{of(QuotedField::to)} +
                          int{of(QuotedField::copy)} + int{of(QuotedField::subject)};
        return names_somebody && (kinds >= 3 || (kinds == 2 && has_address));
    }
};

bool goes_on_naming_people(std::string_view folded)
{
    return folded.find('@') != std::string_view::npos || folded.ends_with(',') || folded.ends_with(';');
}

/// Reads fields, their further lines and the blank lines between them.
Block read_block(const std::vector<ReplyLine>& lines, std::size_t start)
{
    Block block;
    block.end = start;
    std::size_t folds = 0;
    std::size_t people = 0;
    for (std::size_t i = start; i < lines.size() && !lines[i].is_marked; ++i) {
        if (lines[i].is_blank()) {
            const std::size_t next = next_with_text(lines, i);
            const bool goes_on = next < lines.size() && next - i <= 2 && !lines[next].is_marked &&
                                 read_field(lines[next].folded).kind != QuotedField::none;
            if (!goes_on) break;
            i = next - 1;
            continue;
        }
        const Field field = read_field(lines[i].folded);
        if (field.kind != QuotedField::none) {
            if (block.is_full_for(field.kind)) break;
            block.take(field);
            block.end = i + 1;
            folds = 0;
            continue;
        }
        const bool names_people = goes_on_naming_people(lines[i].folded) || goes_on_naming_people(lines[i - 1].folded);
        if (names_people ? ++people > people_lines_max : ++folds > folds_max) break;
    }
    return block;
}

/// The lines after the last field that still belong to it, up to the blank line. Only after a list of people or a
/// subject, and only where a blank line is near.
std::size_t end_of_last_field(const std::vector<ReplyLine>& lines, std::size_t end)
{
    for (std::size_t i = end; i < lines.size() && i < end + folds_max; ++i) {
        if (lines[i].is_blank() || lines[i].is_marked) return i;
    }
    return end;
}

/// The text between the marks at both ends; empty when there are none in front.
std::string_view within_bar(std::string_view folded)
{
    constexpr std::string_view marks = "-_=*#~+>< ";
    const auto first = folded.find_first_not_of(marks);
    if (first == std::string_view::npos || first < 2) return {};
    const auto last = folded.find_last_not_of(marks);
    return folded.substr(first, last + 1 - first);
}

bool has_bar_behind(std::string_view folded)
{
    return folded.ends_with("--") || folded.ends_with("__") || folded.ends_with("==") || folded.ends_with("**") ||
           folded.ends_with(">>");
}

std::string_view without_colon(std::string_view text)
{
    while (text.ends_with(':') || text.ends_with(' ') || text.ends_with('.')) text.remove_suffix(1);
    return text;
}

/// "-----Original Message-----", "---- Forwarded by Ann on 2 May 2024 ----" (which may be broken), "Begin forwarded
/// message:".
std::size_t bar_end(const std::vector<ReplyLine>& lines, std::size_t start)
{
    const std::string_view plain = without_colon(lines[start].folded);
    if (lines[start].folded.ends_with(':') && (is_forwarded_message(plain) || is_original_message(plain)) &&
        plain.find(' ') != std::string_view::npos)
        return start + 1;
    std::string text;
    for (std::size_t i = start; i < std::min(lines.size(), start + bar_lines_max); ++i) {
        if (lines[i].is_blank() || lines[i].is_marked || lines[i].is_long) break;
        text += (text.empty() ? "" : " ") + lines[i].folded;
        const std::string_view inner = within_bar(text);
        if (inner.empty()) break;
        const std::string_view words = without_colon(inner);
        const bool is_known = is_original_message(words) || is_forwarded_message(words) || is_reply_above(words);
        const bool is_dated = has_bar_behind(text) && find_date(inner).has_date;
        if (is_known || is_dated) return i + 1;
    }
    return start;
}

/// Lotus Notes writes the author and the date above "To:", on one line or two, with blank ones below.
std::size_t start_of_author(const std::vector<ReplyLine>& lines, std::size_t start)
{
    constexpr std::size_t blank_lines_max = 3;
    constexpr std::size_t author_octets_max = 120;
    std::size_t i = start;
    while (i > 0 && start - i < blank_lines_max && lines[i - 1].is_blank()) --i;
    const auto is_short = [&](std::size_t at) {
        return !lines[at].is_blank() && !lines[at].is_marked && lines[at].folded.size() <= author_octets_max;
    };
    if (i > 0 && lines[i - 1].folded.starts_with("please respond to")) --i;
    if (i == 0 || !is_short(i - 1)) return start;
    const std::string_view last = lines[i - 1].folded;
    const bool has_line_above = i > 1 && is_short(i - 2);
    const DateFound date = find_date(last);
    if (date.has_date && date.has_time) {
        const bool is_date_only = base::is_digit(last.front()) && last.size() <= 40;
        return is_date_only && has_line_above ? i - 2 : i - 1;
    }
    const bool is_broken = has_line_above && find_date(lines[i - 2].folded).has_date && date.has_time;
    return is_broken ? i - 2 : start;
}

/// Bars that are drawn over a header.
std::size_t start_with_bars(const std::vector<ReplyLine>& lines, std::size_t start)
{
    constexpr std::size_t bar_octets_min = 3;
    constexpr std::size_t blank_lines_max = 2;
    for (std::size_t i = start; i > 0 && start - i <= blank_lines_max; --i) {
        const ReplyLine& line = lines[i - 1];
        if (line.is_blank()) continue;
        return !line.is_marked && is_bar(line.folded, bar_octets_min) ? i - 1 : start;
    }
    return start;
}

/// "From: ann@body.example <ann@body.example>" alone in its paragraph.
bool is_lone_author(const std::vector<ReplyLine>& lines, std::size_t start, const Field& field)
{
    const bool stands_alone =
        (start == 0 || lines[start - 1].is_blank()) && (start + 1 == lines.size() || lines[start + 1].is_blank());
    return stands_alone && field.kind == QuotedField::from && has_address(field.value) && field.value.ends_with('>');
}

}  // namespace

QuotedHeader find_quoted_header(const std::vector<ReplyLine>& lines, std::size_t start)
{
    QuotedHeader found{.first = start, .end = bar_end(lines, start)};
    if (found.is_found()) return found;
    const Field field = read_field(lines[start].folded);
    if (field.kind == QuotedField::none || field.kind == QuotedField::other) return found;
    const Block block = read_block(lines, start);
    if (block.is_header()) {
        found.end = end_of_last_field(lines, block.end);
        const bool lacks_author = !block.has.at(static_cast<std::size_t>(QuotedField::from));
        if (lacks_author) found.first = start_of_author(lines, start);
    } else if (is_lone_author(lines, start, field)) {
        found.end = start + 1;
    } else {
        return found;
    }
    found.first = start_with_bars(lines, found.first);
    return found;
}

}  // namespace mail
