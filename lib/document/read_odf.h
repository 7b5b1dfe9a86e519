#pragma once
/// OpenDocument texts and spreadsheets as documents (OpenDocument 1.2 part 1): paragraphs, tables, text boxes, form controls
/// and content controls. Tracked deletions and hidden text, sheets, rows and columns are left out.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// Form controls and titled content controls become Fields as well.
[[nodiscard]] Reading read_odt(std::string_view octets);

/// One Table a sheet. The places of cells are as those of read_xlsx.
[[nodiscard]] Reading read_ods(std::string_view octets);

}  // namespace document
