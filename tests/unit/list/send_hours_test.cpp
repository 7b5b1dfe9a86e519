#include "list/send_hours.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace list {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::Time;

Time at(std::string_view text)
{
    return base::parse_time(text).value();
}

config::Sending office_hours()
{
    return {.opens = 8h, .closes = 18h, .time_zone = "Europe/Zurich"};
}

config::Sending on_days(config::Sending sending, std::initializer_list<std::size_t> days)
{
    sending.days.fill(false);
    for (const std::size_t day : days) sending.days.at(day) = true;
    return sending;
}

struct OpenCase {
    std::string_view why;
    std::string_view country;
    std::string_view from;
    std::string_view open;
};

TEST(SendHours, OpenByTheClockOfTheReadersCountry)
{
    constexpr OpenCase cases[] = {
        {"11:00 in Paris", "FR", "2005-05-14T09:00Z", "2005-05-14T09:00Z"},
        {"the first minute", "FR", "2005-05-14T06:00Z", "2005-05-14T06:00Z"},
        {"a minute before", "FR", "2005-05-14T05:59Z", "2005-05-14T06:00Z"},
        {"18:00 in Tokyo is closed", "JP", "2005-05-14T09:00Z", "2005-05-14T23:00Z"},
        {"a country in small letters", "jp", "2005-05-14T09:00Z", "2005-05-14T23:00Z"},
        {"half an hour off", "IN", "2005-05-14T00:00Z", "2005-05-14T02:30Z"},
        {"from New York to Honolulu", "US", "2005-05-14T09:00Z", "2005-05-14T18:00Z"},
        {"New York has closed", "US", "2005-05-14T22:00Z", "2005-05-15T18:00Z"},
        {"no hour is within ten hours of all of Russia: Moscow", "RU", "2005-05-14T09:00Z", "2005-05-14T09:00Z"},
        {"Moscow has closed", "RU", "2005-05-14T14:00Z", "2005-05-15T04:00Z"},
        {"no country: the list's zone", "", "2005-05-14T05:00Z", "2005-05-14T06:00Z"},
        {"none that is known", "XX", "2005-05-14T05:00Z", "2005-05-14T06:00Z"},
        {"no country code", "Japan", "2005-05-14T05:00Z", "2005-05-14T06:00Z"},
        {"hostile", "../../etc/passwd", "2005-05-14T05:00Z", "2005-05-14T06:00Z"},
    };
    const config::Sending sending = office_hours();
    for (const OpenCase& each : cases)
        EXPECT_EQ(SendHours(sending, each.country).open_from(at(each.from)), at(each.open)) << each.why;
}

TEST(SendHours, OpenOnTheDaysThatAreNamed)
{
    const config::Sending workdays = on_days(office_hours(), {0, 1, 2, 3, 4});
    const SendHours paris(workdays, "FR");
    EXPECT_EQ(paris.open_from(at("2005-05-14T09:00Z")), at("2005-05-16T06:00Z")) << "a Saturday";
    EXPECT_EQ(paris.open_from(at("2005-05-16T16:00Z")), at("2005-05-17T06:00Z"));
    const SendHours samoa(workdays, "US");
    EXPECT_EQ(samoa.open_from(at("2005-05-13T22:00Z")), at("2005-05-16T18:00Z")) << "Friday is over in New York";
}

TEST(SendHours, WindowOverMidnightBelongsToTheDayOnWhichItOpens)
{
    const config::Sending nights = on_days({.opens = 22h, .closes = 30h}, {4});
    const SendHours paris(nights, "FR");
    EXPECT_EQ(paris.open_from(at("2005-05-14T03:59Z")), at("2005-05-14T03:59Z")) << "the night of Friday";
    EXPECT_EQ(paris.open_until(at("2005-05-13T20:00Z")), at("2005-05-14T04:00Z"));
    EXPECT_EQ(paris.open_from(at("2005-05-14T04:00Z")), at("2005-05-20T20:00Z"));
}

TEST(SendHours, KeepToTheClockOnTheWallWhenItIsPutForwardOrBack)
{
    const config::Sending early{.opens = 2h + 30min, .closes = 6h};
    const SendHours paris(early, "FR");
    // 2005-03-27: from 02:00 to 03:00 at 01:00Z.
    EXPECT_EQ(paris.open_from(at("2005-03-27T00:30Z")), at("2005-03-27T01:00Z")) << "half past two is left out";
    EXPECT_EQ(paris.open_until(at("2005-03-27T01:00Z")), at("2005-03-27T04:00Z"));
    // 2005-10-30: from 03:00 back to 02:00 at 01:00Z.
    EXPECT_EQ(paris.open_from(at("2005-10-30T00:00Z")), at("2005-10-30T00:30Z"));
    EXPECT_EQ(paris.open_until(at("2005-10-30T00:30Z")), at("2005-10-30T01:00Z"));
    EXPECT_EQ(paris.open_from(at("2005-10-30T01:00Z")), at("2005-10-30T01:30Z")) << "half past two comes twice";
}

TEST(SendHours, ThatAnHourOfSummerTimeSwallowsOpenAWeekLater)
{
    const config::Sending sundays = on_days({.opens = 2h, .closes = 3h}, {6});
    EXPECT_EQ(SendHours(sundays, "FR").open_from(at("2005-03-27T00:00Z")), at("2005-04-03T00:00Z"));
}

using Stretch = store::Issues::DueTimes::Stretch;

std::vector<std::string> shown(const std::vector<Stretch>& stretches)
{
    std::vector<std::string> all;
    for (const Stretch& each : stretches) {
        all.push_back(base::format_duration(each.from) + '-' + base::format_duration(each.until) + ' ' +
                      base::to_rfc3339(each.at));
    }
    return all;
}

TEST(DueTimes, SpreadThePaceOverOpenHoursOnly)
{
    config::Sending sending = office_hours();
    sending.pace = 6h;
    const auto begun = at("2005-05-14T14:00Z");
    const store::Issues::DueTimes paris = due_times(sending, "FR", begun, begun);
    EXPECT_EQ(shown(paris.stretches),
              (std::vector<std::string>{"0s-2h 2005-05-14T14:00:00.000Z", "2h-6h 2005-05-15T06:00:00.000Z"}));
    EXPECT_EQ(paris.earliest, begun);
    EXPECT_EQ(shown(due_times(sending, "JP", begun, begun).stretches),
              (std::vector<std::string>{"0s-6h 2005-05-14T23:00:00.000Z"}));
    EXPECT_EQ(shown(due_times(sending, "US", begun, begun).stretches),
              (std::vector<std::string>{"0s-4h 2005-05-14T18:00:00.000Z", "4h-6h 2005-05-15T18:00:00.000Z"}));
}

TEST(DueTimes, WithoutAWindowFollowEachOtherFromTheStart)
{
    const config::Sending sending{.pace = 6h};
    const auto begun = at("2005-05-14T22:00Z");
    EXPECT_EQ(shown(due_times(sending, "JP", begun, begun).stretches),
              (std::vector<std::string>{"0s-6h 2005-05-14T22:00:00.000Z"}));
}

TEST(DueTimes, OfWhatIsLateAreTheNextOpenHour)
{
    const config::Sending sending = office_hours();
    const store::Issues::DueTimes late = due_times(sending, "FR", at("2005-05-14T14:00Z"), at("2005-05-14T22:00Z"));
    EXPECT_EQ(late.earliest, at("2005-05-15T06:00Z"));
    EXPECT_EQ(late.stretches.size(), 1U);
}

TEST(SendRules, OfAListWithoutHoursAndPaceLetEverythingLeaveAtOnce)
{
    EXPECT_FALSE(send_rules({}, at("2005-05-14T14:00Z"), at("2005-05-14T14:00Z")).due);
    const config::Sending paced{.pace = 1h};
    EXPECT_TRUE(send_rules(paced, at("2005-05-14T14:00Z"), at("2005-05-14T14:00Z")).due);
}

}  // namespace
}  // namespace list
