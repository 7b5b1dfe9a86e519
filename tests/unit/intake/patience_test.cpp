#include "intake/patience.h"

#include <gtest/gtest.h>

namespace intake {
namespace {

using namespace std::chrono_literals;

constexpr Patience::Instant start{1h};
constexpr PatienceLimits limits{.command = 5min, .message = 30min, .octets_per_second_min = 500};

/// How long a client lasts that sends `octets` each `pause`; at most four hours.
Patience::Instant::duration lasts(const PatienceLimits& of, bool is_in_message, std::size_t octets,
                                  Patience::Instant::duration pause)
{
    Patience patience(of, start);
    if (is_in_message) patience.await_message(start);
    for (auto now = start + pause; now < start + 4h; now += pause) {
        if (now > patience.deadline()) return patience.deadline() - start;
        patience.take_octets(octets, now);
    }
    return 4h;
}

TEST(Fault12, ClientThatSendsOneOctetEachTenSecondsIsCut)
{
    EXPECT_EQ(lasts(limits, false, 1, 10s), 5min) << "in a command";
    EXPECT_LT(lasts(limits, true, 1, 10s), 5min + 1s) << "in a message";
    EXPECT_EQ(lasts(limits, true, 1, 10s), 5min + 30 * 2ms);
}

TEST(Fault12, MessageUnderTheLeastRateIsCutAndOneOfThatRateIsNot)
{
    EXPECT_LT(lasts(limits, true, 2500, 10s), 11min);
    EXPECT_EQ(lasts(limits, true, 5000, 10s), 30min) << "then by the limit for a whole message";
    EXPECT_EQ(lasts(limits, true, 1'000'000, 1s), 30min);
}

TEST(Patience, OfAnyRateIsOnlyThatOfTheTimeouts)
{
    constexpr PatienceLimits any{.command = 5min, .message = 30min, .octets_per_second_min = 0};
    EXPECT_EQ(lasts(any, true, 1, 10s), 30min);
    EXPECT_EQ(lasts(any, false, 1, 10s), 5min);
}

TEST(Patience, IsNeverMoreThanOneCommandMayTake)
{
    Patience patience(limits, start);
    patience.await_message(start);
    patience.take_octets(100'000'000, start + 1min);
    EXPECT_EQ(patience.deadline(), start + 6min) << "a fast start buys no hour of silence";
}

TEST(Patience, BeginsAnewWithEachAnswer)
{
    Patience patience(limits, start);
    patience.await_command(start + 4min);
    EXPECT_EQ(patience.deadline(), start + 9min);
    patience.await_message(start + 5min);
    patience.take_octets(10, start + 6min);
    patience.await_command(start + 7min);
    patience.take_octets(1000, start + 8min);
    EXPECT_EQ(patience.deadline(), start + 12min);
}

}  // namespace
}  // namespace intake
