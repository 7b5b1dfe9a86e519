#include "desk/issue_name.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace desk {

namespace {

constexpr std::size_t digits_max = 6;
constexpr std::size_t date_octets_max = 60;

std::string_view skip(std::string_view text, std::string_view characters)
{
    return text.substr(std::min(text.size(), text.find_first_not_of(characters)));
}

/// "No. ", "no ", "number ", "# ": what may stand before the number.
std::string_view skip_number_word(std::string_view text)
{
    text = skip(text, " \t");
    for (const std::string_view word : {"number", "no.", "nr.", "no", "nr"}) {
        if (!base::starts_with_ignoring_case(text, word)) continue;
        text = text.substr(word.size());
        break;
    }
    return skip(text, " \t#");
}

/// What follows a mark behind the number, up to the end: ": May 2005", " - May 2005", " (May 2005)".
std::string read_date(std::string_view rest)
{
    rest = base::trim(rest);
    constexpr std::array<std::string_view, 6> marks{":", ",", "-", "\u2013", "\u2014", "("};
    const auto* const mark = std::ranges::find_if(marks, [&](std::string_view each) { return rest.starts_with(each); });
    if (mark == marks.end()) return {};
    rest = base::trim(rest.substr(mark->size()));
    if (rest.ends_with(')') && *mark == "(") rest.remove_suffix(1);
    return base::one_line(rest, date_octets_max);
}

}  // namespace

namespace {

/// "#1: May 2005", behind the title; `rest` begins with the number.
IssueName read_number(std::string_view rest)
{
    const std::size_t digits = std::min(rest.size(), rest.find_first_not_of("0123456789"));
    const bool goes_on = digits < rest.size() && base::is_alphanumeric(rest[digits]);
    if (digits == 0 || digits > digits_max || goes_on) return {};
    return {.number = base::parse_number(rest.substr(0, digits)), .date = read_date(rest.substr(digits))};
}

}  // namespace

IssueName read_issue_name(std::string_view subject, std::string_view title)
{
    constexpr std::string_view word = "issue";
    const std::string lower = base::to_lower(subject);
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
        if (at > 0 && base::is_alphanumeric(lower[at - 1])) continue;  // "tissue 4"
        const std::string_view rest = skip_number_word(subject.substr(at + word.size()));
        if (IssueName name = read_number(rest); name.number) return name;
    }
    const auto behind_title = title.empty() ? std::string::npos : lower.find(base::to_lower(title) + " #");
    if (behind_title == std::string::npos) return {};
    return read_number(subject.substr(behind_title + title.size() + 2));
}

}  // namespace desk
