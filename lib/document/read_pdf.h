#pragma once
/// A PDF as a document: the fields of its form (by qpdf), its text with the lines and tables that its places make (by
/// poppler), the sizes of its pages. Scripts are never run.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// The places are "page 2, line 7", "page 2, table 1, row 3, column 1" and "page 2". The text of the first hundred pages is read,
/// the sizes of all. Without text and fields it is a picture.
[[nodiscard]] Reading read_pdf(std::string_view octets);

/// Loads what read_pdf would otherwise load from files when it first needs it, for a process that will open none.
void load_pdf_tables();

}  // namespace document
