#pragma once
/// What a file is by its content, whatever it is called and declared as. A closed list of our own instead of libmagic: the
/// answer decides what may leave, so it must be the same on each machine and know a document with macros from one without.
/// Pure.
///
///     pdf docx xlsx pptx odt ods odp rtf doc xls ppt         documents
///     docm xlsm pptm                                         the same with macros
///     png jpeg gif webp tiff svg                             pictures
///     html xml calendar contact text                         text, the most particular first
///     zip message program other

#include <span>
#include <string_view>

namespace mail {

/// Linear. Text is whatever has no controls beside blanks and escapes, in any charset; "other" is all that nobody knows.
[[nodiscard]] std::string_view file_kind(std::string_view octets);

/// All that file_kind can answer, and "message" for what a part says it encloses.
[[nodiscard]] std::span<const std::string_view> file_kinds();

}  // namespace mail
