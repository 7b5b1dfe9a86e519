#pragma once
/// Countries by any usual name.  Pure.

#include "form/value.h"

#include <string>
#include <string_view>

namespace form {

/// ISO 3166 alpha-2, out of a name in many languages, a usual or official name, a code of two or three letters; also behind a
/// town ("Bangkok, Thailand"). `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_country(std::string_view written, const Writer& writer);

/// The same where there is no doubt; else empty. For what the membership has.
[[nodiscard]] std::string country_code(std::string_view name);

}  // namespace form
