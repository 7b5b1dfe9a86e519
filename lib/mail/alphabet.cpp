#include "mail/alphabet.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace mail {

namespace {

/// The small letters beside ASCII of languages that mail and lists without a label come in.
constexpr auto alphabets = std::to_array<std::u16string_view>({
    u"àâæçéèêëîïôœùûüÿ",                      // French
    u"äöüßéèà",                               // German
    u"áéíóúüñàèçïò",                          // Spanish, Catalan
    u"áàâãçéêíóôõúü",                         // Portuguese
    u"àèéìíîòóùú",                            // Italian
    u"éëïöüáóèêà",                            // Dutch
    u"æøåéöäüó",                              // Danish, Norwegian
    u"åäöéüà",                                // Swedish, Finnish
    u"áðéíóúýþæö",                            // Icelandic
    u"áéíóúàèìòù",                            // Irish, Gaelic
    u"áčďéěíňóřšťúůýž",                       // Czech
    u"áäčďéíĺľňóôŕšťúýž",                     // Slovak
    u"ąćęłńóśźż",                             // Polish
    u"áéíóöőúüű",                             // Hungarian
    u"ăâîşţșț",                               // Romanian
    u"čćđšž",                                 // Croatian, Slovenian
    u"ąčęėįšųūž",                             // Lithuanian
    u"āčēģīķļņšūžõ",                          // Latvian
    u"äöõüšž",                                // Estonian
    u"çğıöşüâîû",                             // Turkish
    u"çë",                                    // Albanian
    u"абвгдежзийклмнопрстуфхцчшщъыьэюяё",     // Russian, Bulgarian
    u"абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",     // Ukrainian
    u"абвгдежзійклмнопрстуўфхцчшыьэюяё",      // Belarusian
    u"абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ",     // Serbian, Macedonian
    u"αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",  // Greek
});

/// Signs that any of them has.
constexpr std::u16string_view common_signs = u"«»„“”‘’‚‹›–—…€£§°·•¿¡ºª№©®\u00A0´`±×";

bool is_letter(char16_t c)
{
    return u_isalpha(c) != 0;
}

bool is_small(char16_t c)
{
    return u_islower(c) != 0;
}

bool is_ascii_letter(char16_t c)
{
    constexpr char16_t ascii_end = 0x80;
    return c < ascii_end && is_letter(c);
}

/// A capital in the middle of a word, a letter of another script, or a sign between letters.
bool is_out_of_place(std::u16string_view text, std::size_t i)
{
    constexpr char16_t latin_end = 0x370;
    const bool is_beside_latin =
        (i > 0 && is_ascii_letter(text[i - 1])) || (i + 1 < text.size() && is_ascii_letter(text[i + 1]));
    if (text[i] >= latin_end && is_letter(text[i]) && is_beside_latin) return true;
    const bool follows_small = i > 0 && is_small(text[i - 1]);
    const bool is_followed = i + 1 < text.size() && is_letter(text[i + 1]);
    if (!is_letter(text[i]))
        return i > 0 && is_letter(text[i - 1]) && is_followed && text[i] != u'’' && text[i] != u'·';
    return !is_small(text[i]) && follows_small;
}

bool has(std::u16string_view letters, char16_t c)
{
    return letters.find(c) != std::u16string_view::npos;
}

}  // namespace

double likeness_to_language(std::u16string_view decoded)
{
    constexpr char16_t ascii_end = 0x80;
    std::array<std::size_t, alphabets.size()> fits{};
    std::size_t all = 0;
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        if (decoded[i] < ascii_end) continue;
        ++all;
        if (is_out_of_place(decoded, i)) continue;
        const auto small = static_cast<char16_t>(u_tolower(decoded[i]));
        for (std::size_t a = 0; a < alphabets.size(); ++a)
            fits[a] += has(alphabets[a], small) || has(common_signs, decoded[i]) ? 1 : 0;
    }
    return all == 0 ? 0 : static_cast<double>(*std::ranges::max_element(fits)) / static_cast<double>(all);
}

}  // namespace mail
