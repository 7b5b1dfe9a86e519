#pragma once
/// In which language somebody reads.  Pure.

#include <string>
#include <string_view>
#include <vector>

namespace web {

/// Of `available` the one that `wanted` names ("fr-CA" is French); empty when there is none.
[[nodiscard]] std::string match_language(std::string_view wanted, const std::vector<std::string>& available);

/// The same for what a browser prefers most (Accept-Language, RFC 9110 §12.5.4).
[[nodiscard]] std::string accepted_language(std::string_view header, const std::vector<std::string>& available);

/// As its readers call it: "français"; the tag where we do not know.
[[nodiscard]] std::string_view language_name(std::string_view tag);

}  // namespace web
