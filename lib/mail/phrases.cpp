#include "mail/phrases.h"

#include "base/text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <array>

namespace mail {

namespace {

constexpr std::size_t gap_octets_max = 60;

std::string lower_case(std::string_view utf8)
{
    std::string lower = base::to_lower(utf8);
    if (base::is_ascii(lower)) return lower;
    std::string folded;
    return icu::UnicodeString::fromUTF8(lower).toLower(icu::Locale::getRoot()).toUTF8String(folded);
}

/// Where the words after a gap begin again: as early as can be.
std::size_t find_within(std::string_view text, std::size_t start, std::string_view words)
{
    const auto at = text.substr(start, gap_octets_max + words.size()).find(words);
    return at == std::string_view::npos ? at : start + at;
}

/// Whether what follows a phrase's first words, with its gaps, stands at `start`.
bool continues(std::string_view text, std::size_t start, std::string_view phrase)
{
    while (!phrase.empty()) {
        phrase.remove_prefix(1);  // its "*"
        const std::string_view words = phrase.substr(0, phrase.find('*'));
        const std::size_t at = find_within(text, start, words);
        if (at == std::string_view::npos) return false;
        start = at + words.size();
        phrase.remove_prefix(words.size());
    }
    return true;
}

}  // namespace

std::string comparable(std::string_view utf8)
{
    constexpr std::array<std::string_view, 2> apostrophes{"\xE2\x80\x99", "\xE2\x80\x98"};  // U+2019, U+2018
    const std::string lower = lower_case(utf8);
    std::string text;
    text.reserve(lower.size());
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const std::string_view rest = std::string_view(lower).substr(i);
        const bool is_apostrophe = rest.starts_with(apostrophes[0]) || rest.starts_with(apostrophes[1]);
        const bool is_hard_blank = rest.starts_with("\xC2\xA0");  // U+00A0
        if (is_apostrophe) {
            text += '\'';
            i += 2;
        } else if (is_hard_blank || lower[i] == ' ' || (lower[i] >= '\t' && lower[i] <= '\r')) {
            if (!text.empty() && text.back() != ' ') text += ' ';
            if (is_hard_blank) ++i;
        } else {
            text += lower[i];
        }
    }
    if (text.ends_with(' ')) text.pop_back();
    return text;
}

bool says(std::string_view text, std::string_view phrase)
{
    const std::string_view first = phrase.substr(0, phrase.find('*'));
    const std::string_view others = phrase.substr(first.size());
    for (auto at = text.find(first); at != std::string_view::npos; at = text.find(first, at + 1)) {
        if (continues(text, at + first.size(), others)) return true;
        if (others.empty()) return false;
    }
    return false;
}

bool says_any(std::string_view text, std::span<const std::string_view> phrases)
{
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return says(text, phrase); });
}

}  // namespace mail
