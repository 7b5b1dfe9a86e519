#include "delivery/adaptive_rate.h"

#include <gtest/gtest.h>

namespace delivery {
namespace {

using namespace std::chrono_literals;

class LearntRate : public testing::Test {
  protected:
    static Outcome outcome(Stage stage, int code, const std::string& enhanced)
    {
        return {.ending = Ending::replied, .stage = stage, .reply = mail::make_reply(code, enhanced, "text")};
    }

    /// A second at `rate` messages, every `every`th put off as given; 0: none.
    void play(std::size_t rate, std::size_t every, const Outcome& refusal)
    {
        for (std::size_t i = 0; i < rate; ++i) {
            const bool is_refused = every > 0 && i % every == 0;
            adaptive.ended(is_refused ? refusal : outcome(Stage::dot, 250, "2.0.0"), now);
            now += 1000ms / static_cast<int>(rate);
        }
        now += 1ms;
    }

    base::Time now = base::from_unix_ms(1'116'063'000'000);
    AdaptiveRate adaptive{20};
};

TEST_F(LearntRate, IsHalvedWhileTheRelayPutsOffAndGrowsBackUntilThereIsNone)
{
    const Outcome slow_down = outcome(Stage::mail, 450, "4.7.0");
    play(1000, 5, slow_down);
    play(1000, 5, slow_down);
    const std::size_t first = adaptive.limit();
    EXPECT_GT(first, 100U);
    EXPECT_LE(first, 500U);
    play(first, 5, slow_down);
    play(first, 5, slow_down);
    const std::size_t second = adaptive.limit();
    EXPECT_LE(second, first * 7 / 10);
    for (int i = 0; i < 60 && adaptive.limit() > 0; ++i) play(adaptive.limit(), 0, slow_down);
    EXPECT_EQ(adaptive.limit(), 0U);
}

TEST_F(LearntRate, NeverFallsBelowTheLeast)
{
    for (int i = 0; i < 20; ++i) play(200, 1, outcome(Stage::rcpt, 451, "4.7.1"));
    EXPECT_EQ(adaptive.limit(), 20U);
}

TEST_F(LearntRate, IsNotTouchedByWhatConcernsAMailboxOrByAFew)
{
    struct Case {
        const char* what;
        std::size_t rate;
        std::size_t every;
        Outcome refusal;
    };
    const Case cases[] = {
        {"a full mailbox", 200, 2, outcome(Stage::rcpt, 452, "4.2.2")},
        {"greylisting that says it is the mailbox's", 200, 1, outcome(Stage::rcpt, 450, "4.2.0")},
        {"a refusal for good", 200, 2, outcome(Stage::rcpt, 550, "5.1.1")},
        {"one in fifty", 200, 50, outcome(Stage::dot, 451, "4.3.0")},
        {"three in a second", 3, 1, outcome(Stage::dot, 451, "4.3.0")},
    };
    for (const Case& each : cases) {
        for (int i = 0; i < 3; ++i) play(each.rate, each.every, each.refusal);
        EXPECT_EQ(adaptive.limit(), 0U) << each.what;
    }
}

}  // namespace
}  // namespace delivery
