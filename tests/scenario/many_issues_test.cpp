/// More issues at once than their posts are kept in memory.

#include "support/world.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::chrono_literals;
using testing_support::World;

// The post of an old issue was forgotten in the moment in which its deferred copies were leased again, and they failed for
// good: "its issue or list is gone". Found by the histories (seed 1281).
TEST(DeferredCopies, OfAnOldIssueGoOutBesideTheNinthNewOne)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.relay().rules().add({.stage = testing_support::Stage::rcpt,
                               .match = "ann@body.example",
                               .times = 1,
                               .action = testing_support::Reply{"451 4.7.1 Greylisted"}});
    const auto post = [&](int number) {
        world.receive({.from = "secretary@secretariat.example",
                       .to = "sr-update@lists.example.org",
                       .subject = "Issue " + std::to_string(number)});
    };
    for (int number = 1; number <= 8; ++number) post(number);
    ASSERT_EQ(world.deliveries_in("sr-update", 1, "deferred"), 1);
    world.tick(2min);
    post(9);
    world.pass(10min);
    for (int number = 1; number <= 9; ++number)
        EXPECT_EQ(world.deliveries_in("sr-update", number, "accepted"), 1) << "issue " << number;
}

}  // namespace
