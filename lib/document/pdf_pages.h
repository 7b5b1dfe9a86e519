#pragma once
/// Rows of tables that go on on the next page of a PDF.  Pure.

#include "document/layout.h"

namespace document {

/// When the first row of the next page's table, below headings that stand there again, is the rest of the last row of this
/// page's, moves it there.
void join_broken_row(Items& page, Items& next);

}  // namespace document
