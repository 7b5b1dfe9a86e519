#pragma once
/// What people write, made comparable: blanks, case, accents, digits and signs of all scripts.  Pure.

#include <string>
#include <string_view>

namespace form {

/// Each run of white space (Unicode's) is one blank, none at the ends; what has no width is left out but for the joiners
/// that scripts need; octets that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string collapsed(std::string_view written);

/// Compatible forms made one (NFKC), without case and accents, digits of any script as ASCII: "ＣÔTE １" is "cote 1".
/// Signs stay. Two texts that people take for the same word fold to the same.
[[nodiscard]] std::string folded(std::string_view written);

/// Folded, without dots and apostrophes; all other signs are blanks: "Côte d’Ivoire (C.I.)" is "cote divoire ci".
[[nodiscard]] std::string bare_words(std::string_view written);

/// How many letters have to be changed, left out, put in or swapped with their neighbour to make one of the other; what is
/// over `most` counts as `most` + 1. Takes time by the product of the lengths.
[[nodiscard]] std::size_t slips_between(std::u32string_view a, std::u32string_view b, std::size_t most);
[[nodiscard]] std::u32string letters_of(std::string_view utf8);

}  // namespace form
