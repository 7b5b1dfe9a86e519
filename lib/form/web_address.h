#pragma once
/// Addresses of web pages as people write them.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// As written, with "http://" where no scheme is, and with slips put right ("http:/www", "http:\\", blanks, a dot at the
/// end). `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_web_address(std::string_view written);

}  // namespace form
