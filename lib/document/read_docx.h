#pragma once
/// A Word document as a document (ECMA-376 part 1 §17): its paragraphs, tables, text boxes, content controls and the older
/// form fields. What is tracked as deleted, and hidden text, are left out; what is tracked as inserted stands.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// Content controls become Fields as well, when they have a title or tag.
[[nodiscard]] Reading read_docx(std::string_view octets);

}  // namespace document
