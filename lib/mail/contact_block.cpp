#include "mail/contact_block.h"

#include "base/text.h"
#include "mail/attribution.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace mail {

bool has_contact(std::string_view folded)
{
    constexpr std::ptrdiff_t digits_min = 7;
    const auto has = [&](std::string_view sign) { return folded.find(sign) != std::string_view::npos; };
    return has_address(folded) || has("http") || has("www.") || has("mailing list") ||
           std::ranges::count_if(folded, base::is_digit) >= digits_min;
}

bool has_contact_within(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end)
{
    for (std::size_t i = start; i < end; ++i) {
        if (has_contact(lines[i].folded)) return true;
    }
    return false;
}

namespace {

constexpr std::size_t block_lines_max = 12;
constexpr std::size_t line_octets_max = 80;
constexpr std::size_t initial_octets = 1;  // "Ann B. Example": initials tell nobody apart

std::vector<std::string_view> words_of(std::string_view folded)
{
    const auto is_letter = [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (base::is_alphanumeric(c) && !base::is_digit(c));
    };
    std::vector<std::string_view> words;
    for (auto at = folded.begin(); at != folded.end();) {
        const auto first = std::find_if(at, folded.end(), is_letter);
        at = std::find_if_not(first, folded.end(), is_letter);
        const std::string_view word(first, at);
        if (word.size() > initial_octets) words.push_back(word);
    }
    return words;
}

/// At least half of its words are of the name.
bool names(std::string_view folded, const std::unordered_set<std::string_view>& name)
{
    const auto words = words_of(folded);
    const auto known = std::ranges::count_if(words, [&](std::string_view word) { return name.contains(word); });
    return known > 0 && 2 * static_cast<std::size_t>(known) >= words.size();
}

}  // namespace

std::size_t find_contact_block(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end,
                               std::string_view sender)
{
    const std::string folded_sender = fold_line(sender.substr(0, folded_octets_max));
    const auto words = words_of(std::string_view(folded_sender).substr(0, folded_sender.find('@')));
    const std::unordered_set<std::string_view> name(words.begin(), words.end());
    std::size_t count = 0;
    for (std::size_t i = end; i > start && count < block_lines_max && !name.empty(); --i) {
        const ReplyLine& line = lines[i - 1];
        if (line.is_blank()) continue;
        if (line.is_long || line.folded.size() > line_octets_max) break;
        ++count;
        const bool is_named = !has_contact(line.folded) && names(line.folded, name);
        if (is_named && has_contact_within(lines, i, end)) return i - 1;
    }
    return end;
}

}  // namespace mail
