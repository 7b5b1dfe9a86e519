#include "store/digests.h"

#include <algorithm>
#include <array>

namespace store {

namespace {

constexpr std::array<std::string_view, 2> periods{"daily", "weekly"};
constexpr std::array<std::string_view, 2> formats{"mime", "plain"};

template <class Value, std::size_t count>
std::optional<Value> find_in(const std::array<std::string_view, count>& names, std::string_view name)
{
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view name_of(DigestPeriod period)
{
    return periods.at(static_cast<std::size_t>(period));
}

std::string_view name_of(DigestFormat format)
{
    return formats.at(static_cast<std::size_t>(format));
}

std::optional<DigestChoice> digest_choice(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    const auto period = find_in<DigestPeriod>(periods, text.substr(0, blank));
    const auto format =
        find_in<DigestFormat>(formats, blank == std::string_view::npos ? formats.front() : text.substr(blank + 1));
    if (!period || !format) return std::nullopt;
    return DigestChoice{.period = *period, .format = *format};
}

std::string digest_text(std::optional<DigestChoice> choice)
{
    if (!choice) return "off";
    return std::string(name_of(choice->period)) + ' ' + std::string(name_of(choice->format));
}

}  // namespace store
