#pragma once
/// Instants and durations, and the three ways in which they are written.  Pure: nobody asks a clock here.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;  ///< UTC
using Clock = std::function<Time()>;           ///< shells hold the system's; tests hold one that they move

using namespace std::chrono_literals;
using std::chrono::days;

[[nodiscard]] std::int64_t to_unix_ms(Time time);
[[nodiscard]] Time from_unix_ms(std::int64_t milliseconds);

[[nodiscard]] std::string to_rfc3339(Time time);  ///< "2005-05-14T09:30:00.250Z"
[[nodiscard]] std::string to_rfc5322(Time time);  ///< "Sat, 14 May 2005 09:30:00 +0000"

/// RFC 3339, as people shorten it: "2005-05-14T09:30:00Z", "2005-05-14 11:30+02:00", "2005-05-14 09:30" (which is UTC);
/// years from 1970 to 9999.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

/// "30s", "15m", "72h", "14d"; nothing else (a number without a unit is refused).
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
[[nodiscard]] std::string format_duration(Duration duration);  ///< the largest unit that fits: "72h" is "3d"

}  // namespace base
