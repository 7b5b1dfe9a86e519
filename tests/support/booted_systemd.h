#pragma once
/// A systemd of the test's own, as process 1 of its own namespaces, with Gazetted installed beside it by
/// `cmake --install`. It sees a copy-on-write picture of this machine; nothing that happens there stays or gets out.

#include "support/process.h"
#include "support/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

namespace testing_support {

class BootedSystemd {
  public:
    /// Whether it can run here: systemd is installed, and we may make namespaces and mount. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    /// Until it is up; throws with what it said when it does not come up.
    BootedSystemd();

    /// Runs a command there, as root.
    [[nodiscard]] Finished run(const std::vector<std::string>& arguments, const std::string& input = "") const;
    /// The same by a shell.
    [[nodiscard]] Finished shell(const std::string& command) const { return run({"sh", "-c", command}); }

    void write(const std::string& path, const std::string& text) const;
    [[nodiscard]] bool exists(const std::string& path) const { return std::filesystem::exists(outside(path)); }

    /// `systemctl show` of one property: "active".
    [[nodiscard]] std::string property(const std::string& unit, const std::string& name) const;
    /// What its journal has of a unit, as `journalctl -o FORMAT` prints it.
    [[nodiscard]] std::string journal(const std::string& unit, const std::string& format = "cat") const;

  private:
    /// A path there, as it is seen from here.
    [[nodiscard]] std::filesystem::path outside(const std::string& path) const;

    TemporaryFolder folder_;
    std::unique_ptr<Process> process_;
    pid_t init_ = -1;
};

}  // namespace testing_support
