#pragma once
/// Tables that go on on the next page of a PDF: further down, or, as sheets are printed, further to the right.  Pure.

#include "document/pdf_grid.h"

namespace document {

/// Moves what belongs to the first table of the next page there from the last one of this page: where their lines show that it
/// is the same table, all of it. Else, when the first row of the one, below headings that stand there again, is the rest of
/// the last row of the other, this rest moves up.
void join_pages(PdfPage& page, PdfPage& next);

}  // namespace document
