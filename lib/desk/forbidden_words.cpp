#include "desk/forbidden_words.h"

#include <re2/re2.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace desk {

namespace {

constexpr std::size_t shown_words_max = 5;
constexpr std::size_t finds_max = 1000;

/// NFKC_Casefold takes out what has no width as well (UAX #44, NFKC_CF).
std::string fold(std::string_view text)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
    std::string folded;
    if (U_FAILURE(error) != 0) return std::string(text);
    icu::StringByteSink<std::string> sink(&folded);
    folding->normalizeUTF8(0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr, error);
    return U_FAILURE(error) != 0 ? std::string(text) : folded;
}

/// Stands at both ends of each word of a folded text, so that the expression needs no classes of letters: with those of
/// all Unicode it would be a hundred times as large.
constexpr char edge = '\x01';

bool is_of_a_word(UChar32 character)
{
    return (U_GET_GC_MASK(character) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

/// `wildcards` count as letters.
std::string with_edges(std::string_view text, std::string_view wildcards)
{
    const icu::UnicodeString characters = icu::UnicodeString::fromUTF8(fold(text));
    std::string marked;
    bool is_in_word = false;
    for (std::int32_t i = 0; i < characters.length(); i = characters.moveIndex32(i, 1)) {
        const UChar32 character = characters.char32At(i);
        if (character == edge) continue;
        const bool is_wildcard =
            character < 0x80 && wildcards.find(static_cast<char>(character)) != std::string_view::npos;
        const bool continues = is_of_a_word(character) || is_wildcard;
        if (continues != is_in_word) marked += edge;
        is_in_word = continues;
        if (character < 0x80)
            marked += static_cast<char>(character);
        else
            icu::UnicodeString(character).toUTF8String(marked);
    }
    if (is_in_word) marked += edge;
    return marked;
}

/// Whether its script sets blanks between words; where it does not, a word may begin and end anywhere.
bool has_edges(UChar32 character)
{
    constexpr std::array without{USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_THAI,
                                 USCRIPT_LAO, USCRIPT_KHMER,    USCRIPT_MYANMAR};
    UErrorCode error = U_ZERO_ERROR;
    return std::ranges::count(without, uscript_getScript(character, &error)) == 0;
}

/// With single blanks and none at its ends.
std::string tidy(std::string_view word)
{
    std::string tidied;
    for (const char c : word) {
        if (c == edge) continue;
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (is_blank && (tidied.empty() || tidied.back() == ' ')) continue;
        tidied += is_blank ? ' ' : c;
    }
    while (tidied.ends_with(' ')) tidied.pop_back();
    return tidied;
}

std::string expression_of(std::string_view word)
{
    const std::string marked = with_edges(word, "*#");
    const icu::UnicodeString characters = icu::UnicodeString::fromUTF8(marked);
    std::string_view inside = marked;
    const std::int32_t last = characters.length() - 2;
    if (inside.starts_with(edge) && !has_edges(characters.char32At(1))) inside.remove_prefix(1);
    if (inside.ends_with(edge) && !has_edges(characters.char32At(last))) inside.remove_suffix(1);
    std::string expression;
    for (const char c : inside) {
        switch (c) {
        case '*': expression += R"([^\x01]*)"; break;
        case '#': expression += R"(\p{Nd}+)"; break;
        case ' ': expression += R"([ \t\r\n]+)"; break;
        default: expression += RE2::QuoteMeta(re2::StringPiece(&c, 1));
        }
    }
    return expression;
}

std::unique_ptr<RE2> compile(const std::vector<std::string>& words)
{
    std::string all;
    for (const std::string& word : words) {
        const std::string tidied = tidy(fold(word));
        if (!tidied.empty()) all += (all.empty() ? "" : "|") + expression_of(tidied);
    }
    RE2::Options options;
    constexpr std::int64_t memory_max = 64LL << 20;  // a thousand long words fit
    options.set_max_mem(memory_max);
    options.set_log_errors(false);
    return std::make_unique<RE2>(all.empty() ? R"([^\x00-\x{10FFFF}])" : all, options);
}

}  // namespace

ForbiddenWords::ForbiddenWords(const std::vector<std::string>& words) : expression_(compile(words)) {}

ForbiddenWords::~ForbiddenWords() = default;

bool ForbiddenWords::is_usable() const
{
    return expression_->ok();
}

std::vector<std::string> ForbiddenWords::find_in(std::string_view text) const
{
    const std::string marked = with_edges(text, {});
    std::vector<std::string> words;
    re2::StringPiece found;
    std::size_t position = 0;
    for (std::size_t finds = 0; finds < finds_max && words.size() < shown_words_max; ++finds) {
        if (!expression_->Match(marked, position, marked.size(), RE2::UNANCHORED, &found, 1)) break;
        const std::string word = tidy({found.data(), found.size()});
        if (std::ranges::count(words, word) == 0) words.push_back(word);
        position = static_cast<std::size_t>(found.data() + found.size() - marked.data());
    }
    return words;
}

}  // namespace desk
