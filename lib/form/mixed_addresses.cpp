#include "form/mixed_addresses.h"

#include "base/text.h"
#include "form/written_text.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace form {

namespace {

std::size_t column_of(const config::Form& form, config::AnswerType type)
{
    return static_cast<std::size_t>(std::ranges::find(form.columns, type, &config::Question::type) -
                                    form.columns.begin());
}

bool is_mail(std::string_view text)
{
    return text.find('@') != std::string_view::npos;
}

/// Where the second of two begins: behind a blank, or where a web address does.
std::size_t end_of_first(std::string_view text)
{
    std::size_t end = text.find(' ');
    for (const char* start : {"www.", "http"}) end = std::min(end, text.find(start, 1));
    return std::min(end, text.size());
}

}  // namespace

void part_addresses(const config::Form& form, std::vector<Source>& row)
{
    const std::size_t mail = column_of(form, config::AnswerType::email);
    const std::size_t site = column_of(form, config::AnswerType::url);
    if (mail >= row.size() || site >= row.size() || row[mail].words.is_empty() == row[site].words.is_empty()) return;
    const Source both = row[mail].words.is_empty() ? row[site] : row[mail];
    const std::string text = collapsed(both.words.text);
    const std::size_t end = end_of_first(text);
    const std::string first = text.substr(0, end);
    const std::string second(base::trim(std::string_view(text).substr(end)));
    const bool is_misplaced = second.empty() && is_mail(first) && row[mail].words.is_empty();
    const bool are_two = !second.empty() && second.find(' ') == std::string::npos && is_mail(first) != is_mail(second);
    if (!is_misplaced && !are_two) return;
    row[mail] = both;
    row[site] = both;
    row[mail].words.text = is_mail(first) ? first : second;
    row[site].words.text = is_mail(first) ? second : first;
}

}  // namespace form
