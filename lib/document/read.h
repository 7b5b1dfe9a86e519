#pragma once
/// Reads an attached document of any format that we know. The libraries that it needs for this are large and see hostile
/// octets, so in the daemon it runs in the reader process alone (document/reader.h).  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// The format is told by the content; `file_name` only tells HTML and values between delimiters from other text.
[[nodiscard]] Reading read_document(std::string_view octets, std::string_view file_name);

}  // namespace document
