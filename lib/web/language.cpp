#include "web/language.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace web {

namespace {

/// "0.8" is 800, as nothing is 1000; what is no weight at all is 0.
int read_weight(std::string_view parameter)
{
    if (parameter.empty()) return 1000;
    if (!base::starts_with_ignoring_case(parameter, "q=")) return 0;
    const std::string_view text = parameter.substr(2);
    if (text.starts_with('1')) return 1000;
    if (!text.starts_with("0.")) return 0;
    std::string digits(text.substr(2, 3));
    digits.resize(3, '0');
    return static_cast<int>(base::parse_number(digits).value_or(0));
}

}  // namespace

std::string match_language(std::string_view wanted, const std::vector<std::string>& available)
{
    const std::string whole = base::to_lower(wanted);
    for (const std::string& tag : {whole, whole.substr(0, whole.find('-'))}) {
        if (std::ranges::find(available, tag) != available.end()) return tag;
    }
    return {};
}

std::string accepted_language(std::string_view header, const std::vector<std::string>& available)
{
    std::string best;
    int best_weight = 0;
    for (const std::string_view range : base::split(header, ',')) {
        const auto semicolon = range.find(';');
        const std::string_view tag = base::trim(range.substr(0, semicolon));
        const std::string_view parameter = semicolon == std::string_view::npos ? "" : range.substr(semicolon + 1);
        const int weight = read_weight(base::trim(parameter));
        if (weight <= best_weight) continue;
        std::string match = match_language(tag, available);
        if (match.empty()) continue;
        best = std::move(match);
        best_weight = weight;
    }
    return best;
}

std::string_view language_name(std::string_view tag)
{
    constexpr std::array names{std::pair<std::string_view, std::string_view>{"en", "English"},
                               std::pair<std::string_view, std::string_view>{"es", "español"},
                               std::pair<std::string_view, std::string_view>{"fr", "français"}};
    const auto* const found = std::ranges::find(names, tag, &std::pair<std::string_view, std::string_view>::first);
    return found == names.end() ? tag : found->second;
}

}  // namespace web
