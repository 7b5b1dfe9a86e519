#pragma once
/// The media type of a file (IANA's registry) by what mail/file_kind.h found it to be.  Pure.

#include <string_view>

namespace mail {

/// "application/pdf" for "pdf"; "application/octet-stream" for what is best saved and not shown.
[[nodiscard]] std::string_view media_type_of(std::string_view file_kind);

}  // namespace mail
