#pragma once
/// The body of a POST: application/x-www-form-urlencoded (WHATWG URL §5.1) or multipart/form-data (RFC 7578). Bounded
/// and linear.  Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace web {

struct FormField {
    std::string name;
    std::string value;  ///< any octets
};

struct Form {
    std::vector<FormField> fields;

    /// Of the first one of that name; empty when there is none.
    [[nodiscard]] std::string_view value(std::string_view name) const;
};

inline constexpr std::size_t form_fields_max = 100;

/// Whether it is one of the two; nothing at all counts as urlencoded, as some mail providers send it.
[[nodiscard]] bool is_form_type(std::string_view content_type);

/// Nothing when it has too many fields, or is no form of that type. Like browsers' servers, it takes a broken %-escape
/// for what it says.
[[nodiscard]] std::optional<Form> read_form(std::string_view content_type, std::string_view body);

}  // namespace web
