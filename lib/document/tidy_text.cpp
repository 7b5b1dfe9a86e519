#include "document/tidy_text.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace document {

namespace {

bool is_blank(UChar32 c)
{
    const bool is_control = c < ' ' || (c >= 0x7F && c <= 0x9F);
    const bool is_space = c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
                          c == 0x205F || c == 0x3000;
    return (is_control && c != '\t') || is_space || c == 0x2028 || c == 0x2029;
}

bool is_unseen(UChar32 c)
{
    const bool is_direction =
        c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return is_direction || c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

std::string_view without_end_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::string tidy_line(std::string_view text)
{
    std::string line;
    line.reserve(text.size());
    const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());  // NOLINT: octets
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t start = i;
        UChar32 c = 0;
        U8_NEXT(octets, i, text.size(), c);
        if (c < 0)
            line += "\xEF\xBF\xBD";
        else if (is_blank(c))
            line += ' ';
        else if (!is_unseen(c))
            line += text.substr(start, i - start);
    }
    return std::string(without_end_blanks(line));
}

std::string tidy_lines(std::string_view text)
{
    std::string lines;
    bool is_after_empty = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string line = tidy_line(text.substr(0, end));
        if (!line.empty()) lines += (lines.empty() ? "" : is_after_empty ? "\n\n" : "\n") + line;
        is_after_empty = line.empty();
        text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
    }
    return lines;
}

std::string collapse_blanks(std::string_view text)
{
    std::string collapsed;
    for (const char c : text) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
        if (!is_blank) collapsed += c;
        if (is_blank && !collapsed.ends_with(' ')) collapsed += ' ';
    }
    return collapsed;
}

}  // namespace document
