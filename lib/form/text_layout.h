#pragma once
/// A form as it is sent, to be filled in by replying. The text keeps through quoting, breaking and HTML: one label a line,
/// short marks over each row, and no line longer than mail programs leave alone where words allow it.  Pure.

#include "config/form.h"
#include "form/return.h"

#include <string>
#include <string_view>
#include <vector>

namespace form {

/// The questions with room for the answers, without title and introduction. LF.
///
///   [Your details]
///   Country: ________
///
///   [Example, not an answer]
///   Name: Example seminar
///
///   [1]
///   Name: ________
[[nodiscard]] std::string text_layout(const config::Form& form, std::string_view language);

/// The same with the answers that we have, as they were understood, so that they can be put right; without examples. At
/// least one row is free.
[[nodiscard]] std::string text_layout(const config::Form& form, std::string_view language, const Return& answers);

/// A row of a sheet to be filled in.
struct SheetRow {
    enum class Kind : unsigned char { title, text, label, headings, example, blank };
    Kind kind = Kind::text;
    std::vector<std::string> cells;  ///< of a label: itself, the answer beside it stays free
};

/// The same as a spreadsheet has it: title, introduction, respondent's details as labels in column A, then the table. The
/// first column of the table holds numbers.
[[nodiscard]] std::vector<SheetRow> sheet_layout(const config::Form& form, std::string_view language);

/// What stands around the questions in all our languages, so that it is not taken for answers.
[[nodiscard]] std::vector<std::string> layout_prose();

}  // namespace form
