#include "document/pdf_pages.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace document {

namespace {

/// A print has the same columns on each page. What fills few of them is no row of its own.
bool is_rest(const std::vector<RawCell>& row)
{
    const auto filled = std::ranges::count_if(row, [](const RawCell& cell) { return !cell.text.empty(); });
    return filled > 0 && filled * 2 <= std::ssize(row);
}

/// An address that its cell broke goes on without a blank.
bool is_broken_address(std::string_view text, std::string_view rest)
{
    text.remove_prefix(std::min(text.size(), text.rfind('\n') + 1));
    return text.find('@') != std::string_view::npos && text.find(' ') == std::string_view::npos &&
           rest.find_first_of(" @") == std::string_view::npos;
}

/// The first table among the first or last few items of a page: its head and its foot stand beyond them.
template <class Iterator>
RawTable* first_table(Iterator begin, Iterator end)
{
    constexpr std::ptrdiff_t margin_lines_max = 3;
    for (std::ptrdiff_t i = 0; begin != end && i <= margin_lines_max; ++begin, ++i) {
        if (auto* table = std::get_if<RawTable>(&*begin)) return table;
    }
    return nullptr;
}

bool have_same_headings(const RawTable& table, const RawTable& below)
{
    return std::ranges::equal(table.rows.front(), below.rows.front(), {}, &RawCell::text, &RawCell::text);
}

void join_broken_row(Items& page, Items& next)
{
    RawTable* const table = first_table(page.rbegin(), page.rend());
    RawTable* const below = first_table(next.begin(), next.end());
    if (table == nullptr || below == nullptr || table->rows.empty() || below->rows.empty()) return;
    const std::size_t first = have_same_headings(*table, *below) ? 1 : 0;
    if (first >= below->rows.size()) return;
    std::vector<RawCell>& row = table->rows.back();
    const std::vector<RawCell>& rest = below->rows[first];
    if (row.size() != rest.size() || !is_rest(rest)) return;
    const bool goes_on_in_all = std::ranges::equal(rest, row, [](const RawCell& lower, const RawCell& upper) {
        return lower.text.empty() || !upper.text.empty();
    });
    if (!goes_on_in_all) return;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (rest[i].text.empty()) continue;
        row[i].text += (is_broken_address(row[i].text, rest[i].text) ? "" : "\n") + rest[i].text;
    }
    below->rows.erase(below->rows.begin() + static_cast<std::ptrdiff_t>(first));
}

bool are_same(const std::vector<double>& a, const std::vector<double>& b)
{
    constexpr double near = 2;  // points
    return std::ranges::equal(a, b, [](double x, double y) { return std::abs(x - y) <= near; });
}

bool ends_with(const std::vector<double>& edges, const std::vector<double>& last)
{
    return edges.size() >= last.size() &&
           are_same({edges.end() - static_cast<std::ptrdiff_t>(last.size()), edges.end()}, last);
}

void go_on_below(RawTable& table, RawTable& below)
{
    if (have_same_headings(table, below)) below.rows.erase(below.rows.begin());
    below.rows.insert(below.rows.begin(), std::make_move_iterator(table.rows.begin()),
                      std::make_move_iterator(table.rows.end()));
}

/// Blanks to fill in may stand above the first part of a sheet.
void go_on_beside(RawTable& table, RawTable& beside)
{
    const std::size_t above = table.rows.size() - beside.rows.size();
    for (std::size_t r = 0; r < beside.rows.size(); ++r)
        std::ranges::move(beside.rows[r], std::back_inserter(table.rows[above + r]));
    beside.rows = std::move(table.rows);
}

/// The same columns, one table below the other; or the same rows, one beside the other.
void join_drawn(PdfPage& page, PdfPage& next)
{
    if (page.drawn.empty() || next.drawn.empty()) return;
    const DrawnTable& last = page.drawn.back();
    DrawnTable& first = next.drawn.front();
    auto& table = std::get<RawTable>(page.items[last.item]);
    auto& other = std::get<RawTable>(next.items[first.item]);
    const bool is_below = are_same(last.xs, first.xs);
    if (table.rows.empty() || other.rows.empty()) return;
    const bool is_beside = table.rows.size() >= other.rows.size() && ends_with(last.ys, first.ys);
    if (!is_below && !is_beside) return;
    if (is_below) {
        go_on_below(table, other);
    } else {
        go_on_beside(table, other);
        first.xs.insert(first.xs.begin(), last.xs.begin(), last.xs.end());
    }
    table.rows.clear();
}

}  // namespace

void join_pages(PdfPage& page, PdfPage& next)
{
    join_broken_row(page.items, next.items);
    join_drawn(page, next);
}

}  // namespace document
