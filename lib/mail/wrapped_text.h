#pragma once
/// Paragraphs in lines as wide as a screen shows them: an ideograph takes two columns, a combining mark none. Lines break
/// where ICU lets text in that script break, and never within a run of ASCII, so that no address is cut.  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Columns that `utf8` takes on a screen (Unicode UAX #11).
[[nodiscard]] std::size_t display_width(std::string_view utf8);

/// The lines of one paragraph, at most `columns` wide where it can be broken so; a LF in it ends a line. Blanks at the
/// ends of lines go. At least one line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view utf8, std::size_t columns);

}  // namespace mail
