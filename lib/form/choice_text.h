#pragma once
/// One of the answers that a form offers.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// The key of the choice that is named by its key or a label in any language, or marked in a list of them ("[x] Industry [ ]
/// Labour"). `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_choice(const config::Question& question, std::string_view written);

}  // namespace form
