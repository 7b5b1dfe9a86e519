#pragma once
/// Text into HTML.  Pure.

#include <string>
#include <string_view>

namespace web {

/// For text and for attribute values in either kind of quotes. Controls become blanks, what is not UTF-8 U+FFFD.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace web
