#include "document/joined_lines.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace document {

namespace {

icu::UnicodeString letters_of(std::string_view utf8)
{
    return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

UChar32 first_letter(std::string_view text)
{
    return letters_of(text).char32At(0);
}

UChar32 last_letter(std::string_view text)
{
    const icu::UnicodeString letters = letters_of(text);
    return letters.char32At(letters.length() - 1);
}

/// Chinese and Japanese have no blanks between words.
bool is_without_blanks(UChar32 letter)
{
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(letter, &error);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

std::string_view last_word(std::string_view line)
{
    const auto blank = line.find_last_of(" \n");
    return blank == std::string_view::npos ? line : line.substr(blank + 1);
}

bool is_in_address(std::string_view word)
{
    return word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos ||
           word.starts_with("www.");
}

/// "and", "der": words of their own wherever they stand.
bool begins_with_small_word(std::string_view line)
{
    constexpr auto small_words = std::to_array<std::string_view>(
        {"al",  "and",  "at",  "au",  "aux",  "av",  "by",  "con", "da",  "das", "de",   "del", "den", "der",
         "des", "di",   "die", "do",  "du",   "el",  "en",  "et",  "for", "fra", "from", "för", "für", "il",
         "in",  "la",   "las", "le",  "les",  "los", "mit", "na",  "och", "of",  "og",   "on",  "or",  "os",
         "ou",  "para", "per", "por", "pour", "sur", "the", "to",  "un",  "und", "van",  "vom", "von", "with",
         "za",  "zu",   "zum", "zur", "для",  "до",  "из",  "на",  "по",  "та",  "і"});
    return std::ranges::find(small_words, line.substr(0, line.find(' '))) != small_words.end();
}

double letter_width(const CellLine& line)
{
    const auto letters =
        std::ranges::count_if(line.text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return (line.right - line.left) / static_cast<double>(std::max<std::ptrdiff_t>(letters, 1));
}

class Joiner {
  public:
    Joiner(const std::vector<CellLine>& lines, double left, double right) : lines_(lines), left_(left), right_(right) {}

    std::string join()
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (i > 0 && !breaks_word(i)) text_ += '\n';
            text_ += lines_[i].text;
        }
        return std::move(text_);
    }

  private:
    /// What is left free behind the line, when the cell has as much on both sides.
    [[nodiscard]] double room_behind(const CellLine& line) const
    {
        return right_ - std::max(line.left - left_, 0.0) - line.right;
    }

    /// Browsers make columns as wide as their widest word, and break none.
    [[nodiscard]] bool is_fitted() const
    {
        constexpr double exactly = 0.75;
        return std::ranges::any_of(lines_,
                                   [&](const CellLine& line) { return std::abs(room_behind(line)) <= exactly; });
    }

    /// "Trois-" and "Rivières"; a dash behind a blank parts.
    [[nodiscard]] static bool joins_words(std::string_view above, UChar32 behind)
    {
        above.remove_suffix(1);
        return !above.ends_with(' ') && u_isalpha(last_letter(above)) != 0 && u_isalpha(behind) != 0;
    }

    /// Between line i and the one before it.
    [[nodiscard]] bool breaks_word(std::size_t i) const
    {
        constexpr double widest_letter = 2;  // times as wide as others
        const CellLine& above = lines_[i - 1];
        const std::string_view below = lines_[i].text;
        if (above.text.empty() || below.empty()) return false;
        const UChar32 before = last_letter(above.text);
        const UChar32 behind = first_letter(below);
        if (is_without_blanks(before) && is_without_blanks(behind)) return true;
        if (before == '-' && above.text.size() > 1 && (u_islower(behind) != 0 || joins_words(above.text, behind)))
            return true;
        const std::string_view word = last_word(text_);
        if (below.starts_with('@')) return true;
        if (is_in_address(word) && (word.ends_with('/') || word.ends_with('@') || word.ends_with('-'))) return true;
        if (above.text.find(' ') != std::string::npos) return false;  // it could have been broken at a blank
        const double room = room_behind(above);
        const double letter = letter_width(above);
        const bool is_address =
            (is_in_address(word) || is_in_address(below)) && below.find(' ') == std::string_view::npos;
        if (is_address) return room < widest_letter * letter;
        const bool is_one =
            (u_isalpha(before) != 0 && u_islower(behind) != 0) || (u_isdigit(before) != 0 && u_isdigit(behind) != 0);
        return is_one && room < letter && !is_fitted() && !begins_with_small_word(below);
    }

    const std::vector<CellLine>& lines_;
    double left_;
    double right_;
    std::string text_;
};

}  // namespace

std::string join_lines(const std::vector<CellLine>& lines, double left, double right)
{
    return Joiner(lines, left, right).join();
}

}  // namespace document
