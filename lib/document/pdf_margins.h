#pragma once
/// What programs print in the margins of a page: the day, the title, the address, the number of the page.  Pure.

#include "document/pdf_layout.h"

#include <vector>

namespace document {

/// Takes such words away, so that they do not go on with a text. `height`: of the page, in points.
void drop_margins(std::vector<PdfWord>& words, double height);

}  // namespace document
