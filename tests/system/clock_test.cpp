/// The system's clock is set while the daemon runs.

#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/shifted_clock.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::eventually;
using testing_support::Reply;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::ShiftedClock;
using testing_support::Stage;

constexpr auto roster = "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\n";

class ClockSetWhileItRuns : public testing::TestWithParam<std::chrono::days> {};

INSTANTIATE_TEST_SUITE_P(Ahead, ClockSetWhileItRuns, testing::Values(std::chrono::days{365}));
INSTANTIATE_TEST_SUITE_P(Back, ClockSetWhileItRuns, testing::Values(std::chrono::days{-365}));

TEST_P(ClockSetWhileItRuns, ByAYearExpiresNothingAndStallsNothing)
{
    ScriptedRelay relay;
    relay.add_rule({.stage = Stage::rcpt, .match = "ann@*", .first = 1, .action = Reply{"451 4.7.1 Greylisted"}});
    relay.start();
    RunningDaemon daemon(
        {.relay_port = relay.port(), .relay_more = "retry = [\"15s\"]", .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    const ShiftedClock clock(daemon.folder() / "clock");
    clock.start(daemon);
    const auto post = [&](int number) {
        const std::string digit = std::to_string(number);
        const auto sent =
            testing_support::run_process({"swaks", "--server", "127.0.0.1:" + std::to_string(daemon.lmtp_port()),
                                          "--protocol", "LMTP", "--from", "secretary@secretariat.example", "--to",
                                          "sr-update@lists.example.org", "--header", "Subject: Issue " + digit});
        EXPECT_EQ(sent.exit_code, 0) << sent.output;
    };
    const auto in_state = [&](const std::string& number, const std::string& state) {
        const auto shown = daemon.ctl({"--json", "issue", "show", "sr-update", number});
        return shown.exit_code == 0 ? boost::json::parse(shown.output).at("deliveries").at(state).as_int64() : 0;
    };
    post(1);
    ASSERT_TRUE(eventually([&] { return in_state("1", "deferred") == 1 && in_state("1", "accepted") == 1; }, 10s));

    clock.set(GetParam());
    ASSERT_TRUE(eventually([&] { return daemon.log().find(" clock_stepped step=") != std::string::npos; }, 10s));
    EXPECT_EQ(in_state("1", "deferred"), 1);
    const auto journal = boost::json::serialize(daemon.ctl_json({"journal", "--last", "10"}));
    EXPECT_THAT(journal, HasSubstr("clock_stepped"));

    post(2);
    EXPECT_TRUE(eventually([&] { return in_state("2", "accepted") == 2; }, 10s)) << daemon.log();
    EXPECT_TRUE(eventually([&] { return in_state("1", "accepted") == 2; }, 30s)) << "in its time after the first try";
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
