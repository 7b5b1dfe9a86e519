#include "base/clock_steps.h"

#include <gtest/gtest.h>

namespace base {
namespace {

using std::chrono::years;

class Clocks : public testing::Test {
  protected:
    void pass(Duration time)
    {
        wall += time;
        boot += time;
    }
    Time now() { return steps.now(wall, boot); }

    Time wall = from_unix_ms(1'116'063'000'000);
    Duration boot = 100h;
    ClockSteps steps{wall, boot};
};

TEST_F(Clocks, OfAMachineThatSleepsTellTimeAndNoStep)
{
    pass(8h);  // CLOCK_BOOTTIME counts a suspend
    EXPECT_EQ(now(), wall);
    EXPECT_EQ(steps.pending(), 0s);
}

TEST_F(Clocks, FollowLeapSecondsAndSlewingHoweverMuchItComesTo)
{
    for (int day = 0; day < 1000; ++day) {
        pass(24h);
        wall += day % 2 == 0 ? 59s : 1s;
        EXPECT_EQ(now(), wall);
        EXPECT_EQ(steps.pending(), 0s);
    }
    wall -= 1s;  // a second that comes twice
    EXPECT_EQ(now(), wall);
}

TEST_F(Clocks, GoOnByTheOldTimeUntilAStepIsAccepted)
{
    for (const Duration step : {Duration(years{1}), -Duration(years{1}), Duration(61s), Duration(-61s)}) {
        const Time before = now();
        wall += step;
        EXPECT_EQ(now(), before);
        EXPECT_EQ(steps.pending(), step);
        pass(5s);
        EXPECT_EQ(now(), before + 5s);
        steps.accept(step);
        EXPECT_EQ(steps.pending(), 0s);
        EXPECT_EQ(now(), wall);
    }
}

TEST_F(Clocks, SetBackBeforeTheStepWasAcceptedWereNeverSet)
{
    const Time before = now();
    wall += 24h;
    EXPECT_EQ(now(), before);
    wall -= 24h;
    EXPECT_EQ(now(), before);
    EXPECT_EQ(steps.pending(), 0s);
}

TEST_F(Clocks, SetAgainMeanwhileTellTheRest)
{
    wall += 24h;
    (void)now();
    const Duration seen = steps.pending();
    wall += 24h;
    steps.accept(seen);
    EXPECT_EQ(now(), wall - 24h);
    EXPECT_EQ(steps.pending(), 24h);
}

}  // namespace
}  // namespace base
