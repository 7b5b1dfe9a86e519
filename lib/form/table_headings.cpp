#include "form/table_headings.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/usual_names.h"

#include <algorithm>
#include <set>

namespace form {

namespace {

constexpr std::size_t heading_rows_max = 40;  // titles, dates and logos may stand above
constexpr std::size_t columns_max = 100;

using Row = std::vector<document::Cell>;

bool is_number_heading(std::string_view plain)
{
    return plain == "no" || plain == "nr" || plain == "n" || plain == "number" || plain == "id" || plain.empty() ||
           plain.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Two labels with their answers between them are no headings.
bool is_pair(std::string_view text)
{
    return text.ends_with(':') || text.find(": ") != std::string_view::npos;
}

Headings read_headings(const Row& row, std::size_t number, const Names& names)
{
    Headings found{.first = number, .end = number + 1, .columns = {}, .known = 0, .strangers = 0, .unknown = {}};
    std::set<std::size_t> known;
    for (std::size_t c = 0; c < std::min(row.size(), columns_max); ++c) {
        const std::string& text = row[c].text;
        const Meaning meaning = text.empty() || is_pair(text) ? Meaning{} : names.find_heading(text);
        found.columns.push_back(meaning.column);
        if (meaning.column)
            known.insert(meaning.column->index);
        else if (!is_number_heading(plain_name(text)) && !heads_example(plain_name(text)))
            found.unknown.push_back(c);
    }
    found.strangers = found.unknown.size();
    found.known = known.size();
    return found;
}

/// Prose that happens to hold a name is no heading.
bool is_credible(const Headings& headings, const Row& row)
{
    constexpr std::size_t strangers_per_known = 4;
    if (headings.known == 0 || headings.strangers > strangers_per_known * headings.known) return false;
    const auto exact = std::ranges::count_if(
        headings.columns, [](const auto& target) { return target && target->sureness == Sureness::sure; });
    if (headings.known >= 2) return exact > 0;
    const auto filled = std::ranges::count_if(row, [](const document::Cell& cell) { return !cell.text.empty(); });
    return exact == 1 && filled == 1;  // a list of one column
}

/// "Contact" over "E-mail" and "URL": the lower row says more where it says anything.
void take_second_row(Headings& headings, const document::Table& table, const Names& names)
{
    if (headings.end >= table.rows.size()) return;
    const Row& below = table.rows[headings.end];
    const Headings second = read_headings(below, headings.end, names);
    std::size_t others = 0;
    std::size_t matched = 0;
    for (std::size_t c = 0; c < below.size() && c < second.columns.size(); ++c) {
        const bool repeats =
            c < table.rows[headings.first].size() && below[c].text == table.rows[headings.first][c].text;
        if (below[c].text.empty() || repeats) continue;
        const bool is_exact = second.columns[c] && second.columns[c]->sureness == Sureness::sure;
        ++(is_exact ? matched : others);
    }
    if (matched == 0 || others > 0) return;
    headings.columns.resize(std::max(headings.columns.size(), second.columns.size()));
    for (std::size_t c = 0; c < second.columns.size(); ++c) {
        if (second.columns[c]) headings.columns[c] = second.columns[c];
    }
    std::set<std::size_t> known;
    for (const auto& target : headings.columns) {
        if (target) known.insert(target->index);
    }
    headings.known = known.size();
    headings.end += 1;
}

}  // namespace

Headings find_headings(const document::Table& table, const Names& names)
{
    Headings best;
    for (std::size_t r = 0; r < std::min(table.rows.size(), heading_rows_max); ++r) {
        const Headings found = read_headings(table.rows[r], r, names);
        if (!is_credible(found, table.rows[r])) continue;
        const bool is_better =
            found.known > best.known || (found.known == best.known && found.strangers < best.strangers);
        if (!best.is_found() || is_better) best = found;
    }
    if (best.is_found()) take_second_row(best, table, names);
    return best;
}

namespace {

/// Whether the cell can be of that type; nothing where any text can.
std::optional<bool> can_be(config::AnswerType type, std::string_view text)
{
    switch (type) {
    case config::AnswerType::email: return text.find('@') != std::string_view::npos;
    case config::AnswerType::url:
        return text.find('.') != std::string_view::npos && text.find('@') == std::string_view::npos;
    case config::AnswerType::date:
    case config::AnswerType::date_range:
    case config::AnswerType::telephone:
    case config::AnswerType::number: return std::ranges::any_of(text, base::is_digit);
    case config::AnswerType::text:
    case config::AnswerType::long_text:
    case config::AnswerType::country:
    case config::AnswerType::language:
    case config::AnswerType::yes_no:
    case config::AnswerType::choice: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

namespace {

/// Whether what stands below in that column may answer such a question; false where nothing stands there.
bool holds_answers(const document::Table& table, std::size_t first_row, std::size_t column, config::AnswerType type)
{
    constexpr std::size_t rows_max = 400;
    std::size_t filled = 0;
    for (std::size_t r = first_row; r < std::min(table.rows.size(), first_row + rows_max); ++r) {
        const Row& row = table.rows[r];
        if (column >= row.size() || is_blank(row[column].text)) continue;
        if (!can_be(type, row[column].text).value_or(true)) return false;
        ++filled;
    }
    return filled > 0;
}

}  // namespace

std::vector<std::size_t> guess_left_over(Headings& headings, const document::Table& table, const config::Form& form)
{
    std::vector<std::size_t> left_over;
    const Row& names = table.rows[headings.first];
    for (const std::size_t c : headings.unknown) {
        const bool is_taken = c < headings.columns.size() && headings.columns[c];
        if (!is_taken && c < names.size() && !names_other_fact(plain_name(names[c].text)) &&
            holds_answers(table, headings.end, c, config::AnswerType::text))
            left_over.push_back(c);
    }
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < form.columns.size(); ++i) {
        const bool is_there =
            std::ranges::any_of(headings.columns, [&](const auto& target) { return target && target->index == i; });
        if (!is_there) free.push_back(i);
    }
    if (free.empty()) return {};
    const bool fits = left_over.size() == 1 && free.size() == 1 &&
                      holds_answers(table, headings.end, left_over.front(), form.columns[free.front()].type);
    if (!fits) return left_over;
    headings.columns[left_over.front()] =
        Target{.index = free.front(), .rank = NameRank::usual, .sureness = Sureness::guessed};
    return {};
}

std::optional<std::size_t> find_own_order(const document::Table& table, const config::Form& form)
{
    constexpr std::size_t rows_max = 50;
    std::size_t width = 0;
    for (const Row& row : table.rows) width = std::max(width, row.size());
    const std::size_t needed = form.columns.size();
    if (needed < 2 || (width != needed && width != needed + 1)) return std::nullopt;
    const std::size_t first = width - needed;
    std::size_t fitting = 0;
    std::size_t odd = 0;
    std::size_t filled = 0;
    for (std::size_t r = 0; r < std::min(table.rows.size(), rows_max); ++r) {
        const Row& row = table.rows[r];
        for (std::size_t c = 0; c + first < row.size() && c < needed; ++c) {
            if (is_blank(row[c + first].text)) continue;
            ++filled;
            const auto fits = can_be(form.columns[c].type, row[c + first].text);
            if (fits) ++(*fits ? fitting : odd);
        }
        if (first == 1 && !row.empty() && !is_number_heading(plain_name(row[0].text))) return std::nullopt;
    }
    const bool has_types =
        std::ranges::any_of(form.columns, [](const config::Question& q) { return can_be(q.type, "x").has_value(); });
    if (has_types) return fitting > 0 && fitting > 3 * odd ? std::optional(first) : std::nullopt;
    return filled >= needed ? std::optional(first) : std::nullopt;
}

}  // namespace form
