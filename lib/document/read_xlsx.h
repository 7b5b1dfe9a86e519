#pragma once
/// An Excel workbook as a document: one Table a sheet, its cells as they are shown (ECMA-376 part 1 §18). Hidden sheets, rows
/// and columns are left out.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// The places of cells are "B4", and "Events!B4" where several sheets say something.
[[nodiscard]] Reading read_xlsx(std::string_view octets);

/// "B4", both counted from 0.
[[nodiscard]] std::string cell_name(std::size_t row, std::size_t column);

}  // namespace document
