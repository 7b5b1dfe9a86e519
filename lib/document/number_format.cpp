#include "document/number_format.h"

#include "base/text.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <vector>

namespace document {

namespace {

constexpr std::int64_t seconds_in_day = 86'400;

/// The letters and zeros of a format's first section; "[h]" as 'E', an elapsed time.
std::string letters_of(std::string_view code)
{
    std::string letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = base::to_lower(code[i]);
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '[') {
            const std::size_t end = std::min(code.find(']', i), code.size());
            const std::string inside = base::to_lower(code.substr(i + 1, end - i - 1));
            if (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos) letters += 'E';
            i = end;
        } else {
            letters += c;
        }
    }
    return letters;
}

/// Minutes stand behind hours or before seconds; months are written with the same letter.
bool is_minute(std::string_view letters, std::size_t start, std::size_t end)
{
    const auto before = letters.find_last_of("ymdhseE", start == 0 ? std::string_view::npos : start - 1);
    const auto after = letters.find_first_of("ymdhse", end);
    const bool is_after_hours =
        start > 0 && before != std::string_view::npos && (letters[before] == 'h' || letters[before] == 'E');
    return is_after_hours || (after != std::string_view::npos && letters[after] == 's');
}

std::string date_text(std::chrono::sys_days day, const NumberFormat& format)
{
    const std::chrono::year_month_day date(day);
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    if (!format.has_day && format.has_month && format.has_year) return fmt::format("{:04}-{:02}", year, month);
    if (!format.has_day && !format.has_month) return fmt::format("{:04}", year);
    return fmt::format("{:04}-{:02}-{:02}", year, month, static_cast<unsigned>(date.day()));
}

std::string time_text(std::int64_t seconds)
{
    const std::string text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    return seconds % 60 == 0 ? text : text + fmt::format(":{:02}", seconds % 60);
}

std::string digits_of(double number, int digits_min)
{
    constexpr double exact_max = 1e15;
    if (std::abs(number) < exact_max && std::floor(number) == number)
        return fmt::format("{:0{}}", static_cast<std::int64_t>(number), digits_min);
    return fmt::format("{}", number);
}

std::chrono::sys_days day_of(std::int64_t days, Epoch epoch)
{
    using namespace std::chrono_literals;
    constexpr std::int64_t invented_day = 60;
    const std::chrono::sys_days start = epoch == Epoch::year_1904 ? 1904y / 1 / 1 : 1899y / 12 / 30;
    const bool is_before_invented = epoch == Epoch::year_1900 && days < invented_day;
    return start + std::chrono::days(days + (is_before_invented ? 1 : 0));
}

}  // namespace

NumberFormat read_number_format(std::string_view code)
{
    NumberFormat format;
    if (base::equal_ignoring_case(code, "general") || code == "@") return format;
    const std::string letters = letters_of(code);
    bool is_in_integer = true;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const char c = letters[i];
        std::size_t end = i;
        while (end + 1 < letters.size() && letters[end + 1] == c) ++end;
        if (c == 'y' || c == 'b' || c == 'e') format.has_year = true;
        if (c == 'd') format.has_day = true;
        if (c == 'h' || c == 's') format.has_time = true;
        if (c == 'E') format.has_time = format.is_elapsed = true;
        if (c == 'm') (is_minute(letters, i, end + 1) ? format.has_time : format.has_month) = true;
        if (c == '0' && is_in_integer) format.digits_min += static_cast<int>(end - i + 1);
        if (c == '.') is_in_integer = false;
        i = end;
    }
    const bool is_exponent = letters.find("e+") != std::string::npos || letters.find("e-") != std::string::npos;
    if (is_exponent) format.has_year = false;
    return format;
}

NumberFormat known_number_format(int id)
{
    const auto is_between = [id](int first, int last) { return id >= first && id <= last; };
    constexpr NumberFormat date{.has_year = true, .has_month = true, .has_day = true};
    constexpr NumberFormat month{.has_year = true, .has_month = true};
    constexpr NumberFormat time{.has_time = true};
    if (id == 17 || id == 55 || id == 52) return month;
    if (id == 22) return {.has_year = true, .has_month = true, .has_day = true, .has_time = true};
    if (is_between(14, 16) || is_between(27, 31) || is_between(34, 36) || is_between(50, 58)) return date;
    if (id == 46) return {.has_time = true, .is_elapsed = true};
    if (is_between(18, 21) || is_between(32, 33) || is_between(45, 47)) return time;
    return {};
}

std::string show_number(double number, const NumberFormat& format, Epoch epoch)
{
    constexpr double days_max = 2'958'465;  // 31 December 9999
    const bool is_moment = format.has_date() || format.has_time;
    if (!is_moment || !(number >= 0) || number > days_max) return digits_of(number, format.digits_min);
    const auto seconds = static_cast<std::int64_t>(std::llround(number * static_cast<double>(seconds_in_day)));
    if (format.is_elapsed) return time_text(seconds);
    std::string time = format.has_time ? time_text(seconds % seconds_in_day) : "";
    if (!format.has_date()) return time;
    const std::string date = date_text(day_of(seconds / seconds_in_day, epoch), format);
    const bool is_midnight = seconds % seconds_in_day == 0;
    return time.empty() || is_midnight ? date : date + 'T' + time;
}

}  // namespace document
