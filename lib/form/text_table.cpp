#include "form/text_table.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace form {

namespace {

constexpr std::size_t headings_min = 2;
constexpr std::size_t loose_headings_min = 3;
constexpr std::size_t cells_max = 100;

struct Piece {
    std::string_view text;
    std::size_t column = 0;  ///< of the screen, about: characters from the front
};

using Pieces = std::vector<Piece>;

constexpr auto dash_signs = std::to_array<std::string_view>({" \u2013 ", " \u2014 ", " - "});
constexpr auto slash_signs = std::to_array<std::string_view>({" / "});
constexpr std::string_view drawn_bar = "\u2502";

/// "a | b", "| a | b |", with or without bars at the ends. "a |" has an empty cell at its end.
Pieces split_at_bars(std::string_view line)
{
    Pieces pieces;
    const bool is_closed = line.starts_with('|') && line.ends_with('|') && line.size() > 1;
    if (line.starts_with('|')) line.remove_prefix(1);
    if (is_closed) line.remove_suffix(1);
    for (const std::string_view cell : base::split(line, '|')) pieces.push_back({.text = base::trim(cell)});
    return pieces;
}

Pieces split_at_drawn_bars(std::string_view line)
{
    Pieces pieces;
    if (line.starts_with(drawn_bar)) line.remove_prefix(drawn_bar.size());
    if (line.ends_with(drawn_bar)) line.remove_suffix(drawn_bar.size());
    for (;;) {
        const auto end = line.find(drawn_bar);
        pieces.push_back({.text = base::trim(line.substr(0, end))});
        if (end == std::string_view::npos) return pieces;
        line.remove_prefix(end + drawn_bar.size());
    }
}

Pieces split_at(std::string_view line, char separator)
{
    Pieces pieces;
    for (const std::string_view cell : base::split(line, separator)) pieces.push_back({.text = base::trim(cell)});
    return pieces;
}

/// Values with quotes as RFC 4180 has them, as far as one line goes.
Pieces split_at_commas(std::string_view line)
{
    Pieces pieces;
    while (true) {
        line = line.substr(std::min(line.find_first_not_of(' '), line.size()));
        const bool is_quoted = line.starts_with('"');
        const auto close = is_quoted ? line.find('"', 1) : 0;
        const auto end = line.find(',', close == std::string_view::npos ? 0 : close);
        std::string_view cell = base::trim(line.substr(0, end));
        if (is_quoted && cell.size() >= 2 && cell.ends_with('"')) cell = cell.substr(1, cell.size() - 2);
        pieces.push_back({.text = cell});
        if (end == std::string_view::npos) return pieces;
        line.remove_prefix(end + 1);
    }
}

/// Columns in line: two blanks part them.
Pieces split_at_gaps(std::string_view line)
{
    Pieces pieces;
    std::size_t column = 0;
    std::size_t start = 0;
    std::size_t start_column = 0;
    const auto add = [&](std::size_t end) {
        const std::string_view text = base::trim(line.substr(start, end - start));
        if (!text.empty()) pieces.push_back({.text = text, .column = start_column});
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool is_gap = line.substr(i).starts_with("  ");
        if (is_gap) {
            add(i);
            const std::size_t next = std::min(line.find_first_not_of(' ', i), line.size());
            column += next - i;
            start = next;
            start_column = column;
            i = next - 1;
            continue;
        }
        const bool begins_character = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
        column += begins_character ? 1 : 0;
    }
    add(line.size());
    return pieces;
}

/// "Network – consumers – a@b.example", "Network / consumers / a@b.example"
Pieces split_at_signs(std::string_view line, std::span<const std::string_view> signs)
{
    Pieces pieces;
    for (;;) {
        std::size_t end = line.size();
        std::size_t size = 0;
        for (const std::string_view dash : signs) {
            const auto at = line.find(dash);
            if (at >= end) continue;
            end = at;
            size = dash.size();
        }
        pieces.push_back({.text = base::trim(line.substr(0, end))});
        if (size == 0) return pieces;
        line.remove_prefix(end + size);
    }
}

enum class Drawing : unsigned char { bars, drawn_bars, tabs, semicolons, commas, dashes, slashes, gaps };

Pieces split(std::string_view line, Drawing drawing)
{
    switch (drawing) {
    case Drawing::bars: return split_at_bars(line);
    case Drawing::drawn_bars: return split_at_drawn_bars(line);
    case Drawing::tabs: return split_at(line, '\t');
    case Drawing::semicolons: return split_at(line, ';');
    case Drawing::commas: return split_at_commas(line);
    case Drawing::dashes: return split_at_signs(line, dash_signs);
    case Drawing::slashes: return split_at_signs(line, slash_signs);
    case Drawing::gaps: return split_at_gaps(line);
    }
    return {};
}

std::string_view sign_of(Drawing drawing)
{
    switch (drawing) {
    case Drawing::bars: return "|";
    case Drawing::drawn_bars: return drawn_bar;
    case Drawing::tabs: return "\t";
    case Drawing::semicolons: return ";";
    case Drawing::commas: return ",";
    case Drawing::dashes:
    case Drawing::slashes: return " ";
    case Drawing::gaps: return "  ";
    }
    return {};
}

bool is_address(std::string_view text)
{
    return text.find('@') != std::string_view::npos || text.find("www.") != std::string_view::npos ||
           text.find("://") != std::string_view::npos;
}

/// `is_loose`: headings that only hold a name count as well.
bool is_heading_line(const Pieces& pieces, const Names& names, bool is_loose)
{
    if (pieces.size() < headings_min || pieces.size() > cells_max) return false;
    if (std::ranges::any_of(pieces, [](const Piece& piece) { return is_address(piece.text); })) return false;
    if (pieces.front().text.find(": ") != std::string_view::npos) return false;  // a label, and an answer with bars
    std::set<std::size_t> columns;
    std::size_t strangers = 0;
    for (const Piece& piece : pieces) {
        const bool is_pair = piece.text.ends_with(':') || piece.text.find(": ") != std::string_view::npos;
        const Meaning meaning = is_pair    ? Meaning{}
                                : is_loose ? names.find_heading(piece.text)
                                           : names.find(piece.text);
        if (meaning.column)
            columns.insert(meaning.column->index);
        else
            strangers += piece.text.empty() ? 0 : 1;
    }
    return columns.size() >= headings_min && columns.size() >= strangers;
}

/// "|---|---|", "-----  -----", "+----+"
bool is_ruler(std::string_view text)
{
    constexpr std::string_view signs = " |-+=:_\t";
    constexpr std::string_view drawn = "\u2500\u2501\u2550\u253C\u251C\u2524\u250C\u2510\u2514\u2518\u252C\u2534";
    if (text.find_first_not_of(signs) == std::string_view::npos) return true;
    for (std::size_t i = 0; i + 3 <= text.size(); i += 3) {
        if (drawn.find(text.substr(i, 3)) == std::string_view::npos) return false;
    }
    return text.size() % 3 == 0;
}

/// Each piece below the heading that begins nearest to its left.
std::vector<document::Cell> aligned(const Pieces& pieces, const Pieces& headings, const std::string& place)
{
    constexpr std::size_t slack = 2;  // people do not count blanks
    std::vector<document::Cell> row(headings.size());
    if (pieces.size() == headings.size()) {
        for (std::size_t i = 0; i < pieces.size(); ++i) row[i] = {.text = std::string(pieces[i].text), .place = place};
        return row;
    }
    for (const Piece& piece : pieces) {
        std::size_t best = 0;
        for (std::size_t i = 0; i < headings.size(); ++i) {
            if (headings[i].column <= piece.column + slack) best = i;
        }
        document::Cell& cell = row[best];
        cell.text += (cell.text.empty() ? "" : " ") + std::string(piece.text);
        cell.place = place;
    }
    return row;
}

std::vector<document::Cell> row_of(const Pieces& pieces, const Pieces& headings, Drawing drawing,
                                   const std::string& place)
{
    if (drawing == Drawing::gaps) return aligned(pieces, headings, place);
    std::vector<document::Cell> row;
    for (const Piece& piece : pieces) row.push_back({.text = std::string(piece.text), .place = place});
    return row;
}

/// A blank line within a table. What has labels behind it is another matter.
bool goes_on_below(std::span<const TextLine> lines, std::size_t blank, Drawing drawing)
{
    if (drawing == Drawing::commas || blank + 1 >= lines.size()) return false;
    const TextLine& next = lines[blank + 1];
    const bool has_labels = std::ranges::any_of(next.labels.pieces, [&](const LabelPiece& piece) {
        return next.text.find(':') != std::string::npos && piece.meaning.is_found();
    });
    if (has_labels) return false;
    return next.text.find(sign_of(drawing)) != std::string::npos && next.kind != TextLine::Kind::letter;
}

/// A row between bars that its program broke goes on until the bar that closes it.
std::size_t end_of_closed(std::span<const TextLine> lines, std::size_t start)
{
    constexpr std::size_t lines_max = 8;
    if (!lines[start].text.starts_with('|')) return start + 1;
    for (std::size_t i = start; i < std::min(lines.size(), start + lines_max); ++i) {
        if (i > start && (lines[i].text.starts_with('|') || lines[i].kind == TextLine::Kind::blank)) break;
        if (lines[i].text.ends_with('|')) return i + 1;
    }
    return start + 1;
}

/// "      |           | Council    |": the rest of what did not fit into the row above.
bool goes_on_above(const Pieces& pieces, const document::Table& table, Drawing drawing)
{
    const bool has_bars = drawing == Drawing::bars || drawing == Drawing::drawn_bars;
    const auto filled = std::ranges::count_if(pieces, [](const Piece& piece) { return !piece.text.empty(); });
    return has_bars && table.rows.size() > 1 && pieces.front().text.empty() && filled > 0 &&
           pieces.size() <= table.rows.back().size() && filled * 2 < std::ssize(pieces);
}

void add_to_last_row(document::Table& table, const Pieces& pieces)
{
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        std::string& text = table.rows.back()[i].text;
        if (!pieces[i].text.empty()) text += (text.empty() ? "" : " ") + std::string(pieces[i].text);
    }
}

std::optional<TextTable> read_drawn(std::span<const TextLine> lines, std::size_t start, const Names& names,
                                    Drawing drawing)
{
    Pieces headings = split(lines[start].text, drawing);
    if (headings.size() > headings_min && headings.back().text.empty()) headings.pop_back();
    const bool goes_on = start + 1 < lines.size() && headings.size() >= loose_headings_min &&
                         split(lines[start + 1].text, drawing).size() == headings.size();
    if (!is_heading_line(headings, names, false) && !(goes_on && is_heading_line(headings, names, true)))
        return std::nullopt;
    TextTable found;
    found.table.rows.push_back(row_of(headings, headings, drawing, lines[start].place));
    const bool is_closed = drawing == Drawing::bars && lines[start].text.ends_with('|');
    std::size_t i = start + 1;
    while (i < lines.size()) {
        if (lines[i].kind == TextLine::Kind::blank && !goes_on_below(lines, i, drawing)) break;
        if (lines[i].kind == TextLine::Kind::blank || is_ruler(lines[i].text)) {
            ++i;
            continue;
        }
        const std::size_t end = is_closed ? end_of_closed(lines, i) : i + 1;
        std::string text = lines[i].text;
        for (std::size_t j = i + 1; j < end; ++j) text += ' ' + lines[j].text;
        // Without bars at their ends, rows begin with an empty cell where they seem to begin with a bar.
        if (drawing == Drawing::bars && !lines[start].text.starts_with('|')) text = ' ' + text + ' ';
        const Pieces pieces = split(text, drawing);
        if (pieces.size() < headings_min || pieces.size() > cells_max || pieces.front().text.ends_with(':')) break;
        if (goes_on_above(pieces, found.table, drawing))
            add_to_last_row(found.table, pieces);
        else
            found.table.rows.push_back(row_of(pieces, headings, drawing, lines[i].place));
        i = end;
    }
    found.end = i;
    return found;
}

}  // namespace

std::optional<TextTable> find_text_table(std::span<const TextLine> lines, std::size_t start, const Names& names)
{
    constexpr std::size_t heading_octets_max = 600;
    const std::string& text = lines[start].text;
    if (text.empty() || text.size() > heading_octets_max) return std::nullopt;
    for (const Drawing drawing :
         {Drawing::bars, Drawing::drawn_bars, Drawing::tabs, Drawing::semicolons, Drawing::commas, Drawing::gaps}) {
        if (text.find(sign_of(drawing)) == std::string::npos) continue;
        if (auto found = read_drawn(lines, start, names, drawing)) return found;
    }
    return std::nullopt;
}

/// "2. Network, …": what numbers a line is no answer.
std::string_view without_number(std::string_view line)
{
    const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
    const bool is_number =
        digits > 0 && digits + 1 < line.size() && std::string_view(".):").find(line[digits]) != std::string_view::npos;
    const std::string_view rest = base::trim(is_number ? line.substr(digits + 1) : line);
    for (const std::string_view bullet : {"- ", "* ", "\u2022", "\u00B7", "\u25AA", "\u25CF", "\u2013 "}) {
        if (rest.starts_with(bullet)) return base::trim(rest.substr(bullet.size()));
    }
    return rest;
}

std::optional<TextTable> find_bare_table(std::span<const TextLine> lines, std::size_t start, const Names& names)
{
    const std::size_t columns = names.form().columns.size();
    for (const Drawing drawing : {Drawing::bars, Drawing::tabs, Drawing::semicolons, Drawing::commas, Drawing::dashes,
                                  Drawing::slashes, Drawing::gaps}) {
        TextTable found;
        std::size_t i = start;
        for (; i < lines.size() && lines[i].kind == TextLine::Kind::text; ++i) {
            const Pieces pieces = split(without_number(lines[i].text), drawing);
            if (pieces.size() != columns || columns < headings_min) break;
            found.table.rows.push_back(row_of(pieces, pieces, drawing, lines[i].place));
        }
        found.end = i;
        if (!found.table.rows.empty()) return found;
    }
    return std::nullopt;
}

}  // namespace form
