/// Signals and configurations that are no good, while mail flows.

#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing_support::eventually;
using testing_support::Hang;
using testing_support::read_text;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::Stage;
namespace fs = std::filesystem;

constexpr auto open_list = "post_auth = \"open\"";

std::string roster(int members)
{
    std::string csv = "email,category\n";
    for (int i = 0; i < members; ++i) csv += "m" + std::to_string(i) + "@d" + std::to_string(i % 7) + ".example,nmb\n";
    return csv;
}

void post(const RunningDaemon& daemon, int number)
{
    const std::string message =
        "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue " +
        std::to_string(number) + "\nMessage-ID: <signal" + std::to_string(number) +
        "@secretariat.example>\n\nDear colleagues\n";
    const auto injected = daemon.ctl(
        {"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"}, message);
    ASSERT_EQ(injected.exit_code, 0) << injected.errors;
}

std::int64_t accepted(const RunningDaemon& daemon, const std::string& number)
{
    const auto shown = daemon.ctl({"--json", "issue", "show", "sr-update", number});
    if (shown.exit_code != 0) return 0;  // not handled yet
    return boost::json::parse(shown.output).at("deliveries").at("accepted").as_int64();
}

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// --- configurations -------------------------------------------------------------------------------------------------

/// A daemon with a password, whose files a test spoils.
class Configured : public testing::Test {
  protected:
    Configured()
    {
        relay.start();
        std::ofstream(secret) << "canary-password\n";
        fs::permissions(secret, fs::perms::owner_read);
        good = read_text(file);
        const auto at = good.find("[[list]]");
        good.insert(at, "user = \"lists\"\ntls = \"required\"\npassword_file = \"" + secret.string() + "\"\n");
        std::ofstream(file) << good;
    }

    struct Spoiling {
        const char* name;
        std::function<void()> spoil;
        std::string says;  ///< with the place, as far as a place is wrong
    };
    std::vector<Spoiling> spoilings()
    {
        return {
            {"broken", [&] { std::ofstream(file) << good << "nonsense = 1\n"; }, "gazetted.toml:"},
            {"no TOML", [&] { std::ofstream(file) << "[server\n"; }, "gazetted.toml:1:"},
            {"empty", [&] { std::ofstream(file) << ""; }, "gazetted.toml"},
            {"missing", [&] { fs::remove(file); }, "No such file"},
            {"a folder", [&] { fs::remove(file), fs::create_directory(file); }, "Is a directory"},
            {"without its secret", [&] { fs::remove(secret); }, "gazetted.toml:13:17: relay.password_file: "},
            {"with a secret that all may read", [&] { fs::permissions(secret, fs::perms(0644)); },
             "gazetted.toml:13:17: relay.password_file: "},
        };
    }

    void repair()
    {
        if (fs::is_directory(file)) fs::remove(file);
        std::ofstream(file) << good;
        fs::remove(secret);
        std::ofstream(secret) << "canary-password\n";
        fs::permissions(secret, fs::perms::owner_read);
    }

    ScriptedRelay relay;
    RunningDaemon daemon{{.relay_port = relay.port(), .list_more = open_list}};
    fs::path file = daemon.folder() / "gazetted.toml";
    fs::path secret = daemon.folder() / "relay.secret";
    std::string good;
};

TEST_F(Configured, WithWhatIsNoGoodAReloadKeepsTheOldAndSaysWhereItIsWrong)
{
    daemon.start();
    for (const Spoiling& each : spoilings()) {
        SCOPED_TRACE(each.name);
        each.spoil();
        const auto before = daemon.log().size();
        daemon.process().signal(SIGHUP);
        const auto said = [&](const std::string& text) { return daemon.log().find(text, before) != std::string::npos; };
        EXPECT_TRUE(eventually([&] { return said("is refused and the old one kept"); }, 5s)) << daemon.log();
        EXPECT_TRUE(said(each.says)) << daemon.log().substr(before);
        repair();
        daemon.process().signal(SIGHUP);
        EXPECT_TRUE(eventually([&] { return said(" reloaded "); }, 5s)) << daemon.log().substr(before);
    }
    EXPECT_THAT(daemon.log(), Not(HasSubstr("canary")));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST_F(Configured, WithWhatIsNoGoodDoesNotStartAndSaysWhereItIsWrong)
{
    for (const Spoiling& each : spoilings()) {
        SCOPED_TRACE(each.name);
        each.spoil();
        const auto finished = testing_support::run_process({testing_support::program("gazetted"), "--config", file});
        EXPECT_EQ(finished.exit_code, 78);
        EXPECT_THAT(finished.errors, HasSubstr(each.says));
        repair();
    }
    daemon.start();
    EXPECT_EQ(daemon.stop(), 0);
}

// --- signals --------------------------------------------------------------------------------------------------------

TEST(Sighup, AThousandTimesWhileMailFlowsLosesNothingAndGrowsNothing)
{
    ScriptedRelay relay({.latency = 2ms});
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .relay_more = "connections = 4", .list_more = open_list});
    constexpr int members = 2000;
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster(members)).exit_code, 0);
    daemon.start();
    const std::string own = "/proc/" + std::to_string(daemon.process().id());
    const auto entries = [&](const char* folder) {
        return std::distance(fs::directory_iterator(own + folder), fs::directory_iterator{});
    };
    const auto threads_before = entries("/task");
    post(daemon, 1);
    for (int i = 0; i < 1000; ++i) {
        daemon.process().signal(SIGHUP);
        if (i % 10 == 9) ::usleep(2000);  // signals that are still pending are one
    }
    EXPECT_TRUE(relay.wait_for_messages(members + 2, 60s)) << "copies, the acknowledgement and the report";
    EXPECT_GE(count(daemon.log(), " reloaded "), 20U);
    EXPECT_EQ(accepted(daemon, "1"), members);
    EXPECT_EQ(relay.report().duplicates, 0U);
    EXPECT_EQ(entries("/task"), threads_before);
    EXPECT_LE(entries("/fd"), 60);
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Sigterm, WhileMailFlowsEndsWithNothingInFlightAndTheRestGoesOutOnce)
{
    ScriptedRelay relay({.latency = 5ms});
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .relay_more = "connections = 4", .list_more = open_list});
    constexpr int members = 3000;
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster(members)).exit_code, 0);
    daemon.start();
    post(daemon, 1);
    ASSERT_TRUE(relay.wait_for_messages(200, 30s));
    EXPECT_EQ(daemon.stop(), 0);
    const auto queue = daemon.ctl_json({"status"}).at("queue").as_object();
    EXPECT_EQ(queue.at("leased").as_int64(), 0) << "what had begun ended, what had not was given back";
    const auto taken = relay.report().messages;
    EXPECT_LT(taken, static_cast<std::uint64_t>(members)) << "it stopped in the midst";
    EXPECT_LE(accepted(daemon, "1"), static_cast<std::int64_t>(taken));
    EXPECT_GE(accepted(daemon, "1"), static_cast<std::int64_t>(taken) - 1) << "all but the acknowledgement";
    daemon.start();
    EXPECT_TRUE(eventually([&] { return accepted(daemon, "1") == members; }, 60s));
    EXPECT_EQ(relay.report().duplicates, 0U);
    EXPECT_THAT(daemon.log(), Not(HasSubstr("leases_taken_back")));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Sigterm, ThatComesAgainChangesNothing)
{
    ScriptedRelay relay;
    relay.add_rule({.stage = Stage::dot, .match = "m1@*", .times = 1, .action = Hang{}});
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = open_list});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster(20)).exit_code, 0);
    daemon.start();
    post(daemon, 1);
    ASSERT_TRUE(eventually([&] { return accepted(daemon, "1") == 19; }, 20s)) << "all but the one that hangs";
    const auto asked = std::chrono::steady_clock::now();
    for (const int signal : {SIGTERM, SIGTERM, SIGHUP, SIGINT, SIGTERM}) daemon.process().signal(signal);
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 20s) << "although the relay never answers";
    EXPECT_EQ(count(daemon.log(), " stopping "), 1U);
    daemon.start();
    EXPECT_TRUE(eventually([&] { return accepted(daemon, "1") == 20; }, 20s));
    EXPECT_THAT(daemon.log(), HasSubstr("leases_taken_back queued=0 in_doubt=1"));
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
