#include "form/unlabelled.h"

#include "base/text.h"
#include "form/shown_type.h"
#include "form/table_headings.h"
#include "form/table_reader.h"
#include "form/text_table.h"
#include "form/usual_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace form {

namespace {

using Kind = TextLine::Kind;

constexpr std::size_t bare_questions_min = 2;  // one may be asked of the secretary

bool is_used(const TextLine& line)
{
    return !line.is_signature;
}

bool is_question(const TextLine& line)
{
    return line.kind == Kind::text && is_used(line) && (line.text.ends_with('?') || line.text.ends_with("\uFF1F"));
}

bool goes_on_answering(const TextLine& line)
{
    return line.kind == Kind::blank || (line.kind == Kind::text && is_used(line) && !is_question(line));
}

/// Prose has commas, too.
void guess(std::vector<Words>& cells)
{
    for (Words& words : cells) words.sureness = Sureness::guessed;
}

bool has_types(const config::Form& form)
{
    return std::ranges::any_of(form.columns,
                               [](const config::Question& column) { return !usual_names(column.type).empty(); });
}

/// "organized by the Foundation": what leads in to the answer is none of it. Of a column's own names alone.
void drop_lead_in(Words& words, std::size_t column, const Names& names)
{
    constexpr std::size_t words_max = 3;
    const std::string_view text = words.text;
    std::size_t best = 0;
    std::size_t end = 0;
    for (std::size_t count = 0; count < words_max; ++count) {
        end = text.find_first_of(" :", end + 1);
        if (end == std::string_view::npos) break;
        const Meaning meaning = names.find_exactly(text.substr(0, end));
        if (meaning.column && meaning.column->index == column && !meaning.number) best = end;
    }
    if (best == 0) return;
    const std::string_view rest = base::trim(text.substr(best + (text[best] == ':' ? 1 : 0)));
    if (!rest.empty()) words.text = std::string(rest);
}

/// Lines that are parted into as many answers as the form has columns, where nothing says so.
Entries read_bare_rows(std::span<const TextLine> lines, const Names& names)
{
    Entries entries;
    for (std::size_t i = 0; i < lines.size();) {
        const auto found = is_used(lines[i]) ? find_bare_table(lines, i, names) : std::nullopt;
        if (found && find_own_order(found->table, names.form())) append(entries, read_table(found->table, names));
        i = found ? found->end : i + 1;
    }
    for (Entry& entry : entries.all) {
        auto* row = std::get_if<TableRow>(&entry);
        if (row == nullptr) continue;
        guess(row->cells);
        for (std::size_t c = 1; c < row->cells.size(); ++c) drop_lead_in(row->cells[c], c, names);
    }
    return entries;
}

/// Lines that follow each other, the first of them behind a bullet or a blank line.
std::size_t end_of_block(std::span<const TextLine> lines, std::size_t start)
{
    std::size_t i = start + 1;
    while (i < lines.size() && lines[i].kind == Kind::text && is_used(lines[i]) &&
           lines[i].depth == lines[start].depth && without_number(lines[i].text).size() == lines[i].text.size())
        ++i;
    return i;
}

/// "ann [at] body.example"
bool is_disguised(std::string_view text)
{
    return text.find("[at]") != std::string_view::npos || text.find("(at)") != std::string_view::npos;
}

/// Whether the line shows by itself which column it answers.
std::optional<std::size_t> column_shown(std::string_view text, const config::Form& form)
{
    for (std::size_t c = 0; c < form.columns.size(); ++c) {
        const config::AnswerType type = form.columns[c].type;
        const bool is_told = type == config::AnswerType::email || type == config::AnswerType::url ||
                             type == config::AnswerType::date || type == config::AnswerType::date_range;
        if (type == config::AnswerType::email && is_disguised(text)) return c;
        const bool is_date = type == config::AnswerType::date || type == config::AnswerType::date_range;
        if (is_told && is_clearly(type, text) && (is_date || text.find(' ') == std::string_view::npos)) return c;
    }
    return std::nullopt;
}

/// A name, and behind it the other answers, some of which show what they are; no row when none does.
std::optional<TableRow> read_pieces(std::span<const Words> pieces, const config::Form& form)
{
    constexpr std::size_t octets_max = 200;
    TableRow row;
    row.cells.resize(form.columns.size());
    if (pieces.size() < 2 || pieces.size() > form.columns.size()) return std::nullopt;
    std::size_t next = 0;
    bool is_shown = false;
    for (const Words& piece : pieces) {
        std::string_view text = piece.text;
        if (text.empty() || text.size() > octets_max) return std::nullopt;
        for (const auto& [open, close] : {std::pair{'(', ')'}, {'<', '>'}})
            if (text.starts_with(open) && text.ends_with(close)) text = base::trim(text.substr(1, text.size() - 2));
        const auto shown = column_shown(text, form);
        is_shown = is_shown || shown;
        if (shown && &piece == &pieces.front()) return std::nullopt;
        while (!shown && next < form.columns.size() && !may_be_any(form.columns[next].type)) ++next;
        const std::size_t column = shown ? *shown : next++;
        if (column >= form.columns.size() || !row.cells[column].is_empty()) return std::nullopt;
        row.cells[column] = {.text = std::string(text), .place = piece.place};
    }
    guess(row.cells);
    return is_shown ? std::optional(std::move(row)) : std::nullopt;
}

std::optional<TableRow> read_block(std::span<const TextLine> block, const config::Form& form)
{
    std::vector<Words> pieces;
    for (const TextLine& line : block)
        pieces.push_back({.text = std::string(without_number(line.text)), .place = line.place});
    return read_pieces(pieces, form);
}

constexpr char dashes = '\v';  // stands for those that part answers

/// "Network (consumers), a@b.example": what stands in brackets is an answer of its own.
std::vector<Words> split_line(std::string_view line, char delimiter, const std::string& place)
{
    constexpr auto signs = std::to_array<std::string_view>({" \u2013 ", " \u2014 ", " - "});
    std::string parted;
    for (std::size_t i = 0; i < line.size();) {
        const auto* const dash =
            std::ranges::find_if(signs, [&](std::string_view sign) { return line.substr(i).starts_with(sign); });
        if (delimiter == dashes && dash != signs.end()) {
            parted += dashes;
            i += dash->size();
            continue;
        }
        const char c = line[i++];
        if (c == '(' || c == '<') parted += delimiter;
        if (c != '(' && c != ')' && c != '<' && c != '>') parted += c;
    }
    std::vector<Words> pieces;
    const auto add = [&](std::string_view text) {
        text = base::trim(text);
        if (!text.empty()) pieces.push_back({.text = std::string(text), .place = place});
    };
    for (const std::string_view piece : base::split(parted, delimiter)) {
        // A dash parts a name from what it is, commas the rest.
        const auto* const dash = std::ranges::find_if(
            signs, [&](std::string_view sign) { return piece.find(sign) != std::string_view::npos; });
        const bool is_name = pieces.empty() && dash != signs.end();
        const auto end = is_name ? piece.find(*dash) : piece.size();
        add(piece.substr(0, end));
        if (is_name) add(piece.substr(end + dash->size()));
    }
    return pieces;
}

/// A line each, where not all say everything.
Entries read_loose_rows(std::span<const TextLine> lines, const config::Form& form)
{
    constexpr std::size_t rows_min = 2;
    Entries entries;
    for (const TextLine& line : lines) {
        if (line.kind != Kind::text || !is_used(line)) continue;
        const std::string_view text = without_number(line.text);
        const bool has_address = text.find('@') != std::string_view::npos || is_disguised(text) ||
                                 text.find("www.") != std::string_view::npos ||
                                 text.find("://") != std::string_view::npos;
        if (!has_address) continue;
        std::vector<Words> pieces;
        for (const char delimiter : {';', '|', '\t', ',', dashes}) {
            std::vector<Words> parted = split_line(text, delimiter, line.place);
            if (parted.size() > pieces.size()) pieces = std::move(parted);
        }
        if (auto row = read_pieces(pieces, form)) entries.all.emplace_back(std::move(*row));
    }
    return entries.all.size() >= rows_min ? std::move(entries) : Entries{};
}

/// Paragraphs of one line an answer, several of them.
Entries read_blocks(std::span<const TextLine> lines, const config::Form& form)
{
    constexpr std::size_t blocks_min = 2;
    Entries entries;
    for (std::size_t i = 0; i < lines.size();) {
        if (lines[i].kind != Kind::text || !is_used(lines[i])) {
            ++i;
            continue;
        }
        const std::size_t end = end_of_block(lines, i);
        if (auto row = read_block(lines.subspan(i, end - i), form)) entries.all.emplace_back(std::move(*row));
        i = end;
    }
    return entries.all.size() >= blocks_min ? std::move(entries) : Entries{};
}

/// "1. What is SR?", and below it the answer: for a form that asks for both, and nothing else.
Entries read_bare_questions(std::span<const TextLine> lines)
{
    Entries entries;
    if (std::ranges::count_if(lines, is_question) < static_cast<std::ptrdiff_t>(bare_questions_min)) return entries;
    for (std::size_t i = 0; i < lines.size();) {
        if (!is_question(lines[i])) {
            ++i;
            continue;
        }
        TableRow row;
        row.cells.push_back({.text = std::string(without_number(lines[i].text)), .place = lines[i].place});
        Words answer;
        for (++i; i < lines.size() && goes_on_answering(lines[i]); ++i) {
            if (lines[i].kind == Kind::blank) continue;
            if (answer.is_empty()) answer.place = lines[i].place;
            answer.text += (answer.is_empty() ? "" : "\n") + lines[i].text;
        }
        row.cells.push_back(std::move(answer));
        guess(row.cells);
        entries.all.emplace_back(std::move(row));
    }
    return entries;
}

}  // namespace

Entries read_unlabelled(std::span<const TextLine> lines, const Names& names)
{
    if (has_types(names.form())) {
        Entries rows = read_bare_rows(lines, names);
        Entries loose = read_loose_rows(lines, names.form());
        if (loose.all.size() > rows.all.size()) return loose;
        return rows.all.empty() ? read_blocks(lines, names.form()) : std::move(rows);
    }
    return names.form().columns.size() == 2 ? read_bare_questions(lines) : Entries{};
}

}  // namespace form
