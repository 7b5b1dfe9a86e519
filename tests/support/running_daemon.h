#pragma once
/// A real gazetted in a folder of its own, and gazettectl on the same configuration.

#include "support/process.h"
#include "support/temporary_folder.h"

#include <boost/json/value.hpp>

#include <memory>
#include <string>
#include <vector>

namespace testing_support {

struct DaemonOptions {
    int relay_port = 0;
    std::string relay_more;  ///< further lines of [relay]
    std::string list_more;   ///< further lines of [[list]]
    std::string more;        ///< further tables
};

class RunningDaemon {
  public:
    /// Writes the configuration; start() starts it.
    explicit RunningDaemon(const DaemonOptions& options);

    /// Until it is ready; throws with its log when it is not within 10 s. `under` is a command that runs it:
    /// {"prlimit", "--nofile=40"}.
    void start(const std::vector<std::string>& under = {});
    /// At once; it may never become ready. `under` as above: {"env", "NAME=value"}.
    void launch(const std::vector<std::string>& under);
    /// The exit code of one that ends by itself, -1 for a signal; nothing when it still runs after that time.
    std::optional<int> wait_for_end(std::chrono::milliseconds time_max);
    /// start() with a library of tests/support/preload loaded before the program's own.
    void start_with(const std::string& preloaded);
    void kill();  ///< SIGKILL, and wait
    int stop();   ///< SIGTERM; the exit code

    /// gazettectl with these arguments.
    [[nodiscard]] Finished ctl(const std::vector<std::string>& arguments, const std::string& input = "") const;
    /// With --json; throws when it fails.
    [[nodiscard]] boost::json::value ctl_json(const std::vector<std::string>& arguments) const;

    void replace_in_config(const std::string& text, const std::string& by) const;

    [[nodiscard]] int lmtp_port() const { return lmtp_port_; }
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path data() const { return folder_.path() / "data"; }
    [[nodiscard]] std::string log() const;  ///< so far
    [[nodiscard]] bool is_running() const { return process_ != nullptr; }
    [[nodiscard]] Process& process() { return *process_; }

  private:
    TemporaryFolder folder_;
    int lmtp_port_;
    std::unique_ptr<Process> process_;
};

}  // namespace testing_support
