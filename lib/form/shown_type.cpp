#include "form/shown_type.h"

#include "base/text.h"
#include "form/date_text.h"
#include "form/yes_no.h"

#include <algorithm>

namespace form {

bool may_be_any(config::AnswerType type)
{
    return type == config::AnswerType::text || type == config::AnswerType::long_text;
}

std::optional<bool> can_be(config::AnswerType type, std::string_view text)
{
    switch (type) {
    case config::AnswerType::email: return text.find('@') != std::string_view::npos;
    case config::AnswerType::url:
        return text.find('.') != std::string_view::npos && text.find('@') == std::string_view::npos;
    case config::AnswerType::date:
    case config::AnswerType::date_range:
    case config::AnswerType::telephone:
    case config::AnswerType::number: return std::ranges::any_of(text, base::is_digit);
    case config::AnswerType::text:
    case config::AnswerType::long_text:
    case config::AnswerType::country:
    case config::AnswerType::language:
    case config::AnswerType::yes_no:
    case config::AnswerType::choice: return std::nullopt;
    }
    return std::nullopt;
}

bool is_clearly(config::AnswerType type, std::string_view text)
{
    constexpr std::size_t date_octets_max = 60;
    constexpr std::ptrdiff_t telephone_digits_min = 6;
    switch (type) {
    case config::AnswerType::email: return text.find('@') != std::string_view::npos;
    case config::AnswerType::url:
        return text.find('.') != std::string_view::npos && text.find_first_of("@ ") == std::string_view::npos;
    case config::AnswerType::date:
    case config::AnswerType::date_range: {
        const ReadValue date = text.size() > date_octets_max ? ReadValue() : read_date(text, true, {});
        return !is_null(date.value);
    }
    case config::AnswerType::telephone:
        return std::ranges::count_if(text, base::is_digit) >= telephone_digits_min &&
               text.find_first_not_of("0123456789+-()/. ") == std::string_view::npos;
    case config::AnswerType::yes_no: {
        const ReadValue answer = read_yes_no(text, {});
        return !is_null(answer.value) && answer.sureness != Sureness::guessed;
    }
    default: return false;
    }
}

}  // namespace form
