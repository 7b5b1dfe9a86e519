#pragma once
/// A document in one text, so that a test compares all of it at a glance:
///
///     Name: Ann              a line
///     [Event | Date]         a row of a table
///     {email = a@b.example}  a field

#include "document/document.h"

#include <string>

namespace testing_support {

/// Each with LF at its end; line breaks within a cell are shown as " / ".
[[nodiscard]] std::string text_of(const document::Document& document);

/// Of one that was read; else "unreadable: hostile".
[[nodiscard]] std::string text_of(const document::Reading& reading);

}  // namespace testing_support
