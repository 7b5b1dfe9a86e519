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

    void start();  ///< until it is ready; throws with its log when it is not within 10 s
    /// The same with a library of tests/preload loaded before its own.
    void start_with(const std::string& preloaded);
    void kill();  ///< SIGKILL, and wait
    int stop();   ///< SIGTERM; the exit code

    /// gazettectl with these arguments.
    [[nodiscard]] Finished ctl(const std::vector<std::string>& arguments, const std::string& input = "") const;
    /// With --json; throws when it fails.
    [[nodiscard]] boost::json::value ctl_json(const std::vector<std::string>& arguments) const;

    [[nodiscard]] int lmtp_port() const { return lmtp_port_; }
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
    [[nodiscard]] std::string log() const;  ///< so far
    [[nodiscard]] bool is_running() const { return process_ != nullptr; }
    [[nodiscard]] Process& process() { return *process_; }

  private:
    TemporaryFolder folder_;
    int lmtp_port_;
    std::unique_ptr<Process> process_;
};

}  // namespace testing_support
