#pragma once
/// Values between delimiters (RFC 4180 and what programs make of it): the delimiter is found out, since Excel takes the
/// country's.  Linear.  Pure.

#include "document/document.h"

#include <optional>
#include <string_view>

namespace document {

/// The one of comma, semicolon, tab and bar by which most rows have the same number of values, more than one; nothing when
/// there is none. Excel's first line "sep=;" decides it.
[[nodiscard]] std::optional<char> find_delimiter(std::string_view text);

/// Whether a text is a table beyond doubt, whatever its file is called: each of its rows has as many values as the others,
/// two or more, between tabs, semicolons or bars. Commas stand in sentences as well.
[[nodiscard]] bool is_table(std::string_view text);

/// One table; `text` is UTF-8. Quotes as RFC 4180 has them, and a quote out of place is a character. Without a delimiter each
/// line is a row of one value.
[[nodiscard]] Document read_csv(std::string_view text);

}  // namespace document
