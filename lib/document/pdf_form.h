#pragma once
/// What a PDF says beside its text, read with qpdf: the fields of its form (ISO 32000-1 §12.7), whom it names, whether it brings
/// scripts.  Pure.

#include "document/builder.h"

#include <optional>
#include <string_view>

namespace document {

/// Why it cannot be read; nothing when it can.
[[nodiscard]] std::optional<Unreadable> take_pdf_form(std::string_view octets, Builder& builder);

}  // namespace document
