#pragma once
/// The straight lines that a PDF's pages draw, on their own or around what they fill, read with qpdf (ISO 32000-1 §8.5): they
/// show the cells of tables.  Pure.

#include <string_view>
#include <vector>

namespace document {

/// In points, from the top left corner of the page.
struct PdfRuling {
    bool is_vertical = false;
    double at = 0;  ///< from the left when it is vertical, else from the top
    double from = 0;
    double to = 0;
};

/// One list a page. Empty for pages that are turned, that draw very many lines, or that cannot be followed: without rulings a
/// page is read by its words alone.
[[nodiscard]] std::vector<std::vector<PdfRuling>> read_pdf_rulings(std::string_view octets);

}  // namespace document
