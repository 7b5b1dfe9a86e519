#include "list/send_hours.h"

#include "base/text.h"

#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace list {

namespace {

using base::days;
using base::Duration;
using base::Time;

/// Instants as a clock on the wall there shows them.
using Local = std::chrono::local_time<Duration>;

constexpr days horizon{8};  // a window that opens once a week has opened by then

/// Where most people of a country live whose zones differ (Unicode CLDR and the IANA database know no such order).
constexpr auto main_zones = std::to_array<std::pair<std::string_view, const char*>>({
    {"AU", "Australia/Sydney"},  {"BR", "America/Sao_Paulo"}, {"CA", "America/Toronto"},
    {"CD", "Africa/Kinshasa"},   {"CL", "America/Santiago"},  {"CN", "Asia/Shanghai"},
    {"EC", "America/Guayaquil"}, {"ES", "Europe/Madrid"},     {"FM", "Pacific/Pohnpei"},
    {"GL", "America/Nuuk"},      {"ID", "Asia/Jakarta"},      {"KI", "Pacific/Tarawa"},
    {"KZ", "Asia/Almaty"},       {"MN", "Asia/Ulaanbaatar"},  {"MX", "America/Mexico_City"},
    {"NZ", "Pacific/Auckland"},  {"PF", "Pacific/Tahiti"},    {"PG", "Pacific/Port_Moresby"},
    {"PT", "Europe/Lisbon"},     {"RU", "Europe/Moscow"},     {"US", "America/New_York"},
});

std::string country_code(std::string_view country)
{
    std::string code(country);
    for (char& letter : code) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return code;
}

Duration spread_of(const config::Sending& sending)
{
    constexpr Duration at_once{1};
    return std::max(sending.pace, at_once);
}

std::vector<icu::UnicodeString> zones_of(const std::string& country)
{
    std::vector<icu::UnicodeString> zones;
    const bool is_country = country.size() == 2 && std::ranges::all_of(country, base::is_alphanumeric);
    if (!is_country) return zones;
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> all(
        icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, country.c_str(), nullptr, error));
    while (U_SUCCESS(error) && all) {
        const icu::UnicodeString* zone = all->snext(error);
        if (zone == nullptr) break;
        zones.push_back(*zone);
    }
    return zones;
}

/// The place of that zone among them, by its own or another name; 0 where it is none of them.
std::size_t place_of_main_zone(const std::string& country, const std::vector<icu::UnicodeString>& zones)
{
    const auto* const main = std::ranges::find(main_zones, country, [](const auto& entry) { return entry.first; });
    if (main == main_zones.end()) return 0;
    icu::UnicodeString name;
    UErrorCode error = U_ZERO_ERROR;
    icu::TimeZone::getCanonicalID(icu::UnicodeString(main->second), name, error);
    const auto found = std::ranges::find(zones, name);
    return found == zones.end() ? 0 : static_cast<std::size_t>(found - zones.begin());
}

}  // namespace

/// The window by one zone's clock. What it says of an instant holds until the zone's clock is next put forward or back.
class SendHours::Place {
  public:
    Place(const config::Sending& sending, const icu::UnicodeString& zone)
        : sending_(sending), zone_(icu::TimeZone::createTimeZone(zone))
    {
    }

    [[nodiscard]] Time open_from(Time time) const
    {
        for (;;) {
            const Duration offset = offset_at(time);
            const Local local{time.time_since_epoch() + offset};
            if (closing_of(local)) return time;
            const Time opening{next_opening(local).time_since_epoch() - offset};
            const auto change = next_change(time);
            if (!change || *change > opening) return opening;
            time = *change;
        }
    }

    [[nodiscard]] Time open_until(Time time) const
    {
        for (;;) {
            const Duration offset = offset_at(time);
            const auto closing = closing_of(Local{time.time_since_epoch() + offset});
            if (!closing) return time;
            const Time end{closing->time_since_epoch() - offset};
            const auto change = next_change(time);
            if (!change || *change > end) return end;
            time = *change;
        }
    }

  private:
    [[nodiscard]] bool opens_on(std::chrono::local_days day) const
    {
        return sending_.days.at(std::chrono::weekday(day).iso_encoding() - 1);
    }

    /// When the window closes in which that time lies; nothing outside.
    [[nodiscard]] std::optional<Local> closing_of(Local local) const
    {
        const auto today = std::chrono::floor<days>(local);
        for (const auto day : {today, today - days{1}}) {
            const bool is_within = local >= day + sending_.opens && local < day + sending_.closes;
            if (is_within && opens_on(day)) return day + sending_.closes;
        }
        return std::nullopt;
    }

    [[nodiscard]] Local next_opening(Local local) const
    {
        auto day = std::chrono::floor<days>(local);
        while (!opens_on(day) || day + sending_.opens <= local) day += days{1};
        return day + sending_.opens;
    }

    [[nodiscard]] Duration offset_at(Time time) const
    {
        std::int32_t raw = 0;
        std::int32_t saving = 0;
        UErrorCode error = U_ZERO_ERROR;
        zone_->getOffset(static_cast<UDate>(base::to_unix_ms(time)), 0, raw, saving, error);
        return Duration{raw + saving};
    }

    [[nodiscard]] std::optional<Time> next_change(Time time) const
    {
        const auto* zone = dynamic_cast<const icu::BasicTimeZone*>(zone_.get());
        icu::TimeZoneTransition change;
        if (zone == nullptr || !zone->getNextTransition(static_cast<UDate>(base::to_unix_ms(time)), 0, change))
            return std::nullopt;
        return base::from_unix_ms(static_cast<std::int64_t>(change.getTime()));
    }

    const config::Sending& sending_;
    std::unique_ptr<icu::TimeZone> zone_;
};

SendHours::SendHours(const config::Sending& sending, std::string_view country)
{
    if (sending.is_any_time()) return;
    const std::string code = country_code(country);
    std::vector<icu::UnicodeString> zones = zones_of(code);
    main_place_ = place_of_main_zone(code, zones);
    if (zones.empty()) zones.push_back(icu::UnicodeString::fromUTF8(sending.time_zone));
    for (const icu::UnicodeString& zone : zones) places_.push_back(std::make_unique<Place>(sending, zone));
}

SendHours::~SendHours() = default;

Time SendHours::open_from(Time time) const
{
    if (places_.empty()) return time;
    Time common = time;
    std::size_t agreed = 0;  // places in a row that are open then
    for (std::size_t i = 0; agreed < places_.size(); i = (i + 1) % places_.size()) {
        const Time open = places_[i]->open_from(common);
        agreed = open == common ? agreed + 1 : 1;
        common = open;
        const bool have_none = places_.size() > 1 && common > time + horizon;
        if (have_none) return places_[main_place_]->open_from(time);
    }
    return common;
}

Time SendHours::open_until(Time open) const
{
    if (places_.empty()) return Time::max();
    Time until = Time::max();
    for (const auto& place : places_) until = std::min(until, place->open_until(open));
    return until > open ? until : places_[main_place_]->open_until(open);
}

store::Issues::DueTimes due_times(const config::Sending& sending, std::string_view country, Time begun, Time now)
{
    const SendHours hours(sending, country);
    const Duration spread = spread_of(sending);
    store::Issues::DueTimes times;
    times.earliest = hours.open_from(now);
    Time at = hours.open_from(begun);
    for (Duration place{}; place < spread;) {
        const Duration rest = spread - place;
        const Time closing = hours.open_until(at);
        const Duration length = closing - at > rest ? rest : closing - at;
        times.stretches.push_back({.from = place, .until = place + length, .at = at});
        place += length;
        at = hours.open_from(closing);
    }
    return times;
}

store::Issues::FanOut send_rules(const config::Sending& sending, Time begun, Time now)
{
    store::Issues::FanOut rules{.fits = {}, .spread = spread_of(sending), .due = {}};
    if (sending.is_any_time() && sending.pace == Duration{}) return rules;
    rules.due = [&sending, begun, now,
                 known = std::map<std::string, store::Issues::DueTimes>()](std::string_view country) mutable {
        const auto [entry, is_new] = known.try_emplace(std::string(country));
        if (is_new) entry->second = due_times(sending, country, begun, now);
        return entry->second;
    };
    return rules;
}

}  // namespace list
