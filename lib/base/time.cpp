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

namespace {

/// Takes what it reads off the front of a text; once something does not fit, nothing does.
class TimeReader {
  public:
    explicit TimeReader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count)
    {
        int value = 0;
        is_good_ = is_good_ && rest_.size() >= count;
        for (std::size_t i = 0; is_good_ && i < count; ++i) {
            is_good_ = rest_[i] >= '0' && rest_[i] <= '9';
            value = value * 10 + (rest_[i] - '0');
        }
        if (is_good_) rest_.remove_prefix(count);
        return value;
    }
    bool has(char c)
    {
        const bool is_there = is_good_ && !rest_.empty() && rest_.front() == c;
        if (is_there) rest_.remove_prefix(1);
        return is_there;
    }
    void expect(char c) { is_good_ = has(c); }
    [[nodiscard]] bool is_done() const { return is_good_ && rest_.empty(); }
    void fail_unless(bool is_right) { is_good_ = is_good_ && is_right; }

  private:
    std::string_view rest_;
    bool is_good_ = true;
};

Duration read_offset(TimeReader& reader)
{
    if (reader.has('Z') || reader.has('z')) return {};
    const bool is_east = reader.has('+');
    if (!is_east && !reader.has('-')) return {};
    const int hours = reader.digits(2);
    reader.expect(':');
    const int minutes = reader.digits(2);
    reader.fail_unless(hours < 24 && minutes < 60);
    const Duration offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return is_east ? offset : -offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text)
{
    TimeReader reader(text);
    const std::chrono::year year{reader.digits(4)};
    reader.expect('-');
    const std::chrono::month month{static_cast<unsigned>(reader.digits(2))};
    reader.expect('-');
    const std::chrono::year_month_day date{year, month, std::chrono::day{static_cast<unsigned>(reader.digits(2))}};
    if (!reader.has('T') && !reader.has('t')) reader.expect(' ');
    const int hours = reader.digits(2);
    reader.expect(':');
    const int minutes = reader.digits(2);
    const int seconds = reader.has(':') ? reader.digits(2) : 0;
    const Duration offset = read_offset(reader);
    reader.fail_unless(date.ok() && year >= std::chrono::year{1970} && hours < 24 && minutes < 60 && seconds < 60);
    if (!reader.is_done()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds) - offset;
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
