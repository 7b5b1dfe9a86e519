#include "form/number_text.h"

#include "base/text.h"
#include "form/reading_result.h"
#include "form/written_text.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace form {

namespace {

constexpr std::size_t octets_max = 200;

struct Digits {
    std::string text;      ///< with its separators
    bool is_alone = true;  ///< nothing else stood there
    bool is_only_one = true;
};

/// The first number of the text; a blank or apostrophe between groups of three belongs to it.
Digits first_number(std::string_view text)
{
    Digits found;
    const auto start = text.find_first_of("0123456789");
    if (start == std::string_view::npos) return found;
    std::size_t end = start;
    for (; end < text.size(); ++end) {
        const char c = text[end];
        const bool is_inner =
            (c == '.' || c == ',' || c == ' ' || c == '\'') && end + 1 < text.size() && base::is_digit(text[end + 1]);
        if (!base::is_digit(c) && !is_inner) break;
        if (base::is_digit(c) || c == '.' || c == ',') found.text += c;
    }
    const bool is_negative = start > 0 && text[start - 1] == '-' && (start == 1 || text[start - 2] == ' ');
    if (is_negative) found.text.insert(0, 1, '-');
    found.is_alone = start == (is_negative ? 1U : 0U) && end == text.size();
    found.is_only_one = text.find_first_of("0123456789", end) == std::string_view::npos;
    return found;
}

bool has_comma_for_point(const Writer& writer)
{
    constexpr std::string_view countries_with_point =
        "US GB IE AU NZ CA IN JP CN KR TH MY SG PH HK TW IL MX PK LK NG KE ZA EG SA AE CH";
    constexpr std::string_view languages_with_point = "en ja zh ko th he";
    if (writer.country.size() == 2) return countries_with_point.find(writer.country) == std::string_view::npos;
    return writer.language.size() >= 2 &&
           languages_with_point.find(writer.language.substr(0, 2)) == std::string_view::npos;
}

/// With a point before the fraction alone; `is_unsure` where "1,234" may be either.
std::string plain(std::string_view digits, const Writer& writer, bool& is_unsure)
{
    std::string text(digits);
    const auto last_comma = text.rfind(',');
    const auto last_point = text.rfind('.');
    char point = 0;
    if (last_comma != std::string::npos && last_point != std::string::npos) {
        point = last_comma > last_point ? ',' : '.';
    } else if (last_comma != std::string::npos || last_point != std::string::npos) {
        const char sign = last_comma != std::string::npos ? ',' : '.';
        const auto at = text.rfind(sign);
        const bool is_once = text.find(sign) == at;
        const bool may_be_group = text.size() - at == 4 && at <= 4;
        const bool is_local_point = (sign == ',') == has_comma_for_point(writer);
        if (is_once && (!may_be_group || is_local_point)) point = sign;
        is_unsure = is_once && may_be_group && is_local_point;
    }
    std::string number;
    for (const char c : text) {
        if (c == point) number += '.';
        if (base::is_digit(c) || c == '-') number += c;
    }
    return number;
}

std::optional<Value> value_of(const std::string& number)
{
    const char* end = number.data() + number.size();
    if (number.find('.') == std::string::npos) {
        std::int64_t whole = 0;
        const auto read = std::from_chars(number.data(), end, whole);
        if (read.ec == std::errc{} && read.ptr == end) return whole;
        return std::nullopt;
    }
    double value = 0;
    const auto read = std::from_chars(number.data(), end, value);
    if (read.ec == std::errc{} && read.ptr == end) return value;
    return std::nullopt;
}

}  // namespace

ReadValue read_number(std::string_view written, const Writer& writer)
{
    if (written.size() > octets_max) return unreadable(Why::no_number);
    const Digits digits = first_number(folded(written));
    if (digits.text.empty()) return unreadable(Why::no_number);
    bool is_unsure = false;
    const auto value = value_of(plain(digits.text, writer, is_unsure));
    if (!value) return unreadable(Why::no_number);
    if (!digits.is_only_one) return unreadable(Why::more_numbers);
    if (is_unsure) return guessed(*value, Why::sign_within);
    return digits.is_alone ? sure(*value) : guessed(*value, Why::more_than_number);
}

}  // namespace form
