#pragma once
/// A sheet as a Word document: blanks are the empty cells beside their labels.  Pure.

#include "document/sheet.h"

#include <string>

namespace document {

[[nodiscard]] std::string write_docx(const Sheet& sheet);

}  // namespace document
