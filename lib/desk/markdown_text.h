#pragma once
/// Markdown as plain text for people to read, not as its source.  Pure.
///
///     The plan          headings underlined        - lists, with hanging indents, 1. numbered as they were
///     ========          > quotations               words <https://lists.example/plan>

#include "desk/markdown.h"

#include <string>

namespace desk {

/// UTF-8, LF; lines of at most 72 columns, but for code and for what has no blank.
[[nodiscard]] std::string markdown_text(const Markdown& markdown);

}  // namespace desk
