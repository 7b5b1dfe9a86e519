/// The daemon as its operator knows it: start, reload, stop, and what gazettectl changes under its feet.

#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <fstream>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::eventually;
using testing_support::read_text;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

constexpr auto roster = "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\n";

std::string post(int number)
{
    return "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue " +
           std::to_string(number) + "\nMessage-ID: <daemon" + std::to_string(number) +
           "@secretariat.example>\n\nDear colleagues\n";
}

testing_support::Finished inject(const RunningDaemon& daemon, int number)
{
    return daemon.ctl(
        {"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
        post(number));
}

bool is_distributed(const RunningDaemon& daemon, const std::string& number)
{
    const auto shown = daemon.ctl({"--json", "issue", "show", "sr-update", number});
    return shown.exit_code == 0 && boost::json::parse(shown.output).at("state").as_string() == "distributed";
}

TEST(SecondDaemon, OnTheSameStoreExitsWithAClearMessage)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start();
    const auto second = testing_support::run_process(
        {testing_support::program("gazetted"), "--config", (daemon.folder() / "gazetted.toml").string()});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_THAT(second.errors, HasSubstr("another gazetted (process " + std::to_string(daemon.process().id()) +
                                         ") runs on this store"));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Reload, OfABrokenFileKeepsTheOldConfigurationAndOfAGoodOneServesTheNewList)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start();
    const auto file = daemon.folder() / "gazetted.toml";
    const std::string good = read_text(file);
    std::ofstream(file) << good << "nonsense = 1\n";
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(
        eventually([&] { return daemon.log().find("is refused and the old one kept") != std::string::npos; }, 5s))
        << daemon.log();
    EXPECT_THAT(daemon.log(), HasSubstr("list.nonsense: no such option"));

    std::ofstream(file)
        << good
        << "[[list]]\nname = \"second\"\naddress = \"second@lists.example.org\"\ntitle = \"Second\"\nowner = "
           "[\"secretary@secretariat.example\"]\npost = [\"secretary@secretariat.example\"]\n";
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return daemon.log().find(" reloaded ") != std::string::npos; }, 5s)) << daemon.log();
    const auto sent = testing_support::run_process(
        {"swaks", "--server", "127.0.0.1:" + std::to_string(daemon.lmtp_port()), "--protocol", "LMTP", "--from",
         "secretary@secretariat.example", "--to", "second@lists.example.org"});
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Reload, SaysWhatNeedsARestartAlsoWhenATableComesOrGoes)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start();
    const auto file = daemon.folder() / "gazetted.toml";
    const std::string first = read_text(file);
    const auto reload = [&](const std::string& text) {
        const auto said_before = daemon.log().size();
        std::ofstream(file) << text;
        daemon.process().signal(SIGHUP);
        EXPECT_TRUE(eventually([&] { return daemon.log().find(" reloaded ", said_before) != std::string::npos; }, 5s));
        return daemon.log().substr(said_before);
    };
    const std::string with_smtp = first + "[intake.smtp]\nlisten = \"127.0.0.1:0\"\n";
    EXPECT_THAT(reload(with_smtp), HasSubstr("intake.smtp.listen changed: it needs a restart"));
    EXPECT_THAT(reload(first), testing::Not(HasSubstr("needs a restart"))) << "it is as it was started";
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Stop, WhileTheRelayHangsAtTheDotEndsInTimeAndTheRestExplainsIt)
{
    ScriptedRelay relay;
    relay.add_rule(
        {.stage = testing_support::Stage::dot, .match = "ann@*", .times = 1, .action = testing_support::Hang{}});
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    daemon.start();
    ASSERT_EQ(inject(daemon, 1).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return relay.report().rules_fired.at(0) == 1; }, 10s));
    const auto asked = std::chrono::steady_clock::now();
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 20s);
    daemon.start();
    EXPECT_TRUE(eventually([&] { return is_distributed(daemon, "1"); }, 10s));
    EXPECT_THAT(daemon.log(), HasSubstr("leases_taken_back queued=0 in_doubt=1"));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Queue, PausedByGazettectlSendsNothingUntilResumed)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    ASSERT_EQ(daemon.ctl({"queue", "pause"}).exit_code, 0);
    daemon.start();
    ASSERT_EQ(inject(daemon, 1).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return daemon.ctl_json({"status"}).at("queue").at("queued").as_int64() == 3; }, 5s))
        << "two copies and a notice wait";
    EXPECT_TRUE(relay.messages().empty());
    ASSERT_EQ(daemon.ctl({"queue", "resume"}).exit_code, 0);
    EXPECT_TRUE(eventually([&] { return is_distributed(daemon, "1"); }, 10s));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Issue, CancelledWhilePausedReachesNobody)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    ASSERT_EQ(daemon.ctl({"queue", "pause"}).exit_code, 0);
    daemon.start();
    ASSERT_EQ(inject(daemon, 1).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return daemon.ctl({"issue", "cancel", "sr-update", "1"}).exit_code == 0; }, 5s));
    ASSERT_EQ(daemon.ctl({"queue", "resume"}).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return !relay.messages().empty(); }, 10s)) << "the notice that it was accepted";
    const auto issue = daemon.ctl_json({"issue", "show", "sr-update", "1"});
    EXPECT_EQ(issue.at("state").as_string(), "cancelled");
    EXPECT_EQ(issue.at("deliveries").at("accepted").as_int64(), 0);
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Backup, TakenWhileTheDaemonRunsStartsElsewhereWithTheSameKey)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    daemon.start();
    ASSERT_EQ(inject(daemon, 1).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return is_distributed(daemon, "1"); }, 10s));
    const auto copy = daemon.folder() / "copy.db";
    ASSERT_EQ(daemon.ctl({"backup", copy.string()}).exit_code, 0);

    RunningDaemon restored({.relay_port = relay.port()});
    std::filesystem::create_directory(restored.folder() / "data");
    std::filesystem::copy_file(copy, restored.folder() / "data/gazetted.db");
    std::filesystem::copy_file(copy.string() + ".key", restored.folder() / "data/token.key");
    EXPECT_TRUE(is_distributed(restored, "1"));
    EXPECT_EQ(restored.ctl({"check"}).exit_code, 0);
    EXPECT_EQ(read_text(restored.folder() / "data/token.key"), read_text(daemon.folder() / "data/token.key"));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(UnixSocket, TakesMailByLmtpToo)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    const auto file = daemon.folder() / "gazetted.toml";
    const std::string socket = (daemon.folder() / "lmtp.sock").string();
    std::string text = read_text(file);
    const auto at = text.find("listen = \"") + 10;
    text.replace(at, text.find('"', at) - at, "unix:" + socket);
    std::ofstream(file) << text;
    daemon.start();
    const auto sent = testing_support::run_process({"swaks", "--socket", socket, "--protocol", "LMTP", "--from",
                                                    "eve@elsewhere.example", "--to", "sr-update@lists.example.org"});
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    EXPECT_TRUE(eventually([&] { return daemon.ctl_json({"status"}).at("held").as_int64() == 1; }, 5s));
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_FALSE(std::filesystem::exists(socket));
}

/// As systemd starts a service with sockets: sd_listen_fds(3).
std::vector<std::string> with_inherited(const testing_support::ListeningSocket& socket, const std::string& name)
{
    return {"sh", "-c",
            "export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=" + name + "; exec \"$@\" 3<&" +
                std::to_string(socket.descriptor),
            "sh"};
}

TEST(SocketActivation, ServesTheInheritedSocketInsteadOfWhatListenSays)
{
    ScriptedRelay relay;
    relay.start();
    const testing_support::ListeningSocket socket;
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start(with_inherited(socket, "lmtp"));
    EXPECT_THAT(daemon.log(), HasSubstr("lmtp=127.0.0.1:" + std::to_string(socket.port) + ' '));
    for (const auto& [port, exit_code] : {std::pair(socket.port, 0), std::pair(daemon.lmtp_port(), 2)}) {
        const auto sent = testing_support::run_process({"swaks", "--server", "127.0.0.1:" + std::to_string(port),
                                                        "--protocol", "LMTP", "--from", "eve@elsewhere.example", "--to",
                                                        "sr-update@lists.example.org"});
        EXPECT_EQ(sent.exit_code, exit_code) << sent.output;
    }
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(SocketActivation, OfANameThatNobodyServesIsSaidAndClosed)
{
    ScriptedRelay relay;
    relay.start();
    const testing_support::ListeningSocket socket;
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start(with_inherited(socket, "gazetted.socket"));
    EXPECT_THAT(daemon.log(), HasSubstr("gazetted.socket"));
    EXPECT_THAT(daemon.log(), HasSubstr("is not served"));
    EXPECT_THAT(daemon.log(), HasSubstr("lmtp=127.0.0.1:" + std::to_string(daemon.lmtp_port()) + ' '));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Log, HasNoTokenAndAsJsonIsOneObjectALine)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    const auto file = daemon.folder() / "gazetted.toml";
    std::string text = read_text(file);
    text.insert(text.find("[intake.lmtp]"), "log_format = \"json\"\n");
    std::ofstream(file) << text;
    testing_support::Process process({testing_support::program("gazetted"), "--config", file.string()},
                                     daemon.folder() / "log");
    ASSERT_TRUE(eventually([&] { return daemon.log().find("\"event\":\"ready\"") != std::string::npos; }, 10s));
    ASSERT_EQ(inject(daemon, 1).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return !relay.messages().empty(); }, 10s));
    const std::string octets = relay.messages().front().message_id;
    ASSERT_TRUE(eventually([&] { return daemon.log().find("\"event\":\"attempt\"") != std::string::npos; }, 10s));
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(20s), 0);
    std::istringstream lines(daemon.log());
    for (std::string line; std::getline(lines, line);) EXPECT_TRUE(boost::json::parse(line).is_object()) << line;
}

}  // namespace
