#pragma once
/// Tables of a PDF's page whose cells are drawn. What stands outside them is laid out by its words (pdf_layout.h).  Pure.

#include "document/pdf_layout.h"
#include "document/pdf_rulings.h"

#include <cstddef>
#include <vector>

namespace document {

/// A table whose cells are drawn, and the lines between these from left to right and from top to bottom, in points.
struct DrawnTable {
    std::size_t item = 0;  ///< which of the page's it is
    std::vector<double> xs;
    std::vector<double> ys;
};

struct PdfPage {
    Items items;  ///< from top to bottom
    std::vector<DrawnTable> drawn;
};

/// n log n in the words; bounded in the rulings.
[[nodiscard]] PdfPage lay_out_ruled_page(std::vector<PdfWord> words, const std::vector<PdfRuling>& rulings);

}  // namespace document
