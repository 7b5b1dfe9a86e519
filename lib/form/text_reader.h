#pragma once
/// The answers in a text: typed into a reply, between or behind quoted labels, on the same line or the next ones, in any
/// order; or as a table that somebody drew with bars, tabs or blanks.  Linear.  Pure.

#include "document/document.h"
#include "form/entry.h"
#include "form/names.h"

#include <span>

namespace form {

/// The lines of one text or between two tables of a document.
[[nodiscard]] Entries read_text(std::span<const document::Line* const> lines, const Names& names);

}  // namespace form
