#include "mail/wrapped_text.h"

#include "base/text.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <memory>
#include <stdexcept>

namespace mail {

namespace {

UChar32 take_character(std::string_view& text)
{
    const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());
    std::int32_t length = 0;
    UChar32 c = 0;
    U8_NEXT(octets, length, static_cast<std::int32_t>(text.size()), c);
    text.remove_prefix(static_cast<std::size_t>(length));
    return c;
}

std::size_t width_of(UChar32 c)
{
    const auto category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) return 0;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view utf8)
{
    std::size_t width = 0;
    while (!utf8.empty()) width += width_of(take_character(utf8));
    return width;
}

namespace {

struct CloseBreaks {
    void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
struct CloseText {
    void operator()(UText* text) const { utext_close(text); }
};

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/// "https://lists.example/a/b" could be broken at its slashes, and would be no link any more.
bool may_break_at(std::string_view text, std::size_t at)
{
    const auto is_other = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    return at == text.size() || is_blank(text[at - 1]) || is_other(text[at - 1]) || is_other(text[at]);
}

/// Pieces that stay whole, each with the blanks behind it.
std::vector<std::string_view> breakable_pieces(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UText, CloseText> octets(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
    const std::unique_ptr<UBreakIterator, CloseBreaks> breaks(ubrk_open(UBRK_LINE, "", nullptr, 0, &status));
    ubrk_setUText(breaks.get(), octets.get(), &status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no rules for line breaks");
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (auto next = ubrk_next(breaks.get()); next != UBRK_DONE; next = ubrk_next(breaks.get())) {
        const auto end = static_cast<std::size_t>(next);
        if (end == begin || !may_break_at(text, end)) continue;
        pieces.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return pieces;
}

std::string_view without_blanks_behind(std::string_view text)
{
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

std::vector<std::string> wrap(std::string_view utf8, std::size_t columns)
{
    std::vector<std::string> lines(1);
    std::size_t width = 0;
    const auto end_line = [&] {
        lines.back().resize(without_blanks_behind(lines.back()).size());
        lines.emplace_back();
        width = 0;
    };
    for (const std::string_view piece : breakable_pieces(utf8)) {
        const std::size_t needed = display_width(without_blanks_behind(piece));
        if (width > 0 && width + needed > columns) end_line();
        lines.back() += piece;
        width += display_width(piece);
        if (piece.ends_with('\n')) end_line();
    }
    lines.back().resize(without_blanks_behind(lines.back()).size());
    if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
    return lines;
}

}  // namespace mail
