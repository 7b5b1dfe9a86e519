#include "form/only_row.h"

#include "form/names.h"

#include <algorithm>
#include <string_view>

namespace form {

std::size_t naming_column(const config::Form& form)
{
    const auto is_text = [](const config::Question& column) { return column.type == config::AnswerType::text; };
    const auto required = std::ranges::find_if(
        form.columns, [&](const config::Question& column) { return is_text(column) && column.is_required; });
    const auto found = required != form.columns.end() ? required : std::ranges::find_if(form.columns, is_text);
    return found == form.columns.end() ? 0 : static_cast<std::size_t>(found - form.columns.begin());
}

std::string key_of(const Words& words)
{
    constexpr std::size_t octets_max = 300;
    std::string key;
    for (const char c : plain_name(std::string_view(words.text).substr(0, octets_max))) {
        if (c != ' ') key += c;
    }
    return key;
}

bool are_of_two(const config::Form& form, const std::vector<Words>& row, const std::vector<Words>& other)
{
    const std::size_t naming = naming_column(form);
    if (row.size() <= naming || other.size() <= naming) return false;
    const std::string name = key_of(row[naming]);
    const std::string other_name = key_of(other[naming]);
    if (name.empty() || other_name.empty()) return false;
    return name.find(other_name) == std::string::npos && other_name.find(name) == std::string::npos;
}

bool is_of_respondent_alone(const config::Form& form, const std::vector<Words>& row)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].is_empty()) continue;
        if (std::ranges::count(form.respondent, form.columns[i].key, &config::Question::key) == 0) return false;
    }
    return true;
}

}  // namespace form
