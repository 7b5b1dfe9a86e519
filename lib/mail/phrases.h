#pragma once
/// Tables of phrases by which the readers of machine-written mail know what a text says.  Pure.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace mail {

/// Lower case (all of Unicode), with runs of white space as one blank and one kind of apostrophe: what phrases are
/// looked for in. `utf8` may hold anything.
[[nodiscard]] std::string comparable(std::string_view utf8);

/// Whether `text`, comparable, has the phrase somewhere. "*" in it stands for at most 60 octets of anything:
/// "mailbox*full". Linear in `text`.
[[nodiscard]] bool says(std::string_view text, std::string_view phrase);

[[nodiscard]] bool says_any(std::string_view text, std::span<const std::string_view> phrases);

/// What one phrase means.
template <class Meaning>
struct Phrase {
    std::string_view words;
    Meaning meaning;
};

/// The first entry of the table that `text`, comparable, says; nullptr when it says none.
template <class Meaning, std::size_t size>
[[nodiscard]] const Phrase<Meaning>* first_said(std::string_view text, const Phrase<Meaning> (&table)[size])
{
    const auto* found = std::ranges::find_if(table, [&](const auto& phrase) { return says(text, phrase.words); });
    return found == std::ranges::end(table) ? nullptr : found;
}

}  // namespace mail
