#pragma once
/// A return as its sender and the secretary are shown it: what was understood, what is doubtful.  Pure.

#include "form/return.h"

#include <string>
#include <string_view>
#include <vector>

namespace form {

/// "14 May 2005" stays "2005-05-14": as the records have it. Nothing for null.
[[nodiscard]] std::string shown_value(const Value& value);

/// The respondent, the rows by number, the note; each answer behind its label, continued lines set in.
[[nodiscard]] std::string understood_text(const config::Form& form, const Return& content, std::string_view language);

/// A line a doubt: "2, E-mail: …" with the number of its row, from 1.
[[nodiscard]] std::vector<std::string> doubt_lines(const config::Form& form, const Return& content,
                                                   std::string_view language);

}  // namespace form
