#include "form/value.h"

#include "base/text.h"
#include "form/choice_text.h"
#include "form/country_name.h"
#include "form/date_text.h"
#include "form/email_text.h"
#include "form/empty_answer.h"
#include "form/language_name.h"
#include "form/number_text.h"
#include "form/reading_result.h"
#include "form/web_address.h"
#include "form/written_text.h"
#include "form/yes_no.h"

#include <algorithm>

namespace form {

namespace {

constexpr std::size_t octets_max = 64UL * 1024;  // of one answer

std::string_view cut(std::string_view written)
{
    std::string_view kept = written.substr(0, octets_max);
    while (kept.size() < written.size() && !kept.empty() &&
           (static_cast<unsigned char>(written[kept.size()]) & 0xC0U) == 0x80)
        kept.remove_suffix(1);
    return kept;
}

ReadValue read_text(std::string text, bool is_cut)
{
    return is_cut ? guessed(std::move(text), Why::too_long_cut) : sure(std::move(text));
}

/// As written: numbers are dialled by people.
ReadValue read_telephone(std::string text)
{
    constexpr std::ptrdiff_t digits_min = 4;
    const std::string plain = folded(text);
    const auto digits = std::ranges::count_if(plain, base::is_digit);
    if (digits == 0) return unreadable(Why::no_digits);
    return digits < digits_min ? guessed(std::move(text), Why::short_number) : sure(std::move(text));
}

}  // namespace

bool is_null(const Value& value)
{
    return std::holds_alternative<std::monostate>(value);
}

std::string_view name_of(Sureness sureness)
{
    switch (sureness) {
    case Sureness::sure: return "sure";
    case Sureness::likely: return "likely";
    case Sureness::guessed: return "guessed";
    }
    return "";
}

ReadValue read_value(const config::Question& question, std::string_view written, const Writer& writer)
{
    std::string text = collapsed(cut(written));
    if (says_nothing(question.type, text)) return {};
    switch (question.type) {
    case config::AnswerType::text:
    case config::AnswerType::long_text: return read_text(std::move(text), written.size() > octets_max);
    case config::AnswerType::telephone: return read_telephone(std::move(text));
    case config::AnswerType::email: return read_email(text);
    case config::AnswerType::url: return read_web_address(text);
    case config::AnswerType::date: return read_date(text, false, writer);
    case config::AnswerType::date_range: return read_date(text, true, writer);
    case config::AnswerType::country: return read_country(text, writer);
    case config::AnswerType::language: return read_language(text, writer);
    case config::AnswerType::yes_no: return read_yes_no(text, writer);
    case config::AnswerType::choice: return read_choice(question, text);
    case config::AnswerType::number: return read_number(text, writer);
    }
    return {};
}

}  // namespace form
