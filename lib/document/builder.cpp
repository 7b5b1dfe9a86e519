#include "document/builder.h"

#include "base/text.h"
#include "document/tidy_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace document {

namespace {

/// Never half a character.
void cut_text(std::string& text, Budget& budget)
{
    if (text.size() <= value_octets_max) return;
    std::size_t end = value_octets_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    budget.cut();
}

}  // namespace

bool Budget::take(std::size_t octets)
{
    const std::size_t cost = octets + block_octets;
    if (is_spent_ || cost > left_) {
        is_spent_ = true;
        is_cut_ = true;
        return false;
    }
    left_ -= cost;
    return true;
}

void Builder::add_line(std::string_view text, const std::string& place)
{
    const std::string tidy = tidy_lines(text);
    if (tidy.empty()) return;
    for (const std::string_view each : base::split(tidy, '\n')) {
        if (each.empty()) {
            add_empty_line(place);
            continue;
        }
        Line line{.text = std::string(each), .place = place};
        cut_text(line.text, budget_);
        if (!budget_.take(line.text.size() + line.place.size())) return;
        document_.blocks.emplace_back(std::move(line));
        is_after_empty_line_ = false;
    }
}

void Builder::add_empty_line(const std::string& place)
{
    if (is_empty() || is_after_empty_line_ || !budget_.take(place.size())) return;
    document_.blocks.emplace_back(Line{.text = {}, .place = place});
    is_after_empty_line_ = true;
}

void Builder::add_table(Table table)
{
    if (table.rows.empty()) return;
    table.name = tidy_line(table.name);
    document_.blocks.emplace_back(std::move(table));
    is_after_empty_line_ = false;
}

void Builder::add_field(Field field)
{
    field.name = tidy_line(field.name);
    field.value = tidy_lines(field.value);
    cut_text(field.name, budget_);
    cut_text(field.value, budget_);
    if (!budget_.take(field.name.size() + field.value.size() + field.place.size())) return;
    document_.blocks.emplace_back(std::move(field));
    is_after_empty_line_ = false;
}

void Builder::add_person(std::string_view role, std::string_view name)
{
    constexpr std::size_t name_octets_max = 200;
    const std::string who = base::one_line(tidy_line(name), name_octets_max);
    if (who.empty() || document_.persons.size() >= persons_max) return;
    std::string person = fmt::format("{}: {}", role, who);
    if (std::ranges::count(document_.persons, person) == 0) document_.persons.push_back(std::move(person));
}

void Builder::add_page(PageSize page)
{
    constexpr double side_max_mm = 100'000;  // what is beyond it, or no number, is no paper
    const auto side = [](double mm) { return mm >= 0 && mm <= side_max_mm ? mm : 0; };
    page = {.width_mm = side(page.width_mm), .height_mm = side(page.height_mm)};
    if (document_.pages.size() < pages_max)
        document_.pages.push_back(page);
    else
        budget_.cut();
}

Document Builder::finish()
{
    if (is_after_empty_line_) document_.blocks.pop_back();
    document_.is_cut = budget_.is_cut();
    return std::move(document_);
}

std::string_view Grid::text_at(std::size_t row, std::size_t column) const
{
    if (row >= rows_.size() || column >= rows_[row].size()) return {};
    return rows_[row][column];
}

bool Grid::make_room(std::size_t row, std::size_t column)
{
    if (row >= rows_max || column >= columns_max) {
        is_cut_ = is_cut_ || row >= rows_max;
        budget_.cut();
        return false;
    }
    for (; rows_.size() <= row; rows_.emplace_back()) {
        if (!budget_.take(0)) return false;
    }
    for (; rows_[row].size() <= column; rows_[row].emplace_back()) {
        if (!budget_.take(0)) return false;
    }
    return true;
}

void Grid::put(std::size_t row, std::size_t column, std::string_view text, Span span)
{
    std::string tidy = tidy_lines(text);
    if (tidy.empty()) return;
    cut_text(tidy, budget_);
    if (!make_room(row, column) || !budget_.take(tidy.size())) return;
    rows_[row][column] = std::move(tidy);
    if (span.rows > 1) merged_.push_back({.row = row, .column = column, .span = span});
}

/// A name that is merged over three events belongs to each; a box of many rows for a long answer holds one answer.
void Grid::repeat_merged()
{
    std::vector<bool> has_own(rows_.size());
    for (std::size_t row = 0; row < rows_.size(); ++row)
        has_own[row] = std::ranges::any_of(rows_[row], [](const std::string& text) { return !text.empty(); });
    for (const Merged& merged : merged_) {
        const std::string text(text_at(merged.row, merged.column));
        const std::size_t end = merged.row + std::min(merged.span.rows, rows_.size() - merged.row);
        for (std::size_t row = merged.row + 1; row < end; ++row) {
            if (!has_own[row] || !text_at(row, merged.column).empty()) continue;
            if (!make_room(row, merged.column) || !budget_.take(text.size())) return;
            rows_[row][merged.column] = text;
        }
    }
}

Table Grid::finish(const PlaceOfCell& place_of)
{
    repeat_merged();
    Table table{.name = std::move(name_), .rows = {}};
    std::size_t first_row = rows_.size();
    std::size_t first_column = columns_max;
    for (std::size_t row = rows_.size(); row-- > 0;) {
        auto& cells = rows_[row];
        while (!cells.empty() && cells.back().empty()) cells.pop_back();
        if (cells.empty()) continue;
        first_row = row;
        const auto first = std::ranges::find_if(cells, [](const std::string& text) { return !text.empty(); });
        first_column = std::min(first_column, static_cast<std::size_t>(first - cells.begin()));
    }
    while (!rows_.empty() && rows_.back().empty()) rows_.pop_back();
    for (std::size_t row = first_row; row < rows_.size(); ++row) {
        auto& cells = table.rows.emplace_back();
        for (std::size_t column = first_column; column < rows_[row].size(); ++column)
            cells.push_back({.text = std::move(rows_[row][column]), .place = place_of(row, column)});
    }
    return table;
}

}  // namespace document
