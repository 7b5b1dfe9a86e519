#pragma once
/// Text as HTML, for a web page.  Linear.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// For text and for values in double quotes. Controls but line ends and tabs are left out.
[[nodiscard]] std::string escape_markup(std::string_view utf8);

/// Paragraphs where lines are empty, lines as they are broken, and web addresses as links. `text`: UTF-8, LF.
[[nodiscard]] std::string text_to_html(std::string_view text);

}  // namespace mail
