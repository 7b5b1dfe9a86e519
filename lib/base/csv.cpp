#include "base/csv.h"

namespace base {

namespace {

/// What a spreadsheet runs; or such a value behind the quotes that keep it from that, so that each reads as it was
/// written.
bool looks_like_formula(std::string_view value)
{
    constexpr std::string_view starts = "=+-@\t\r";
    const auto first = value.find_first_not_of('\'');
    return first != std::string_view::npos && starts.find(value[first]) != std::string_view::npos;
}

/// RFC 4180 §2.6
std::string csv_value(std::string_view value)
{
    std::string text = looks_like_formula(value) ? "'" : "";
    text += value;
    if (text.find_first_of(",\"\r\n;\t") == std::string::npos) return text;
    std::string in_quotes = "\"";
    for (const char c : text) in_quotes += c == '"' ? std::string("\"\"") : std::string(1, c);
    return in_quotes + '"';
}

}  // namespace

std::string csv_row(const std::vector<std::string>& values)
{
    std::string row;
    for (std::size_t i = 0; i < values.size(); ++i) row += (i > 0 ? "," : "") + csv_value(values[i]);
    return row + "\r\n";
}

std::string_view without_formula_quote(std::string_view value)
{
    return value.starts_with('\'') && looks_like_formula(value) ? value.substr(1) : value;
}

}  // namespace base
