#pragma once
/// Tables that somebody drew in a text: with bars, tabs, semicolons, or columns in line.  Linear.  Pure.

#include "document/document.h"
#include "form/names.h"
#include "form/text_lines.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace form {

struct TextTable {
    document::Table table;
    std::size_t end = 0;  ///< the first line below it
};

/// The table whose headings stand in line `start`: at least two that name columns of the form.
[[nodiscard]] std::optional<TextTable> find_text_table(std::span<const TextLine> lines, std::size_t start,
                                                       const Names& names);

/// Lines from `start` on that one delimiter parts into the form's columns, in its order, with no headings.
[[nodiscard]] std::optional<TextTable> find_bare_table(std::span<const TextLine> lines, std::size_t start,
                                                       const Names& names);

/// "2. Network": without what numbers the line, or its bullet.
[[nodiscard]] std::string_view without_number(std::string_view line);

}  // namespace form
