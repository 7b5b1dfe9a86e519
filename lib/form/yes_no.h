#pragma once
/// Yes or no: in words of many languages, or by a mark at one of the two.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// "Yes", "oui, volontiers", "Yes ☐ No ☒", "[x]". Null without a doubt where both stand there and neither is marked.
/// `written` has its blanks collapsed.
[[nodiscard]] ReadValue read_yes_no(std::string_view written, const Writer& writer);

/// Whether it ends with both answers in parentheses: "(yes/no)", in any language.
[[nodiscard]] bool offers_yes_and_no(std::string_view label);

}  // namespace form
