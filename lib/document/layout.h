#pragma once
/// What a page holds before anything has its place, and which of its tables hold data. A table that holds tables, or
/// has a single cell that says something, only lays the page out: what it holds then stands in its order.  Pure.

#include "document/builder.h"
#include "document/document.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace document {

struct RawCell {
    std::string text;
    Span span;
};

struct RawTable {
    std::string name;
    std::vector<std::vector<RawCell>> rows;
};

/// A line (an empty one parts others), a table or a field.
using Item = std::variant<std::string, RawTable, Field>;
using Items = std::vector<Item>;

/// A cell with all that it holds.
struct PageCell {
    Items items;
    Span span;
};

struct PageTable {
    std::string name;
    std::vector<std::vector<PageCell>> rows;
};

/// What the table comes to: itself, with the fields of its cells behind it, or what it lays out.
[[nodiscard]] Items settle(PageTable table);

/// What places are called: "paragraph 7", and on pages "page 2, line 7".
struct PlaceWords {
    std::string_view line;
    std::string before;  ///< each place: "page 2, "
};

/// Gives everything its place: besides lines, "table 2, row 3, column 1" and "field 4".
void place(Items items, const PlaceWords& words, Builder& builder);

}  // namespace document
