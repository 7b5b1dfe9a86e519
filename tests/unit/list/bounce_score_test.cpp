#include "list/bounce_score.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace list {
namespace {

const base::Time now = base::from_unix_ms(1'116'063'000'000);

/// Days ago, hard or not.
std::vector<store::Bounce> bounces(const std::vector<std::pair<int, bool>>& all)
{
    std::vector<store::Bounce> counted;
    for (const auto& [days, is_hard] : all) {
        store::Bounce& bounce = counted.emplace_back();
        bounce.at = now - base::days{days};
        bounce.failure_class = is_hard ? "hard" : "soft";
    }
    return counted;
}

TEST(BounceScore, ReachesTheProbeWhenAMailboxIsGoneOrKeepsRefusing)
{
    struct Case {
        const char* name;
        std::vector<std::pair<int, bool>> counted;
        bool is_reached;
    };
    const Case cases[] = {
        {"nothing", {}, false},
        {"one hard", {{0, true}}, true},
        {"one soft", {{0, false}}, false},
        {"a hard one of half a year ago", {{180, true}}, false},
        {"soft ones of one day", {{0, false}, {0, false}, {0, false}, {0, false}, {0, false}, {0, false}}, false},
        {"soft ones on four days", {{0, false}, {1, false}, {2, false}, {3, false}}, false},
        {"soft ones on five days that follow each other",
         {{0, false}, {1, false}, {2, false}, {3, false}, {4, false}},
         true},
        {"a full mailbox, three issues of a monthly list", {{0, false}, {30, false}, {60, false}}, false},
        {"a full mailbox, a year of a monthly list",
         {{0, false},
          {30, false},
          {60, false},
          {90, false},
          {120, false},
          {150, false},
          {180, false},
          {210, false},
          {240, false},
          {270, false},
          {300, false}},
         true},
        {"a hard one of last year and a soft one", {{365, true}, {0, false}}, false},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(bounce_score(bounces(c.counted), now) >= probe_score, c.is_reached)
            << c.name << ": " << bounce_score(bounces(c.counted), now);
    }
}

TEST(BounceScore, WeighsNoMoreThanNowWhenTheClockWasSetBack)
{
    EXPECT_EQ(bounce_score(bounces({{-3, true}}), now), 1.0);
}

}  // namespace
}  // namespace list
