/// Standard error that nobody reads: mail goes on, and what was lost is told.

#include "support/notify_socket.h"
#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::eventually;
using testing_support::NotifySocket;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

/// A named pipe as somebody's standard error, read only when the test says so.
class StandardErrorPipe {
  public:
    explicit StandardErrorPipe(std::filesystem::path path) : path_(std::move(path))
    {
        if (::mkfifo(path_.c_str(), 0600) != 0) throw std::runtime_error("cannot make a pipe");
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    }
    StandardErrorPipe(const StandardErrorPipe&) = delete;
    StandardErrorPipe& operator=(const StandardErrorPipe&) = delete;
    ~StandardErrorPipe() { ::close(descriptor_); }

    void fill() const
    {
        const std::string line(PIPE_BUF, 'x');
        while (::write(descriptor_, line.data(), line.size()) > 0) {
        }
    }

    /// What was read so far, with what is there now.
    const std::string& read()
    {
        std::array<char, 65536> buffer{};
        for (;;) {
            const ssize_t got = ::read(descriptor_, buffer.data(), buffer.size());
            if (got <= 0) return text_;
            text_.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    /// The command that runs `program` with it.
    [[nodiscard]] std::vector<std::string> run(const NotifySocket& manager, const std::string& config) const
    {
        return {"env",
                "NOTIFY_SOCKET=" + manager.path(),
                "sh",
                "-c",
                "exec \"$0\" --config \"$1\" 2>\"$2\"",
                testing_support::program("gazetted"),
                config,
                path_.string()};
    }

  private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    std::string text_;
};

constexpr int members = 10'000;  // more lines than wait at once

std::string roster()
{
    std::string text = "email\n";
    for (int i = 0; i < members; ++i) text += "desk" + std::to_string(i) + "@body.example\n";
    return text;
}

TEST(LogOutput, ThatNobodyReadsStopsNoMailAndWhatWasLostIsCounted)
{
    ScriptedRelay relay;
    relay.start();
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    StandardErrorPipe pipe(daemon.folder() / "stderr");
    testing_support::Process process(pipe.run(manager, (daemon.folder() / "gazetted.toml").string()),
                                     daemon.folder() / "log");
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 1; }, 10s));
    ASSERT_EQ(
        daemon
            .ctl({"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
                 "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue 1\n"
                 "Message-ID: <pipe@secretariat.example>\n\nDear colleagues\n")
            .exit_code,
        0);
    const auto is_distributed = [&] {
        const auto shown = daemon.ctl({"--json", "issue", "show", "sr-update", "1"});
        return shown.exit_code == 0 && boost::json::parse(shown.output).at("state").as_string() == "distributed";
    };
    ASSERT_TRUE(eventually(is_distributed, 60s));

    const std::string report = "log_dropped lines=";
    ASSERT_TRUE(eventually([&] { return pipe.read().find(report) != std::string::npos; }, 10s));
    process.signal(SIGTERM);
    EXPECT_TRUE(eventually([&] { return pipe.read().find("stopping reason=SIGTERM") != std::string::npos; }, 10s));
    EXPECT_EQ(process.wait(20s), 0);
    const std::string& text = pipe.read();
    const int lost = std::stoi(text.substr(text.rfind(report) + report.size()));
    EXPECT_GT(lost, 0);
    EXPECT_GE(std::ranges::count(text, '\n') + lost, members) << "each copy's line was read or counted";
}

TEST(LogOutput, ThatNobodyReadsDoesNotKeepTheDaemonFromStartingAndStopping)
{
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    const StandardErrorPipe pipe(daemon.folder() / "stderr");
    pipe.fill();
    testing_support::Process process(pipe.run(manager, (daemon.folder() / "gazetted.toml").string()),
                                     daemon.folder() / "log");
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 1; }, 10s));
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(20s), 0);
}

}  // namespace
