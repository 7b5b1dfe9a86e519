#pragma once
/// How well a text in an alphabet of one octet a letter has been decoded: by the letters that languages use, and by where
/// capitals stand.  Pure.

#include <string_view>

namespace mail {

/// The share of what is not ASCII that some one language would write so, 0 to 1; 0 where there is nothing to tell by.
[[nodiscard]] double likeness_to_language(std::u16string_view decoded);

}  // namespace mail
