// Whatever people write, a value is what its type promises, reads the same again, and what is not plain has a doubt.

#include "form/value.h"

#include "base/text.h"
#include "fuzz.h"

#include <algorithm>
#include <string>
#include <variant>

namespace {

using config::AnswerType;

config::Question question_of(AnswerType type)
{
    return {.key = "q",
            .type = type,
            .choices = {{.key = "industry", .labels = {{"en", "Industry"}, {"fr", "Industrie"}}},
                        {.key = "labour", .labels = {{"en", "Labour union"}, {"fr", "Syndicat"}}}}};
}

/// "2005-05-14" or "2005-05".
bool is_day_or_month(std::string_view text)
{
    if (text.size() != 10 && text.size() != 7) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 4 || i == 7;
        if (is_dash ? text[i] != '-' : !base::is_digit(text[i])) return false;
    }
    return true;
}

bool is_range(std::string_view text)
{
    const auto stroke = text.find('/');
    return stroke != std::string_view::npos && is_day_or_month(text.substr(0, stroke)) &&
           is_day_or_month(text.substr(stroke + 1)) && text.substr(0, stroke) < text.substr(stroke + 1);
}

bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool fits(AnswerType type, const std::string& text)
{
    switch (type) {
    case AnswerType::date: return is_day_or_month(text);
    case AnswerType::date_range: return is_day_or_month(text) || is_range(text);
    case AnswerType::country: return text.size() == 2 && std::ranges::all_of(text, is_upper);
    case AnswerType::email: return text.find('@') != std::string::npos && text.find(' ') == std::string::npos;
    case AnswerType::url: return text.find("://") != std::string::npos && text.find(' ') == std::string::npos;
    case AnswerType::choice: return text == "industry" || text == "labour";
    case AnswerType::yes_no:
    case AnswerType::number: return false;
    case AnswerType::text:
    case AnswerType::long_text:
    case AnswerType::telephone:
    case AnswerType::language: return true;
    }
    return false;
}

void check(AnswerType type, std::string_view written, const form::Writer& writer)
{
    const config::Question question = question_of(type);
    const form::ReadValue read = form::read_value(question, written, writer);
    fuzz::require(!read.doubt == (read.sureness != form::Sureness::guessed), "what is guessed has a doubt");
    const auto* text = std::get_if<std::string>(&read.value);
    if (text == nullptr) return;
    fuzz::require(!text->empty() && !fuzz::has_control(*text) && base::is_valid_utf8(*text), "a text is one line",
                  *text);
    fuzz::require(fits(type, *text), "a value is what its type promises", *text);
    const form::ReadValue again = form::read_value(question, *text, writer);
    fuzz::require(again.value == read.value, "a value reads the same again", *text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr const char* countries[] = {"", "GB", "US", "JP", "TH", "IR", "CA", "DE"};
    std::string_view input = fuzz::as_text(data, size);
    const std::uint8_t which = fuzz::take_octet(input);
    const form::Writer writer{.country = countries[which / 16 % std::size(countries)],
                              .language = which % 16 > 11 ? "hr" : "",
                              .wrote_at = base::from_unix_ms(1'115'100'000'000)};
    for (int type = 0; type <= static_cast<int>(AnswerType::number); ++type) {
        const auto each = static_cast<AnswerType>(type);
        check(each, input, writer);
    }
    return 0;
}
