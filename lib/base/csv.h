#pragma once
/// Rows of CSV as we write them (RFC 4180), so that no spreadsheet takes a value of theirs for a formula (OWASP, "CSV
/// Injection").  Pure.

#include <string>
#include <string_view>
#include <vector>

namespace base {

/// One row with its CRLF. What looks like a formula gets a quote before it.
[[nodiscard]] std::string csv_row(const std::vector<std::string>& values);

/// The value without the quote that csv_row put before it.
[[nodiscard]] std::string_view without_formula_quote(std::string_view value);

}  // namespace base
