#include "form/written_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <vector>

namespace form {

namespace {

using icu::Normalizer2;
using icu::UnicodeString;

std::string utf8_of(const UnicodeString& text)
{
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

bool is_white(UChar32 c)
{
    return u_isUWhiteSpace(c) || u_iscntrl(c);
}

/// Zero-width space, word joiner, byte order mark, soft hyphen, marks of direction: seen by no one.
bool is_unseen(UChar32 c)
{
    return c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x00AD || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_accent(UChar32 c)
{
    return c >= 0x0300 && c <= 0x036F;
}

UnicodeString normalized(const Normalizer2* form, const UnicodeString& text, UErrorCode& error)
{
    return U_SUCCESS(error) ? form->normalize(text, error) : text;
}

/// The letter without what makes it another one of the same alphabet in the eyes of a reader.
UChar32 plain_letter(UChar32 c)
{
    constexpr UChar32 dotless_i = 0x0131;
    if (c == dotless_i) return 'i';
    const std::int32_t digit = u_charDigitValue(c);
    return digit >= 0 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER ? '0' + digit : c;
}

}  // namespace

std::string collapsed(std::string_view written)
{
    const UnicodeString text = UnicodeString::fromUTF8(written);
    UnicodeString result;
    bool is_gap = false;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (is_unseen(c)) continue;
        if (is_white(c)) {
            is_gap = !result.isEmpty();
            continue;
        }
        if (is_gap) result.append(u' ');
        is_gap = false;
        result.append(c);
    }
    return utf8_of(result);
}

std::string folded(std::string_view written)
{
    UErrorCode error = U_ZERO_ERROR;
    const Normalizer2* fold = Normalizer2::getNFKCCasefoldInstance(error);
    const Normalizer2* take_apart = Normalizer2::getNFDInstance(error);
    const Normalizer2* compose = Normalizer2::getNFCInstance(error);
    const UnicodeString parts =
        normalized(take_apart, normalized(fold, UnicodeString::fromUTF8(written), error), error);
    UnicodeString plain;
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        const UChar32 c = parts.char32At(i);
        if (!is_accent(c)) plain.append(plain_letter(c));
    }
    return utf8_of(normalized(compose, plain, error));
}

std::string bare_words(std::string_view written)
{
    const UnicodeString text = UnicodeString::fromUTF8(folded(written));
    UnicodeString words;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        const bool is_within_word = c == '.' || c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0x02BC;
        const bool is_letter = (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
        if (is_letter) {
            words.append(c);
        } else if (!is_within_word) {
            words.append(u' ');
        }
    }
    return collapsed(utf8_of(words));
}

std::u32string letters_of(std::string_view utf8)
{
    const UnicodeString text = UnicodeString::fromUTF8(utf8);
    std::u32string letters;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        letters.push_back(static_cast<char32_t>(text.char32At(i)));
    return letters;
}

std::size_t slips_between(std::u32string_view a, std::u32string_view b, std::size_t most)
{
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
            const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return std::min(last[b.size()], most + 1);
}

}  // namespace form
