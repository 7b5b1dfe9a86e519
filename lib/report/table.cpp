#include "report/table.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <vector>

namespace report {

namespace json = boost::json;

namespace {

constexpr std::size_t value_octets_max = 60;

/// Characters, near enough for columns: octets that do not continue one.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t columns)
{
    return text + std::string(columns - std::min(columns, width(text)), ' ');
}

}  // namespace

std::string plain(const json::value& value)
{
    if (const auto* text = value.if_string())
        return base::one_line(std::string_view(text->data(), text->size()), value_octets_max * 4);
    if (value.is_null()) return "-";
    if (const auto* object = value.if_object()) {
        std::string all;
        for (const auto& member : *object) {
            const bool is_nothing = member.value().is_int64() && member.value().get_int64() == 0;
            if (!is_nothing) all += (all.empty() ? "" : ", ") + std::string(member.key()) + '=' + plain(member.value());
        }
        return all.empty() ? "nothing" : all;
    }
    return json::serialize(value);
}

std::string table(const json::array& rows, std::span<const std::string_view> columns)
{
    std::vector<std::vector<std::string>> lines;
    lines.emplace_back(columns.begin(), columns.end());
    for (const json::value& row : rows) {
        std::vector<std::string>& line = lines.emplace_back();
        for (const std::string_view column : columns) {
            const json::value* value = row.as_object().if_contains(column);
            line.push_back(value == nullptr ? "" : base::one_line(plain(*value), value_octets_max));
        }
    }
    std::vector<std::size_t> widths(columns.size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
    }
    std::string text;
    for (const auto& line : lines) {
        std::string joined;
        for (std::size_t i = 0; i < line.size(); ++i) joined += padded(line[i], widths[i]) + "  ";
        joined.erase(joined.find_last_not_of(' ') + 1);
        text += joined + '\n';
    }
    return text;
}

std::string listing(const json::object& object)
{
    std::size_t widest = 0;
    for (const auto& member : object) widest = std::max(widest, member.key().size());
    std::string text;
    for (const auto& member : object) {
        const auto* rows = member.value().if_array();
        if (rows != nullptr) continue;  // shown as a table by whoever asks
        text += padded(std::string(member.key()) + ':', widest + 2) + plain(member.value()) + '\n';
    }
    return text;
}

}  // namespace report
