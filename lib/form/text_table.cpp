#include "form/text_table.h"

#include "base/text.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace form {

namespace {

constexpr std::size_t headings_min = 2;
constexpr std::size_t cells_max = 100;

struct Piece {
    std::string_view text;
    std::size_t column = 0;  ///< of the screen, about: characters from the front
};

using Pieces = std::vector<Piece>;

constexpr std::string_view drawn_bar = "\u2502";

/// "a | b", "| a | b |", with or without bars at the ends.
Pieces split_at_bars(std::string_view line)
{
    Pieces pieces;
    if (line.starts_with('|')) line.remove_prefix(1);
    if (line.ends_with('|')) line.remove_suffix(1);
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

enum class Drawing : unsigned char { bars, drawn_bars, tabs, semicolons, commas, gaps };

Pieces split(std::string_view line, Drawing drawing)
{
    switch (drawing) {
    case Drawing::bars: return split_at_bars(line);
    case Drawing::drawn_bars: return split_at_drawn_bars(line);
    case Drawing::tabs: return split_at(line, '\t');
    case Drawing::semicolons: return split_at(line, ';');
    case Drawing::commas: return split_at_commas(line);
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
    case Drawing::gaps: return "  ";
    }
    return {};
}

bool is_heading_line(const Pieces& pieces, const Names& names)
{
    if (pieces.size() < headings_min || pieces.size() > cells_max) return false;
    std::set<std::size_t> columns;
    std::size_t strangers = 0;
    for (const Piece& piece : pieces) {
        const bool is_pair = piece.text.ends_with(':') || piece.text.find(": ") != std::string_view::npos;
        const Meaning meaning = is_pair ? Meaning{} : names.find(piece.text);
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

std::optional<TextTable> read_drawn(std::span<const TextLine> lines, std::size_t start, const Names& names,
                                    Drawing drawing)
{
    const Pieces headings = split(lines[start].text, drawing);
    if (!is_heading_line(headings, names)) return std::nullopt;
    TextTable found;
    found.table.rows.push_back(row_of(headings, headings, drawing, lines[start].place));
    std::size_t i = start + 1;
    for (; i < lines.size(); ++i) {
        if (lines[i].kind == TextLine::Kind::blank) {
            const bool goes_on = i + 1 < lines.size() &&
                                 lines[i + 1].text.find(sign_of(drawing)) != std::string::npos &&
                                 lines[i + 1].kind != TextLine::Kind::letter && drawing != Drawing::commas;
            if (goes_on) continue;
            break;
        }
        if (is_ruler(lines[i].text)) continue;
        const Pieces pieces = split(lines[i].text, drawing);
        if (pieces.size() < headings_min || pieces.size() > cells_max || pieces.front().text.ends_with(':')) break;
        found.table.rows.push_back(row_of(pieces, headings, drawing, lines[i].place));
    }
    if (found.table.rows.size() < 2) return std::nullopt;
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

}  // namespace form
