#pragma once
/// The answers in a table: below headings in any order and by any of their names, beside labels, in the form's own order
/// without headings, or turned by a quarter; with titles above, and the respondent's details around it.  Linear in the
/// table's cells.  Pure.

#include "document/document.h"
#include "form/entry.h"
#include "form/names.h"

namespace form {

[[nodiscard]] Entries read_table(const document::Table& table, const Names& names);

}  // namespace form
