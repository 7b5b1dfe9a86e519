#pragma once
/// Lines and tables out of the words of a PDF's page, which stand there by their places alone. Words with a wide gap
/// between them are in different columns; lines one below the other whose columns agree are a table.  Pure.

#include "document/layout.h"

#include <string>
#include <vector>

namespace document {

/// In points, from the top left corner.
struct PdfWord {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
    std::string text;  ///< UTF-8
};

/// From top to bottom. Where only one line has a wide gap, a tab stands for it. n log n in the words.
[[nodiscard]] Items lay_out_page(std::vector<PdfWord> words);

}  // namespace document
