#pragma once
/// What is left where nobody has written anything: lines to be filled in, boxes, prompts of programs.  Pure.

#include <string>
#include <string_view>

namespace form {

/// Without lines to write on ("____", "......"), the marks of emphasis around it, and a separator left over at its front;
/// lines without anything else are left out.
[[nodiscard]] std::string without_blanks(std::string_view written);

/// Nothing but such, dashes, empty boxes, or "click here to enter text".
[[nodiscard]] bool is_blank(std::string_view written);

}  // namespace form
