#pragma once
/// The text of an HTML page, for a person to read: block elements break lines, scripts and styles are left out, and
/// what mail programs quote (a blockquote with their marks, or after a colon) has "> " before each line.  Linear, without
/// recursion.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// `html` is UTF-8; so is the result, which is at most twice as long (quoted lines of one letter). Broken HTML gives what can be read.
[[nodiscard]] std::string html_to_text(std::string_view html);

}  // namespace mail
