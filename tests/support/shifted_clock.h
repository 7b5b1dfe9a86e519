#pragma once
/// The system's clock as a daemon sees it. (A library that is loaded before the daemon's own shifts it; this machine's
/// stays as it is.)

#include "support/running_daemon.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace testing_support {

class ShiftedClock {
  public:
    /// Of which `file` says how far it is off; not at all at first.
    explicit ShiftedClock(std::filesystem::path file) : file_(std::move(file)) { set(std::chrono::seconds(0)); }

    /// Also while the daemon runs.
    void set(std::chrono::seconds ahead) const
    {
        const std::int64_t offset_s = ahead.count();
        std::ofstream(file_, std::ios::binary | std::ios::app);  // made where it is missing
        std::fstream in_place(file_, std::ios::binary | std::ios::in | std::ios::out);
        in_place.write(reinterpret_cast<const char*>(&offset_s), sizeof offset_s);
    }

    void start(RunningDaemon& daemon) const
    {
        ::setenv("GAZETTED_TEST_CLOCK", file_.c_str(), 1);
        daemon.start_with("shifted_clock");
        ::unsetenv("GAZETTED_TEST_CLOCK");
    }

  private:
    std::filesystem::path file_;
};

}  // namespace testing_support
