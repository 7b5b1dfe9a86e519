#pragma once
/// A child process of a test, ended by its own id when the test ends.

#include "support/text_file.h"

#include <sys/types.h>

#include <ctime>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace testing_support {

struct Finished {
    int exit_code = -1;  ///< -1: ended by a signal, or not in time
    std::string output;  ///< standard output
    std::string errors;  ///< standard error
};

/// Runs to its end; `input` goes to its standard input.
[[nodiscard]] Finished run_process(const std::vector<std::string>& arguments, const std::string& input = "",
                                   std::chrono::seconds time_max = std::chrono::seconds(60));

class Process {
  public:
    /// Standard output and error go to `log`, appended.
    Process(const std::vector<std::string>& arguments, const std::filesystem::path& log);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();  ///< SIGKILL when it still runs

    void signal(int number) const;
    /// The exit code, -1 for a signal; nothing when it still runs after that time.
    std::optional<int> wait(std::chrono::milliseconds time_max);
    [[nodiscard]] pid_t id() const { return id_; }

  private:
    pid_t id_ = -1;
};

/// A TCP port of loopback that nobody listens on now.
[[nodiscard]] int free_port();

/// A listening socket on loopback that children inherit, and its port.
struct ListeningSocket {
    ListeningSocket();
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;
    ~ListeningSocket();

    int descriptor = -1;
    int port = 0;
};

/// Until it is true, looking every few milliseconds; false when the time is over.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition, std::chrono::milliseconds time_max)
{
    const auto end = std::chrono::steady_clock::now() + time_max;
    for (;;) {
        if (condition()) return true;
        if (std::chrono::steady_clock::now() > end) return false;
        constexpr struct timespec pause {
            .tv_sec = 0, .tv_nsec = 5'000'000
        };
        ::nanosleep(&pause, nullptr);
    }
}

}  // namespace testing_support
