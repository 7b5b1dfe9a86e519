#include "form/only_row.h"

#include "base/text.h"
#include "form/names.h"

#include <algorithm>
#include <iterator>
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

std::string name_key(const config::Form& form, const std::vector<Words>& row)
{
    const std::size_t naming = naming_column(form);
    return naming < row.size() ? key_of(row[naming]) : std::string();
}

bool are_different(const std::string& name, const std::string& other)
{
    return !name.empty() && !other.empty() && name.find(other) == std::string::npos &&
           other.find(name) == std::string::npos;
}

namespace {

std::string digits_of(const std::string& text)
{
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), base::is_digit);
    return digits;
}

/// Other e-mail addresses, and something else that differs: a name that nobody could read does not make two people one.
bool have_other_addresses(const config::Form& form, const std::vector<Words>& row, const std::vector<Words>& other)
{
    constexpr std::size_t differences_min = 2;
    std::size_t differences = 0;
    bool has_other_address = false;
    for (std::size_t i = 0; i < std::min(row.size(), other.size()); ++i) {
        const bool has_letters = form.columns[i].type != config::AnswerType::telephone;
        const bool differ = has_letters ? are_different(key_of(row[i]), key_of(other[i]))
                                        : are_different(digits_of(row[i].text), digits_of(other[i].text));
        if (!differ) continue;
        ++differences;
        has_other_address = has_other_address || form.columns[i].type == config::AnswerType::email;
    }
    return has_other_address && differences >= differences_min;
}

}  // namespace

bool are_of_two(const config::Form& form, const std::vector<Words>& row, const std::vector<Words>& other)
{
    if (are_different(name_key(form, row), name_key(form, other))) return true;
    const bool are_both_named = !name_key(form, row).empty() && !name_key(form, other).empty();
    return !are_both_named && have_other_addresses(form, row, other);
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
