#pragma once
/// A return as its sender and the secretary are shown it: what was understood, what is doubtful.  Pure.

#include "form/return.h"

#include <string>
#include <string_view>
#include <vector>

namespace form {

/// As the records have it: "2005-05-14", "yes". Nothing for null.
[[nodiscard]] std::string shown_value(const Value& value);

/// The respondent, the rows by number, the note; each answer behind its label, continued lines set in.
[[nodiscard]] std::string understood_text(const config::Form& form, const Return& content, std::string_view language);

/// A line a doubt: "E-mail (2) – …" with the number of its row, from 1. None looks like a label with its answer, since
/// people quote all of a letter.
[[nodiscard]] std::vector<std::string> doubt_lines(const config::Form& form, const Return& content,
                                                   std::string_view language);

}  // namespace form
