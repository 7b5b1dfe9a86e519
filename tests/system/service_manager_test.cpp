/// What the daemon tells the service manager, and when it no longer does.

#include "support/notify_socket.h"
#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <charconv>
#include <fstream>

namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::NotifySocket;
using testing_support::read_text;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

std::vector<std::string> with_manager(const NotifySocket& manager, const std::string& more = "GAZETTED_TEST=1")
{
    return {"env", "NOTIFY_SOCKET=" + manager.path(), more};
}

TEST(ServiceManager, IsToldReadyOnceMailIsTakenAndStoppingOnSigterm)
{
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    daemon.start(with_manager(manager));
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 1; }, 5s));
    const auto greeted =
        testing_support::run_process({"swaks", "--server", "127.0.0.1:" + std::to_string(daemon.lmtp_port()),
                                      "--protocol", "LMTP", "--quit-after", "BANNER"});
    EXPECT_EQ(greeted.exit_code, 0) << greeted.output;
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_THAT(manager.told(), ElementsAre("READY=1", "STATUS=up", "STOPPING=1"));
}

TEST(ServiceManager, IsToldNothingReadyWhenTheAddressIsTaken)
{
    NotifySocket manager;
    const testing_support::ListeningSocket taken;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    const auto file = daemon.folder() / "gazetted.toml";
    std::string text = read_text(file);
    const std::string port = std::to_string(daemon.lmtp_port());
    text.replace(text.find(port), port.size(), std::to_string(taken.port));
    std::ofstream(file) << text;
    std::vector<std::string> command = with_manager(manager);
    for (const std::string& word : {testing_support::program("gazetted"), std::string("--config"), file.string()})
        command.push_back(word);
    EXPECT_EQ(testing_support::run_process(command).exit_code, 1);
    EXPECT_EQ(manager.count("READY=1"), 0);
}

TEST(ServiceManager, IsToldOfAReloadAndHowItEnded)
{
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    daemon.start(with_manager(manager));
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 2; }, 5s));
    EXPECT_THAT(manager.told(), ElementsAre("READY=1", "STATUS=up", "RELOADING=1", StartsWith("MONOTONIC_USEC="),
                                            "READY=1", "STATUS=up, reloaded"));
    std::ofstream(daemon.folder() / "gazetted.toml", std::ios::app) << "nonsense = 1\n";
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 3; }, 5s));
    EXPECT_THAT(manager.told(), Contains(HasSubstr("the new configuration is refused")));
    EXPECT_EQ(daemon.stop(), 0);
}

/// One thread of another process, stopped while this lives; the others run on.
class StoppedThread {
  public:
    StoppedThread(pid_t process, const std::string& name) : id_(find(process, name))
    {
        if (::ptrace(PTRACE_ATTACH, id_, nullptr, nullptr) != 0 || ::waitpid(id_, nullptr, __WALL) != id_)
            throw std::runtime_error("cannot stop the thread " + name);
    }
    StoppedThread(const StoppedThread&) = delete;
    StoppedThread& operator=(const StoppedThread&) = delete;
    ~StoppedThread() { ::ptrace(PTRACE_DETACH, id_, nullptr, nullptr); }

  private:
    static pid_t find(pid_t process, const std::string& name)
    {
        if (name == "gazetted") return process;  // the first thread; others may share its name
        for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
            if (read_text(task.path() / "comm") != name + '\n') continue;
            const std::string number = task.path().filename();
            pid_t id = 0;
            std::from_chars(number.data(), number.data() + number.size(), id);
            return id;
        }
        throw std::runtime_error("no thread " + name);
    }

    pid_t id_;
};

class Watchdog : public testing::TestWithParam<const char*> {};

TEST_P(Watchdog, IsNotFedWhileThatThreadIsStuckAndIsFedAgainAfterwards)
{
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    daemon.start(with_manager(manager, "WATCHDOG_USEC=400000"));  // so four signs of life in 0.4 s
    ASSERT_TRUE(eventually([&] { return manager.count("WATCHDOG=1") >= 5; }, 10s));
    {
        const StoppedThread stuck(daemon.process().id(), GetParam());
        const auto before = manager.count("WATCHDOG=1");
        EXPECT_FALSE(eventually([&] { return manager.count("WATCHDOG=1") > before + 1; }, 2s))
            << "one may have been due, since all had answered";
    }
    const auto after = manager.count("WATCHDOG=1");
    EXPECT_TRUE(eventually([&] { return manager.count("WATCHDOG=1") >= after + 3; }, 10s)) << daemon.log();
    EXPECT_EQ(daemon.stop(), 0);
}

INSTANTIATE_TEST_SUITE_P(Each, Watchdog, testing::Values("gazetted", "gazetted-write", "gazetted-desk"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(StuckThread, IsNamedInTheLog)
{
    NotifySocket manager;
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    daemon.start(with_manager(manager, "WATCHDOG_USEC=400000"));
    {
        const StoppedThread stuck(daemon.process().id(), "gazetted-desk");
        EXPECT_TRUE(eventually([&] { return daemon.log().find("from the desk thread") != std::string::npos; }, 10s))
            << daemon.log();
    }
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
