#pragma once
/// Plain text as a document: one Line each, with "line 7" for its place.  Linear.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// `text` is UTF-8. Blanks within a line stay, since people align columns with them.
[[nodiscard]] Document read_text(std::string_view text);

}  // namespace document
