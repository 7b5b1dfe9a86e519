#include "config/sending.h"

#include "base/text.h"

#include <unicode/ucal.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>

namespace config {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr minutes window_min = hours{1};  // shorter ones would be lost in a change of the clocks
constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string shown(std::string_view text)
{
    return '"' + base::one_line(text, 80) + '"';
}

/// "08:30"; "24:00" is the end of the day.
std::optional<minutes> parse_clock(std::string_view text)
{
    const bool is_whole = text.size() == 5 && text[2] == ':';
    const auto hour = is_whole ? base::parse_number(text.substr(0, 2)) : std::nullopt;
    const auto minute = is_whole ? base::parse_number(text.substr(3)) : std::nullopt;
    if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59) return std::nullopt;
    const minutes time = hours{*hour} + minutes{*minute};
    return time <= hours{24} ? std::optional(time) : std::nullopt;
}

void read_window(const Section& list, const TellFault& fault, Sending& sending)
{
    const std::string& text = list.text("send_window");
    if (text.empty()) return;
    const std::size_t dash = text.find('-');
    const auto opens = parse_clock(std::string_view(text).substr(0, dash));
    const auto closes = dash == std::string::npos ? std::nullopt : parse_clock(std::string_view(text).substr(dash + 1));
    if (!opens || !closes || *opens == hours{24}) {
        fault("send_window", shown(text) + " is not two times of the day such as 08:00-18:00");
        return;
    }
    sending.opens = *opens;
    sending.closes = *closes > *opens ? *closes : *closes + hours{24};
    if (sending.closes - sending.opens < window_min)
        fault("send_window", shown(text) + " is shorter than an hour: too little may leave");
}

void read_days(const Section& list, const TellFault& fault, Sending& sending)
{
    const std::vector<std::string>& days = list.texts("send_days");
    if (days.empty()) return;
    sending.days.fill(false);
    for (const std::string& day : days) {
        const auto* const found = std::ranges::find(day_names, day);
        if (found == day_names.end()) {
            fault("send_days", shown(day) + " is none of mon, tue, wed, thu, fri, sat, sun");
        } else {
            sending.days.at(static_cast<std::size_t>(found - day_names.begin())) = true;
        }
    }
}

bool is_time_zone(const std::string& name)
{
    constexpr std::size_t name_octets_max = 64;
    const icu::UnicodeString zone = icu::UnicodeString::fromUTF8(name);
    std::array<char16_t, name_octets_max> canonical{};
    UErrorCode error = U_ZERO_ERROR;
    UBool is_system_zone = 0;
    ucal_getCanonicalTimeZoneID(zone.getBuffer(), zone.length(), canonical.data(),
                                static_cast<std::int32_t>(canonical.size()), &is_system_zone, &error);
    return U_SUCCESS(error) && is_system_zone;
}

}  // namespace

bool Sending::is_any_time() const
{
    const bool is_every_day = std::ranges::count(days, false) == 0;
    return is_every_day && closes - opens == hours{24};
}

Sending read_sending(const Section& list, const TellFault& fault)
{
    Sending sending{.time_zone = list.text("time_zone"), .pace = list.duration("pace")};
    read_window(list, fault, sending);
    read_days(list, fault, sending);
    if (!is_time_zone(sending.time_zone))
        fault("time_zone", shown(sending.time_zone) + " is no time zone such as \"Europe/Zurich\"");
    return sending;
}

}  // namespace config
