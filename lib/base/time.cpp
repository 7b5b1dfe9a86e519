#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace base {

namespace {

using std::chrono::floor;

struct CivilTime {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Duration> time_of_day;
    std::chrono::weekday weekday;
};

CivilTime to_civil(Time time)
{
    const auto day = floor<days>(time);
    return {.date = std::chrono::year_month_day{day},
            .time_of_day = std::chrono::hh_mm_ss<Duration>{time - day},
            .weekday = std::chrono::weekday{day}};
}

struct DurationUnit {
    char letter;
    Duration length;
};

constexpr std::array duration_units{DurationUnit{'d', days{1}}, DurationUnit{'h', 1h}, DurationUnit{'m', 1min},
                                    DurationUnit{'s', 1s}};

}  // namespace

std::int64_t to_unix_ms(Time time)
{
    return time.time_since_epoch().count();
}

Time from_unix_ms(std::int64_t milliseconds)
{
    return Time{Duration{milliseconds}};
}

std::string to_rfc3339(Time time)
{
    const CivilTime civil = to_civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(civil.date.year()),
                       static_cast<unsigned>(civil.date.month()), static_cast<unsigned>(civil.date.day()),
                       civil.time_of_day.hours().count(), civil.time_of_day.minutes().count(),
                       civil.time_of_day.seconds().count(), civil.time_of_day.subseconds().count());
}

std::string to_rfc5322(Time time)
{
    constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const CivilTime civil = to_civil(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", weekdays.at(civil.weekday.c_encoding()),
                       static_cast<unsigned>(civil.date.day()),
                       months.at(static_cast<unsigned>(civil.date.month()) - 1), static_cast<int>(civil.date.year()),
                       civil.time_of_day.hours().count(), civil.time_of_day.minutes().count(),
                       civil.time_of_day.seconds().count());
}

std::optional<Duration> parse_duration(std::string_view text)
{
    constexpr std::int64_t count_max = 1'000'000;  // a million days: nothing larger is meant seriously
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0 || count > count_max) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [letter, length] : duration_units) {
        if (unit.size() == 1 && unit.front() == letter) return count * length;
    }
    return std::nullopt;
}

std::string format_duration(Duration duration)
{
    for (const auto& [letter, length] : duration_units) {
        if (duration >= length && duration % length == Duration::zero()) {
            return std::to_string(duration / length) + letter;
        }
    }
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + 's';
}

}  // namespace base
