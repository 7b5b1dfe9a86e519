/// gazettectl issue export, beside a daemon that runs.

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
using testing::Not;
using testing_support::eventually;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

constexpr auto stage = "post_auth = \"open\"\n[[list.stage]]\nname = \"Editors\"\napprovers = [\"ed@body.example\"]\n";

constexpr auto list_without_stage = R"([[list]]
name      = "plain"
address   = "plain@lists.example.org"
title     = "Plain"
owner     = ["secretary@secretariat.example"]
post      = ["secretary@secretariat.example"]
post_auth = "open"
)";

TEST(IssueExport, IsOfWhatIsOutAndOfNothingElse)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = stage, .more = list_without_stage});
    daemon.start();
    const std::string post = "From: secretary@secretariat.example\nSubject: Issue #0\nContent-Type: text/html\n\n"
                             "<p onclick=\"a()\">Hello <img src=\"https://t.example/1.gif\"></p>\n";
    for (const char* list : {"sr-update", "plain"}) {
        ASSERT_EQ(daemon
                      .ctl({"inject", "--recipient", std::string(list) + "@lists.example.org", "--sender",
                            "secretary@secretariat.example"},
                           post)
                      .exit_code,
                  0);
        ASSERT_TRUE(eventually([&] { return daemon.ctl_json({"issues", list}).as_array().size() == 1; }, 10s)) << list;
    }
    const auto refused = daemon.ctl({"issue", "export", "sr-update", "0"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.errors, HasSubstr("is not out: it is approving"));
    EXPECT_THAT(refused.output, Not(HasSubstr("Hello")));

    EXPECT_EQ(daemon.ctl({"issue", "export", "plain", "0"}).output, "Issue #0\n\nHello\n");
    const auto page = daemon.ctl({"issue", "export", "plain", "0", "--format", "html", "--language", "EN"});
    EXPECT_EQ(page.exit_code, 0) << page.errors;
    EXPECT_THAT(page.output, HasSubstr("<p>Hello </p>"));
    EXPECT_THAT(page.output, Not(HasSubstr("t.example")));
    EXPECT_EQ(daemon.ctl_json({"issue", "export", "plain", "0"}).at("language").as_string(), "en");
    EXPECT_EQ(daemon.ctl({"issue", "export", "plain", "0", "--language", "ja"}).exit_code, 1);
    EXPECT_EQ(daemon.ctl({"issue", "export", "plain", "0", "--format", "pdf"}).exit_code, 2);
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
