#pragma once
/// What people type, made comparable with our words.  Pure.

#include <string>
#include <string_view>

namespace desk {

/// In lower case, without accents (composed or combining), on single blanks, typographic apostrophes as plain ones.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace desk
