#pragma once
/// Languages by name or tag.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// A tag of RFC 5646, out of a tag or a name in many languages. `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_language(std::string_view written, const Writer& writer);

}  // namespace form
