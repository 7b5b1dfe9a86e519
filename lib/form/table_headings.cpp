#include "form/table_headings.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/shown_type.h"
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

/// "Question asked" begins with a name of a question.
std::optional<Target> named_by_first_words(std::string_view heading, const Names& names)
{
    constexpr std::size_t octets_min = 4;
    const auto end = heading.rfind(' ');
    if (end == std::string_view::npos || end < octets_min) return std::nullopt;
    return names.find_exactly(heading.substr(0, end)).column;
}

/// Headings in words of their own that begin with the names of all that the form asks.
void take_first_words(Headings& headings, const Row& row, const Names& names)
{
    const auto is_sure = [](const auto& target) { return target && target->sureness == Sureness::sure; };
    if (std::ranges::any_of(headings.columns, is_sure)) return;
    std::set<std::size_t> known;
    std::vector<std::optional<Target>> columns(headings.columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
        columns[c] = named_by_first_words(row[c].text, names);
        if (columns[c]) known.insert(columns[c]->index);
    }
    if (known.size() != names.form().columns.size()) return;
    headings.columns = std::move(columns);
    headings.known = known.size();
    std::erase_if(headings.unknown, [&](std::size_t c) { return headings.columns[c].has_value(); });
    headings.strangers = headings.unknown.size();
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
    take_first_words(found, row, names);
    return found;
}

/// An unknown heading with nothing but addresses below it, in two rows at least.
bool heads_addresses(const Headings& headings, const document::Table& table)
{
    constexpr std::size_t rows_min = 2;
    return std::ranges::any_of(headings.unknown, [&](std::size_t c) {
        std::size_t addresses = 0;
        for (std::size_t r = headings.first; r < std::min(table.rows.size(), headings.first + heading_rows_max); ++r) {
            const Row& row = table.rows[r];
            const bool is_address = c < row.size() && row[c].text.find('@') != std::string::npos;
            const bool is_filled = c < row.size() && !row[c].text.empty();
            if (is_address && r == headings.first) return false;
            if (is_filled && !is_address && r > headings.first) return false;
            addresses += is_address ? 1 : 0;
        }
        return addresses >= rows_min;
    });
}

/// Prose that happens to hold a name is no heading.
bool is_credible(const Headings& headings, const document::Table& table)
{
    const Row& row = table.rows[headings.first];
    constexpr std::size_t strangers_per_known = 4;
    if (headings.known == 0 || headings.strangers > strangers_per_known * headings.known) return false;
    const auto exact = std::ranges::count_if(
        headings.columns, [](const auto& target) { return target && target->sureness == Sureness::sure; });
    if (headings.known >= 2) return exact > 0;
    if (exact == 1 && heads_addresses(headings, table)) return true;
    const auto filled = std::ranges::count_if(row, [](const document::Cell& cell) { return !cell.text.empty(); });
    return exact == 1 && filled == 1;  // a list of one column
}

bool repeats_above(const document::Table& table, std::size_t r, std::size_t c)
{
    const Row& above = table.rows[r - 1];
    return c < above.size() && !above[c].text.empty() && table.rows[r][c].text == above[c].text;
}

/// The heading above that covers this column: merged cells keep their text in the first.
std::optional<std::size_t> group_above(const document::Table& table, std::size_t r, std::size_t c)
{
    const Row& above = table.rows[r - 1];
    const auto is_empty = [&](std::size_t at) { return at >= above.size() || above[at].text.empty(); };
    const bool goes_on = is_empty(c + 1) && c + 1 < table.rows[r].size() && !table.rows[r][c + 1].text.empty();
    if (!is_empty(c)) return goes_on ? std::optional(c) : std::nullopt;
    while (c > 0 && is_empty(c)) --c;
    return is_empty(c) ? std::nullopt : std::optional(c);
}

/// "Contact" over "E-mail" and "URL", or "Date" over "From" and "To": the lower row says more where it says anything.
void take_second_row(Headings& headings, const document::Table& table, const Names& names)
{
    if (headings.end >= table.rows.size()) return;
    const Row& below = table.rows[headings.end];
    const Headings second = read_headings(below, headings.end, names);
    std::size_t others = 0;
    std::size_t matched = 0;
    std::size_t repeated = 0;
    for (std::size_t c = 0; c < below.size() && c < second.columns.size(); ++c) {
        if (below[c].text.empty()) continue;
        if (repeats_above(table, headings.end, c)) {
            ++repeated;
            continue;
        }
        const bool is_exact = second.columns[c] && second.columns[c]->sureness == Sureness::sure;
        if (is_exact) ++matched;
        if (!is_exact && !group_above(table, headings.end, c)) ++others;
    }
    if ((matched == 0 && repeated == 0) || others > 0) return;
    headings.columns.resize(std::max(headings.columns.size(), second.columns.size()));
    for (std::size_t c = 0; c < second.columns.size(); ++c) {
        if (below[c].text.empty() || repeats_above(table, headings.end, c)) continue;
        const bool is_exact = second.columns[c] && second.columns[c]->sureness == Sureness::sure;
        const auto group = group_above(table, headings.end, c);
        if (is_exact)
            headings.columns[c] = second.columns[c];
        else if (group)
            headings.columns[c] = headings.columns[*group];
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
        if (!is_credible(found, table)) continue;
        const bool is_better =
            found.known > best.known || (found.known == best.known && found.strangers < best.strangers);
        if (!best.is_found() || is_better) best = found;
    }
    if (best.is_found()) take_second_row(best, table, names);
    return best;
}

namespace {

constexpr std::size_t column_rows_max = 400;  // that are looked at

/// Calls `see` with each cell of the column that says something; false as soon as it answers false, or when none does.
template <class See>
bool all_filled(const document::Table& table, std::size_t first_row, std::size_t column, See see)
{
    std::size_t filled = 0;
    for (std::size_t r = first_row; r < std::min(table.rows.size(), first_row + column_rows_max); ++r) {
        const Row& row = table.rows[r];
        if (column >= row.size() || is_blank(row[column].text)) continue;
        if (!see(row[column].text)) return false;
        ++filled;
    }
    return filled > 0;
}

bool may_answer(const document::Table& table, std::size_t first_row, std::size_t column, config::AnswerType type)
{
    return all_filled(table, first_row, column,
                      [&](std::string_view text) { return can_be(type, text).value_or(true); });
}

bool holds_clearly(const document::Table& table, std::size_t first_row, std::size_t column, config::AnswerType type)
{
    return all_filled(table, first_row, column, [&](std::string_view text) { return is_clearly(type, text); });
}

/// 1, 2, 3 down the column.
bool numbers_rows(const document::Table& table, std::size_t first_row, std::size_t column)
{
    std::int64_t last = 0;
    return all_filled(table, first_row, column, [&](std::string_view text) {
        while (text.ends_with('.') || text.ends_with(')')) text.remove_suffix(1);
        const auto number = base::parse_number(text);
        const bool is_next = number && *number == last + 1;
        ++last;
        return is_next;
    });
}

/// What is still to be matched of a table's columns and of a form's.
class LeftOver {
  public:
    LeftOver(Headings& headings, const document::Table& table, const Names& names)
        : headings_(headings), table_(table), names_(names), form_(names.form())
    {
        const Row& row = table.rows[headings.first];
        for (const std::size_t c : headings.unknown) {
            const bool is_taken = c < headings.columns.size() && headings.columns[c];
            if (!is_taken && c < row.size() && !names_other_fact(plain_name(row[c].text)) &&
                may_answer(table, headings.end, c, config::AnswerType::text) && !numbers_rows(table, headings.end, c))
                columns_.push_back(c);
        }
        for (std::size_t i = 0; i < form_.columns.size(); ++i) {
            const bool is_there =
                std::ranges::any_of(headings.columns, [&](const auto& target) { return target && target->index == i; });
            if (!is_there) free_.push_back(i);
        }
    }

    std::vector<std::size_t> match()
    {
        for (const std::size_t question : std::vector(free_)) match_by_first_words(question);
        for (const std::size_t question : std::vector(free_)) match_by_type(question);
        const bool is_last = columns_.size() == 1 && free_.size() == 1;
        if (is_last && may_answer(table_, headings_.end, columns_.front(), form_.columns[free_.front()].type))
            take(columns_.front(), free_.front());
        return free_.empty() ? std::vector<std::size_t>() : columns_;
    }

  private:
    /// "Question asked" begins with a name of the question; the only such column.
    void match_by_first_words(std::size_t question)
    {
        std::vector<std::size_t> fitting;
        for (const std::size_t c : columns_) {
            const auto target = named_by_first_words(table_.rows[headings_.first][c].text, names_);
            if (target && target->index == question) fitting.push_back(c);
        }
        if (fitting.size() == 1 && may_answer(table_, headings_.end, fitting.front(), form_.columns[question].type))
            take(fitting.front(), question);
    }

    /// The only column that holds nothing but such answers; two for a time, which has a first day and a last.
    void match_by_type(std::size_t question)
    {
        const config::AnswerType type = form_.columns[question].type;
        std::vector<std::size_t> fitting;
        for (const std::size_t c : columns_) {
            if (holds_clearly(table_, headings_.end, c, type)) fitting.push_back(c);
        }
        if (fitting.empty() && type == config::AnswerType::yes_no) fitting = loosely_named(type);
        const bool are_days =
            type == config::AnswerType::date_range && fitting.size() == 2 && fitting.front() + 1 == fitting.back();
        if (fitting.size() != 1 && !are_days) return;
        for (const std::size_t c : fitting) take(c, question);
    }

    /// Whether another column answers the same.
    [[nodiscard]] bool is_doubled(std::size_t column) const
    {
        return std::ranges::count_if(headings_.columns, [&](const auto& target) {
                   return target && target->index == headings_.columns[column]->index;
               }) > 1;
    }

    /// "Ready to speak?" holds the name of another question.
    [[nodiscard]] std::vector<std::size_t> loosely_named(config::AnswerType type) const
    {
        std::vector<std::size_t> found;
        for (std::size_t c = 0; c < headings_.columns.size(); ++c) {
            const bool is_loose =
                headings_.columns[c] && (headings_.columns[c]->sureness != Sureness::sure || is_doubled(c));
            if (is_loose && holds_clearly(table_, headings_.end, c, type)) found.push_back(c);
        }
        return found;
    }

    void take(std::size_t column, std::size_t question)
    {
        headings_.columns[column] = Target{.index = question, .rank = NameRank::usual, .sureness = Sureness::guessed};
        std::erase(columns_, column);
        std::erase(free_, question);
    }

    Headings& headings_;
    const document::Table& table_;
    const Names& names_;
    const config::Form& form_;
    std::vector<std::size_t> columns_;  ///< of the table
    std::vector<std::size_t> free_;     ///< of the form
};

}  // namespace

std::vector<std::size_t> guess_left_over(Headings& headings, const document::Table& table, const Names& names)
{
    return LeftOver(headings, table, names).match();
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
