#pragma once
/// Tables of a PDF's page whose cells are drawn. What stands outside them is laid out by its words (pdf_layout.h).  Pure.

#include "document/pdf_layout.h"
#include "document/pdf_rulings.h"

#include <vector>

namespace document {

/// From top to bottom. n log n in the words; bounded in the rulings.
[[nodiscard]] Items lay_out_ruled_page(std::vector<PdfWord> words, const std::vector<PdfRuling>& rulings);

}  // namespace document
