#pragma once
/// E-mail addresses as people write them, with the usual slips.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// The address as written, without what stands around it ("mailto:", a name, angle brackets) and with slips put right
/// ("ann (at) body.example", blanks at the @, a dot at the end). `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_email(std::string_view written);

}  // namespace form
