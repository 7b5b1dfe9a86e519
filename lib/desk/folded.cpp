#include "desk/folded.h"

#include "base/text.h"

namespace desk {

namespace {

/// U+00C0 to U+00FF without their accents; '?' where there is no such letter.
constexpr std::string_view without_accents = "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";

}  // namespace

std::string folded(std::string_view text)
{
    std::string folded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto octet = static_cast<unsigned char>(text[at]);
        const auto following = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
        const bool is_combining = (octet == 0xCC && following >= 0x80) || (octet == 0xCD && following <= 0xAF);
        if (octet == 0xC3 && following >= 0x80 && following <= 0xBF) {
            const char plain = without_accents[following - 0x80];
            folded += plain == '?' ? std::string(text.substr(at, 2)) : std::string(1, plain);
            ++at;
        } else if (is_combining) {
            ++at;
        } else if (text.substr(at).starts_with("\u2019")) {
            folded += '\'';
            at += 2;
        } else if (text.substr(at).starts_with("\u00a0")) {
            if (!folded.ends_with(' ')) folded += ' ';
            ++at;
        } else if (octet == ' ' || octet == '\t') {
            if (!folded.ends_with(' ')) folded += ' ';
        } else {
            folded += base::to_lower(text[at]);
        }
    }
    return folded;
}

}  // namespace desk
