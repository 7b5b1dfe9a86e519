#include "document/pdf_margins.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace document {

namespace {

constexpr double margin_share = 0.06;  // of the height, at both ends
constexpr std::size_t words_max = 40;  // of one margin: more is text

bool is_number(std::string_view text)
{
    constexpr std::size_t digits_max = 4;
    return !text.empty() && text.size() <= digits_max && std::ranges::all_of(text, base::is_digit);
}

/// "2/5"
bool is_page_of(std::string_view text)
{
    const auto stroke = text.find('/');
    return stroke != std::string_view::npos && is_number(text.substr(0, stroke)) && is_number(text.substr(stroke + 1));
}

/// "7:05", "07:05:30"
bool is_time(std::string_view text)
{
    const auto parts = base::split(text, ':');
    return parts.size() >= 2 && parts.size() <= 3 && std::ranges::all_of(parts, is_number);
}

/// "11/29/26,", "29.11.2026"
bool is_day(std::string_view text)
{
    if (text.ends_with(',')) text.remove_suffix(1);
    return std::ranges::any_of(std::array{'/', '.', '-'}, [&](char sign) {
        const auto parts = base::split(text, sign);
        return parts.size() == 3 && std::ranges::all_of(parts, is_number);
    });
}

bool is_address(std::string_view text)
{
    return text.starts_with("file:") || text.starts_with("http:") || text.starts_with("https:") ||
           text == "about:blank";
}

/// "3", "Page 3", "Page 3 of 5", "- 3 -", "3/5"
bool is_page_number(const std::vector<const PdfWord*>& line)
{
    constexpr std::size_t words_of_number_max = 4;
    constexpr std::size_t word_octets_max = 24;
    const auto is_short = [](const PdfWord* word) { return word->text.size() <= word_octets_max; };
    const auto tells = [](const PdfWord* word) { return is_number(word->text) || is_page_of(word->text); };
    return line.size() <= words_of_number_max && std::ranges::all_of(line, is_short) && tells(line.back());
}

/// What browsers print: the day, the time and the title above, the address and the page below.
bool is_of_browser(const std::vector<const PdfWord*>& line)
{
    const bool is_above = line.size() > 1 && is_day(line[0]->text) && is_time(line[1]->text);
    const bool is_below = is_address(line.front()->text) && (line.size() == 1 || is_page_of(line.back()->text));
    return is_above || is_below;
}

/// The line that `outermost` stands in.
void drop_line(std::vector<PdfWord>& words, const PdfWord& outermost)
{
    const auto is_beside = [top = outermost.top, bottom = outermost.bottom](const PdfWord& word) {
        const double middle = (word.top + word.bottom) / 2;
        return middle >= top && middle <= bottom;
    };
    std::vector<const PdfWord*> line;
    for (const PdfWord& word : words)
        if (is_beside(word)) line.push_back(&word);
    if (line.empty() || line.size() > words_max) return;
    std::ranges::sort(line, {}, &PdfWord::left);
    if (is_of_browser(line) || is_page_number(line)) std::erase_if(words, is_beside);
}

}  // namespace

void drop_margins(std::vector<PdfWord>& words, double height)
{
    const double margin = height * margin_share;
    if (words.empty()) return;
    if (const auto top = std::ranges::min_element(words, {}, &PdfWord::top); top->bottom < margin)
        drop_line(words, *top);
    if (words.empty()) return;
    if (const auto last = std::ranges::max_element(words, {}, &PdfWord::bottom); last->top > height - margin)
        drop_line(words, *last);
}

}  // namespace document
