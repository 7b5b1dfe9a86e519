#include "base/percent.h"

#include "base/text.h"

namespace base {

std::string percent_decoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto digit = [&](std::size_t at) { return at < text.size() ? digits.find(to_lower(text[at])) : digits.npos; };
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_octet = text[i] == '%' && digit(i + 1) != digits.npos && digit(i + 2) != digits.npos;
        decoded += is_octet ? static_cast<char>(digit(i + 1) * 16 + digit(i + 2)) : text[i];
        if (is_octet) i += 2;
    }
    return decoded;
}

}  // namespace base
