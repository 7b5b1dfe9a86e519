#include "document/layout.h"

#include "document/tidy_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace document {

namespace {

bool holds_table(const PageCell& cell)
{
    return std::ranges::any_of(cell.items, [](const Item& item) { return std::holds_alternative<RawTable>(item); });
}

bool is_blank(const PageCell& cell)
{
    return std::ranges::all_of(cell.items, [](const Item& item) {
        const auto* line = std::get_if<std::string>(&item);
        return line != nullptr && tidy_line(*line).empty();
    });
}

bool only_lays_out(const PageTable& table)
{
    std::size_t filled_cells = 0;
    for (const auto& row : table.rows) {
        if (std::ranges::any_of(row, holds_table)) return true;
        filled_cells += row.size() - static_cast<std::size_t>(std::ranges::count_if(row, is_blank));
    }
    return filled_cells <= 1;
}

Items laid_out(PageTable& table)
{
    Items items;
    for (auto& row : table.rows) {
        for (PageCell& cell : row) std::ranges::move(cell.items, std::back_inserter(items));
    }
    return items;
}

/// Takes the fields out.
RawCell text_cell(PageCell& cell, Items& fields)
{
    RawCell raw{.text = {}, .span = cell.span};
    for (Item& item : cell.items) {
        if (const auto* line = std::get_if<std::string>(&item)) raw.text += *line + '\n';
        if (std::holds_alternative<Field>(item)) fields.push_back(std::move(item));
    }
    return raw;
}

/// Where a merged cell stands, none of the rows below has one (HTML §4.9.12.1).
void place_table(const RawTable& table, const std::string& before, Builder& builder)
{
    Grid grid(builder.budget(), table.name);
    std::vector<std::size_t> free_from(columns_max);  // by column: the first row that no cell from above covers
    for (std::size_t row = 0; row < table.rows.size() && !grid.is_full(); ++row) {
        std::size_t column = 0;
        for (const RawCell& cell : table.rows[row]) {
            while (column < columns_max && free_from[column] > row) ++column;
            grid.put(row, column, cell.text, cell.span);
            const std::size_t end = std::min(column + cell.span.columns, columns_max);
            for (; column < end; ++column) free_from[column] = row + cell.span.rows;
        }
    }
    builder.add_table(grid.finish([&before](std::size_t row, std::size_t column) {
        return fmt::format("{}, row {}, column {}", before, row + 1, column + 1);
    }));
}

}  // namespace

Items settle(PageTable table)
{
    if (only_lays_out(table)) return laid_out(table);
    RawTable data{.name = std::move(table.name), .rows = {}};
    Items fields;
    for (auto& row : table.rows) {
        auto& cells = data.rows.emplace_back();
        for (PageCell& cell : row) cells.push_back(text_cell(cell, fields));
    }
    fields.insert(fields.begin(), std::move(data));
    return fields;
}

void place(Items items, const PlaceWords& words, Builder& builder)
{
    std::size_t lines = 0;
    std::size_t tables = 0;
    std::size_t fields = 0;
    for (Item& item : items) {
        if (builder.is_full()) return;
        if (const auto* line = std::get_if<std::string>(&item)) {
            const std::string where = fmt::format("{}{} {}", words.before, words.line, ++lines);
            line->empty() ? builder.add_empty_line(where) : builder.add_line(*line, where);
        } else if (const auto* table = std::get_if<RawTable>(&item)) {
            place_table(*table, fmt::format("{}table {}", words.before, ++tables), builder);
        } else if (auto* field = std::get_if<Field>(&item)) {
            field->place = fmt::format("{}field {}", words.before, ++fields);
            builder.add_field(std::move(*field));
        }
    }
}

}  // namespace document
