#pragma once
/// The value and parameters of a Content-Type or Content-Disposition field (RFC 2045 §5.1, RFC 2231). By hand,
/// because mimetic ends a quoted string at its first ";" and reads a comment as text.  Linear.  Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct Parameter {
    std::string name;   ///< lower case; with its asterisks
    std::string value;  ///< without quotes
};

/// More are not read: a hostile field can have thousands.
inline constexpr std::size_t parameters_max = 128;

struct StructuredField {
    std::string value;  ///< "text/plain" in lower case: up to the first blank or ";"
    std::vector<Parameter> parameters;
};

[[nodiscard]] StructuredField read_structured_field(std::string_view value);

struct ParameterValue {
    std::string text;          ///< UTF-8 when it was extended, else the octets as they stood
    bool is_extended = false;  ///< decoded by RFC 2231, not to be decoded again
};

/// `name` in lower case. Joins continuations up to the first gap; the extended form wins over the plain one.
[[nodiscard]] std::optional<ParameterValue> find_parameter(const std::vector<Parameter>& parameters,
                                                           std::string_view name);

/// "type/subtype" of two tokens (RFC 2045 §5.1).
[[nodiscard]] bool is_media_type(std::string_view text);

}  // namespace mail
