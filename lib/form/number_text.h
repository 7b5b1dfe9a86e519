#pragma once
/// Numbers as people write them.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// "1,200", "1.200,50", "1 200", "about 300": with the signs of the writer's country where they are not plain.
/// `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_number(std::string_view written, const Writer& writer);

}  // namespace form
