#pragma once
/// Text as people see it: one kind of blank, none of the characters that nobody sees.  Linear.  Pure.

#include <string>
#include <string_view>

namespace document {

/// On one line, without blanks at its ends. All blanks but tabs, and controls, become plain blanks; zero-width, direction
/// and soft-hyphen characters are left out (joiners stay, since they change letters); what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string tidy_line(std::string_view text);

/// The same for each line, with LF between them; no empty ones at the ends or next to each other.
[[nodiscard]] std::string tidy_lines(std::string_view text);

/// Runs of blanks and tabs as one blank, for what comes out of markup.
[[nodiscard]] std::string collapse_blanks(std::string_view text);

}  // namespace document
