#pragma once
/// Which of the languages that an issue exists in is the one for a reader (RFC 5646, RFC 4647 §3.4; what a language or a
/// country leaves open is completed by CLDR's likely subtags).  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace list {

/// "PT-br" is "pt-BR"; empty: no language tag that is known.
[[nodiscard]] std::string canonical_tag(std::string_view tag);

/// The place in `tags`, the original's first, of what fits who reads `language` (a tag; empty: not known) in `country`
/// (ISO 3166 alpha-2; empty: not known). Where none does, the original: 0.
[[nodiscard]] std::size_t fitting(const std::vector<std::string>& tags, std::string_view language,
                                  std::string_view country);

/// As its own readers call it: "日本語". The tag itself where that is not known.
[[nodiscard]] std::string own_name(const std::string& tag);

}  // namespace list
