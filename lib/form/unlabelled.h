#pragma once
/// The answers in a text that has no labels: rows that one delimiter parts into the form's columns, paragraphs of one line
/// an answer, questions with their answers below them. All of it is guessed.  Linear.  Pure.

#include "form/entry.h"
#include "form/names.h"
#include "form/text_lines.h"

#include <span>

namespace form {

/// What the text says beside labels, where these gave no row. Signatures are left out.
[[nodiscard]] Entries read_unlabelled(std::span<const TextLine> lines, const Names& names);

}  // namespace form
