/// gazettectl held, beside a daemon that runs.

#include "support/process.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::eventually;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

void send(const RunningDaemon& daemon, const std::string& recipient, const std::string& subject,
          const std::string& text)
{
    const std::string message = "From: eve@elsewhere.example\nSubject: " + subject + "\n\n" + text + "\n";
    ASSERT_EQ(daemon.ctl({"inject", "--recipient", recipient, "--sender", "eve@elsewhere.example"}, message).exit_code,
              0);
}

TEST(HeldCommands, ReleaseAsWhatIsSaidAnswerAndDiscardEachOnce)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start();
    const std::string owner = "sr-update+owner@lists.example.org";
    send(daemon, owner, "first", "A paper for all");
    send(daemon, owner, "second", "subscribe");
    send(daemon, owner, "third", "A word");
    send(daemon, owner, "fourth", "A question");
    send(daemon, owner, "fifth", "Buy");
    ASSERT_TRUE(eventually([&] { return daemon.ctl_json({"held", "list"}).as_array().size() == 5; }, 10s));
    const auto held = daemon.ctl_json({"held"}).as_array();
    const auto id = [&](std::size_t nth) { return std::to_string(held.at(nth).at("id").as_int64()); };

    EXPECT_EQ(daemon.ctl({"held", "release", id(0)}).exit_code, 1) << "it came as nothing that is released";
    EXPECT_EQ(daemon.ctl({"held", "release", id(0), "--as", "letter"}).exit_code, 2);
    EXPECT_TRUE(daemon.ctl_json({"held", "release", id(0), "--as", "post"}).at("done").as_bool());
    EXPECT_TRUE(daemon.ctl_json({"held", "release", id(1), "--as", "command"}).at("done").as_bool());
    EXPECT_TRUE(daemon.ctl_json({"held", "release", id(2), "--as", "feedback"}).at("done").as_bool());
    EXPECT_EQ(daemon.ctl({"held", "answer", id(3), "-"}, "").exit_code, 1) << "without a text";
    EXPECT_EQ(daemon.ctl({"held", "answer", id(3), "-"}, "Dear Eve,\r\nyes.\n").exit_code, 0);
    EXPECT_TRUE(daemon.ctl_json({"held", "discard", id(4)}).at("done").as_bool());
    for (std::size_t nth = 0; nth < 5; ++nth) {
        const auto again = daemon.ctl({"held", "discard", id(nth)});
        EXPECT_EQ(again.exit_code, 1);
        EXPECT_THAT(again.errors, HasSubstr("decided already"));
    }
    EXPECT_EQ(daemon.ctl({"held", "discard", "4711"}).exit_code, 1);
    EXPECT_TRUE(daemon.ctl_json({"held"}).as_array().empty());
    EXPECT_EQ(daemon.ctl_json({"feedback", "sr-update"}).as_array().size(), 1U);
    EXPECT_EQ(daemon.ctl_json({"issues", "sr-update"}).as_array().size(), 1U);
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
