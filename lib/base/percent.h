#pragma once
/// Octets behind percent signs, as URLs and extended parameters have them (RFC 3986 §2.1, RFC 2231 §4).  Pure.

#include <string>
#include <string_view>

namespace base {

/// "%20" is a blank; a percent sign without two hexadecimal digits stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace base
