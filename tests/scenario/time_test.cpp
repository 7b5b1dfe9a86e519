/// Clocks that are set and machines that sleep, while mail is on its way.

#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Letter;
using testing_support::Reply;
using testing_support::Stage;
using testing_support::World;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto list_address = "sr-update@lists.example.org";
constexpr auto three_members =
    "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\ncid@union.example,subscriber\n";

Letter issue(int number)
{
    return {.from = secretary,
            .to = list_address,
            .subject = "Issue " + std::to_string(number),
            .message_id = "<issue" + std::to_string(number) + "@secretariat.example>"};
}

std::string open_list()
{
    return World::usual_config("post_auth = \"open\"\n");
}

/// A year on, or a year back.
class ClockSetByAYear : public testing::TestWithParam<days> {};

INSTANTIATE_TEST_SUITE_P(Ahead, ClockSetByAYear, testing::Values(days{365}));
INSTANTIATE_TEST_SUITE_P(Back, ClockSetByAYear, testing::Values(days{-365}));

TEST_P(ClockSetByAYear, ExpiresNoDeliveryAndKeepsEveryRetryInItsTime)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.relay().rules().add({.stage = Stage::rcpt, .action = Reply{"451 4.7.1 Greylisted"}});
    world.receive(issue(1));
    world.set_clock(GetParam());
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "deferred"), 3);
    const auto refused = [&] { return world.relay().rules().fired().at(0); };
    const auto before = refused();
    world.pass(10min);  // after one minute and five, as if nothing had been
    EXPECT_EQ(refused() - before, 4U * 2U) << "three copies and a notice, twice";
    world.pass(days{4});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "deferred"), 3);
    world.relay().rules().clear();
    world.pass(5h);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.journal(), Contains("clock_stepped"));
}

TEST_P(ClockSetByAYear, StillLetsWhatIsOldExpireInItsTime)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.relay().rules().add({.stage = Stage::rcpt, .action = Reply{"451 4.7.1 Greylisted"}});
    world.receive(issue(1));
    world.pass(days{4});
    world.set_clock(GetParam());
    world.pass(days{1} + 5h);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "expired"), 3);
}

TEST_P(ClockSetByAYear, WhileARelayIsSilentAtTheDotLosesNoResult)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.receive(issue(1));
    world.relay().set_silent(true);  // to what comes over the connections that are open
    world.receive(issue(2));
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "leased"), 3);
    world.set_clock(GetParam());
    world.relay().set_silent(false);
    world.run();
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
    EXPECT_EQ(world.relay().report().duplicates, 0U);
}

TEST_P(ClockSetByAYear, KeepsTheProbesOfARelayThatIsAway)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.relay().set_away(true);
    world.receive(issue(1));
    world.pass(1h);
    const auto before = world.relay().connections_tried();
    world.set_clock(GetParam());
    world.pass(1h);
    EXPECT_GE(world.relay().connections_tried() - before, 11U);
    EXPECT_LE(world.relay().connections_tried() - before, 13U) << "one in five minutes";
    world.relay().set_away(false);
    world.pass(6min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.take_sent_to("operator@secretariat.example"), SizeIs(1)) << "one alert for one incident";
}

TEST_P(ClockSetByAYear, LeavesAQuestionOpenForAsLongAsItWas)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(issue(1));
    const std::string token = world.take_sent_to(secretary).front().field("Reply-To");
    world.set_clock(GetParam());
    world.pass(days{6});
    EXPECT_THAT(world.journal(), Not(Contains("confirmation_expired")));
    world.receive({.from = secretary, .to = token, .text = "yes\n"});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
}

TEST_P(ClockSetByAYear, RevivesNoTokenThatExpired)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(issue(1));
    const std::string token = world.take_sent_to(secretary).front().field("Reply-To");
    world.pass(days{8});
    EXPECT_THAT(world.journal(), Contains("confirmation_expired"));
    world.set_clock(GetParam());
    world.receive({.from = secretary, .to = token, .text = "yes\n"});
    EXPECT_THAT(world.journal(), Contains("confirmation_ignored"));
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
}

TEST_P(ClockSetByAYear, CountsChallengesOfADayAsBefore)
{
    const auto challenges = [](World& world, int number) {
        world.receive(issue(number));
        return world.take_sent_to(secretary).size();
    };
    World world(World::usual_config());
    World steady(World::usual_config());
    for (int number = 1; number <= 12; ++number) {
        if (number == 6) world.set_clock(GetParam());
        EXPECT_EQ(challenges(world, number), challenges(steady, number)) << number;
    }
    world.pass(days{1});
    steady.pass(days{1});
    EXPECT_EQ(challenges(world, 13), challenges(steady, 13));
}

TEST_P(ClockSetByAYear, HandlesAMessageThatComesAgainOnce)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.receive(issue(1));
    world.set_clock(GetParam());
    world.pass(2h);  // old keys are forgotten each hour
    (void)world.take_sent();
    world.receive(issue(1));
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

TEST_P(ClockSetByAYear, NeitherRepeatsNorStopsTheDigestOfWhatIsHeld)
{
    World world(World::usual_config());
    const auto stranger = [&](int number) {
        world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = std::to_string(number)});
    };
    stranger(1);
    world.pass(15min);
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(1));
    stranger(2);
    world.set_clock(GetParam());
    world.pass(1h);
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty()) << "one a day";
    world.pass(days{1});
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(1));
}

TEST(LeapSecond, IsNoStep)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.set_clock(-1s);
    world.receive(issue(1));
    world.set_clock(1s);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.journal(), Not(Contains("clock_stepped")));
}

TEST(MachineThatSleptAtTheDot, KeepsItsLeasesAndTakesTheLateReply)
{
    World world(open_list());
    world.import("sr-update", three_members);
    world.receive(issue(1));
    world.relay().set_silent(true);  // to what comes over the connections that are open
    world.receive(issue(2));
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "leased"), 3);
    world.relay().set_silent(false);  // the 250 came while it slept
    world.suspend(8h);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
    EXPECT_THAT(world.journal(), Not(Contains("delivery_in_doubt")));
    EXPECT_EQ(world.relay().report().duplicates, 0U);
}

TEST(MachineThatSleptAtTheDot, IsInDoubtOnceWhereNoReplyCame)
{
    World world(open_list());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.relay().rules().add({.stage = Stage::dot, .match = "ann@*", .times = 1, .action = testing_support::Hang{}});
    world.receive(issue(1));
    world.suspend(8h);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "leased"), 1);
    world.pass(15min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 1);
    const auto journal = world.journal();
    EXPECT_EQ(std::ranges::count(journal, "delivery_in_doubt"), 1);
}

}  // namespace
