#pragma once
/// A sheet as an Excel workbook, through libxlsxwriter.  The library writes files alone: those are memory and nameless ones
/// here, so that nothing of it can be seen or stays.

#include "document/sheet.h"

#include <string>

namespace document {

/// Every cell is text. Longer texts than a cell can hold (32,767 octets here) are cut. Throws std::runtime_error when
/// there is no memory or no room for temporary files.
[[nodiscard]] std::string write_xlsx(const Sheet& sheet);

}  // namespace document
