#include "base/time.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace base {
namespace {

TEST(Time, IsWrittenAsRfc3339AndRfc5322)
{
    struct Case {
        std::int64_t unix_ms;
        std::string_view rfc3339;
        std::string_view rfc5322;
    };
    constexpr Case cases[] = {
        {0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 +0000"},
        {1'116'063'000'250, "2005-05-14T09:30:00.250Z", "Sat, 14 May 2005 09:30:00 +0000"},
        {1'709'164'799'999, "2024-02-28T23:59:59.999Z", "Wed, 28 Feb 2024 23:59:59 +0000"},
        {1'709'164'800'000, "2024-02-29T00:00:00.000Z", "Thu, 29 Feb 2024 00:00:00 +0000"},
        {-1, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 +0000"},
        {4'102'444'800'000, "2100-01-01T00:00:00.000Z", "Fri, 01 Jan 2100 00:00:00 +0000"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(to_rfc3339(from_unix_ms(c.unix_ms)), c.rfc3339);
        EXPECT_EQ(to_rfc5322(from_unix_ms(c.unix_ms)), c.rfc5322);
        EXPECT_EQ(to_unix_ms(from_unix_ms(c.unix_ms)), c.unix_ms);
    }
}

TEST(Duration, IsReadWithItsUnitAndNotWithout)
{
    struct Case {
        std::string_view text;
        std::optional<Duration> duration;
    };
    const Case cases[] = {
        {"30s", 30s},
        {"15m", 15min},
        {"72h", 72h},
        {"14d", days{14}},
        {"0s", 0s},
        {"5", {}},
        {"", {}},
        {"s", {}},
        {"-1s", {}},
        {"+1s", {}},
        {"1.5h", {}},
        {"5 m", {}},
        {" 5m", {}},
        {"5m ", {}},
        {"5M", {}},
        {"5ms", {}},
        {"1h30m", {}},
        {"99999999999999d", {}},
        {"1000000d", days{1'000'000}},
        {"1000001d", {}},
        {"0x10s", {}},
    };
    for (const Case& c : cases) EXPECT_EQ(parse_duration(c.text), c.duration) << c.text;
}

TEST(Time, IsReadAsPeopleShortenIt)
{
    struct Case {
        std::string_view text;
        std::string_view means;  ///< empty: nothing
    };
    const Case cases[] = {
        {"2005-05-14T09:30:15Z", "2005-05-14T09:30:15.000Z"},
        {"2005-05-14t09:30z", "2005-05-14T09:30:00.000Z"},
        {"2005-05-14 09:30", "2005-05-14T09:30:00.000Z"},
        {"2005-05-14 01:30+02:00", "2005-05-13T23:30:00.000Z"},
        {"2005-05-14T09:30-05:30", "2005-05-14T15:00:00.000Z"},
        {"2004-02-29 00:00", "2004-02-29T00:00:00.000Z"},
        {"2005-02-29 00:00", ""},
        {"2005-13-01 00:00", ""},
        {"2005-05-14", ""},
        {"2005-05-14T24:00", ""},
        {"2005-05-14T09:60", ""},
        {"2005-05-14T09:30:60Z", ""},
        {"2005-05-14T09:30+2:00", ""},
        {"2005-05-14T09:30+25:00", ""},
        {"2005-05-14T09:30 and more", ""},
        {"1969-12-31 23:59", ""},
        {"14 May 2005", ""},
        {"", ""},
    };
    for (const Case& c : cases) {
        const auto time = parse_time(c.text);
        EXPECT_EQ(time ? to_rfc3339(*time) : "", c.means) << c.text;
    }
}

TEST(Duration, IsWrittenInTheLargestUnitThatFits)
{
    struct Case {
        Duration duration;
        std::string_view text;
    };
    const Case cases[] = {{72h, "3d"}, {90s, "90s"}, {90min, "90m"}, {1h, "1h"},
                          {0s, "0s"},  {25h, "25h"}, {1500ms, "1s"}};
    for (const Case& c : cases) EXPECT_EQ(format_duration(c.duration), c.text);
}

}  // namespace
}  // namespace base
