#pragma once
/// Octets and text: the few helpers that every module needs. ASCII rules only; never the locale.  Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

[[nodiscard]] char to_lower(char c);
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view start);
[[nodiscard]] bool is_digit(char c);
[[nodiscard]] bool is_alphanumeric(char c);

/// Views into `text`.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);  ///< no overlong forms, no surrogates

/// Controls (C0, DEL, C1, line and paragraph separators) become blanks; bytes that are not UTF-8 become
/// U+FFFD; at most `octets_max` octets are kept, never half a character.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t octets_max);

/// All of it as digits, within the type; else nothing.
[[nodiscard]] std::optional<std::int64_t> parse_number(std::string_view text);

}  // namespace base
