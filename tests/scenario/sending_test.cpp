/// When copies leave: within the hours of the reader's own country, and spread over some time.

#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";

/// It is Saturday, 2005-05-14, 09:00 UTC: 11:00 in Paris, 18:00 in Tokyo, 05:00 in New York and 23:00 in Honolulu.
class Sending : public testing::Test {
  protected:
    void begin(const std::string& more, const std::string& roster)
    {
        world_ = std::make_unique<World>(World::usual_config("post_auth = \"open\"\n" + more));
        world_->import("sr-update", roster);
    }
    World& world() { return *world_; }

    void post(const std::string& more_fields = "", int number = 1)
    {
        world().receive({.from = secretary,
                         .to = "sr-update@lists.example.org",
                         .subject = "ISO/SR Update Issue #" + std::to_string(number) + ": May 2005",
                         .text = "The issue.\n",
                         .more_fields = more_fields});
    }
    /// Whoever has got an issue since the last call.
    std::vector<std::string> readers()
    {
        world().run();
        std::vector<std::string> all;
        for (const Sent& sent : world().take_sent()) {
            if (!sent.field("List-Id").empty()) all.push_back(sent.recipient);
        }
        return all;
    }
    boost::json::value shown(std::string_view key) { return world().issue("sr-update", 1).at(key); }

  private:
    std::unique_ptr<World> world_;
};

constexpr auto three_countries = "email,category,country\n"
                                 "paris@body.example,nmb,FR\n"
                                 "tokyo@body.example,nmb,JP\n"
                                 "boston@body.example,nmb,US\n"
                                 "unknown@body.example,subscriber,\n";
constexpr auto office_hours = "send_window = \"08:00-18:00\"\ntime_zone = \"Europe/Zurich\"\n";

TEST_F(Sending, WaitsForTheHoursOfEachCountry)
{
    begin(office_hours, three_countries);
    post();
    EXPECT_THAT(readers(), UnorderedElementsAre("paris@body.example", "unknown@body.example"));
    EXPECT_EQ(shown("waiting"), 2);
    EXPECT_EQ(shown("next_due"), "2005-05-14T18:00:00.000Z");
    EXPECT_EQ(world().issue_state("sr-update", 1), "distributing");

    world().pass(9h - 1min);
    EXPECT_THAT(readers(), IsEmpty());
    world().pass(2min);
    EXPECT_THAT(readers(), ElementsAre("boston@body.example"));
    world().pass(5h);
    EXPECT_THAT(readers(), ElementsAre("tokyo@body.example")) << "08:00 on Sunday there";
    world().pass(1min);
    EXPECT_EQ(world().issue_state("sr-update", 1), "distributed");
    EXPECT_EQ(shown("waiting"), 0);
    EXPECT_EQ(shown("next_due"), nullptr);
}

TEST_F(Sending, WaitsOverTheWeekend)
{
    begin("send_window = \"09:00-17:00\"\nsend_days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]\n",
          "email,category,country\nparis@body.example,nmb,FR\n");
    post();
    EXPECT_THAT(readers(), IsEmpty());
    EXPECT_EQ(shown("next_due"), "2005-05-16T07:00:00.000Z");
    world().pass(46h);
    EXPECT_THAT(readers(), ElementsAre("paris@body.example"));
}

TEST_F(Sending, OutlivesACrashAndAClockThatIsSet)
{
    begin(office_hours, three_countries);
    post();
    EXPECT_EQ(readers().size(), 2U);
    world().crash_and_restart();
    world().set_clock(-1h);
    world().pass(2min);
    EXPECT_EQ(shown("next_due"), "2005-05-14T18:00:00.000Z") << "an hour of the day stays where it is";
    world().set_clock(1h);
    world().pass(9h);
    EXPECT_THAT(readers(), ElementsAre("boston@body.example"));
}

TEST_F(Sending, GivesNothingToWhoLeavesWhileHisCopyWaits)
{
    begin(office_hours, three_countries);
    post();
    (void)readers();
    world().receive({.from = "tokyo@body.example", .to = "sr-update+unsubscribe@lists.example.org"});
    for (const Sent& sent : world().take_sent()) {
        if (sent.recipient == "tokyo@body.example" && !sent.field("Reply-To").empty())
            world().receive({.from = "tokyo@body.example", .to = sent.field("Reply-To"), .text = "yes\n"});
    }
    world().pass(24h);
    EXPECT_THAT(readers(), ElementsAre("boston@body.example"));
}

TEST_F(Sending, CountsTheTimeOfRetriesFromTheHourInWhichACopyMayLeave)
{
    begin("send_window = \"08:00-18:00\"\nsend_days = [\"sun\"]\n",
          "email,category,country\nparis@body.example,nmb,FR\n");
    world().pass(30h);  // Sunday, 17:00 in Paris
    post();
    EXPECT_EQ(readers().size(), 1U);
    world().pass(3h);
    post("", 2);
    EXPECT_EQ(world().issue("sr-update", 2).at("next_due"), "2005-05-22T06:00:00.000Z");
    world().pass(24h * 7);
    EXPECT_EQ(readers().size(), 1U) << "a week in the queue, longer than relay.expire";
}

std::string roster_of(int members)
{
    std::string roster = "email,category,country\n";
    for (int i = 0; i < members; ++i) roster += "m" + std::to_string(i) + "@body.example,nmb,FR\n";
    return roster;
}

TEST_F(Sending, SpreadsTheCopiesOverThePace)
{
    begin("pace = \"6h\"\n", roster_of(60));
    post();
    std::size_t all = readers().size();
    EXPECT_LE(all, 2U);
    for (int hour = 0; hour < 6; ++hour) {
        world().pass(1h);
        const std::size_t of_hour = readers().size();
        EXPECT_NEAR(static_cast<double>(of_hour), 10, 2) << hour;
        all += of_hour;
        if (hour == 2) world().crash_and_restart();
    }
    EXPECT_EQ(all, 60U);
    world().pass(1min);
    EXPECT_EQ(world().issue_state("sr-update", 1), "distributed");
}

TEST_F(Sending, CountsOnlyOpenHoursOfThePace)
{
    begin("pace = \"4h\"\nsend_window = \"08:00-13:00\"\n", roster_of(40));
    post();
    world().pass(2h);
    const std::size_t on_saturday = readers().size();
    EXPECT_NEAR(static_cast<double>(on_saturday), 20, 2);
    world().pass(19h - 1min);
    EXPECT_THAT(readers(), IsEmpty()) << "until Sunday, 08:00 in Paris";
    world().pass(2h + 1min);
    EXPECT_EQ(readers().size(), 40 - on_saturday);
}

}  // namespace
