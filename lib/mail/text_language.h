#pragma once
/// Which languages a text is written in, told by its script and by its commonest words. An honest guess: it knows a
/// dozen languages, wants some words of each, and says nothing where it is not sure.  Pure.
///
///   by words:   de en es fr it nl pt, ru
///   by script:  ar el he ja ko th zh   (Persian or Urdu would pass for ar, and a Yiddish text for he)

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Primary subtags (RFC 5646) of those in which a paragraph or more of `utf8` is written, the most written first.
[[nodiscard]] std::vector<std::string> languages_of_text(std::string_view utf8);

/// Whether languages_of_text can tell it at all.
[[nodiscard]] bool is_told_by_text(std::string_view language);

}  // namespace mail
