#pragma once
/// Sends log records to standard error through spdlog. A reader that stops never stops mail: lines wait in a bounded
/// queue for a thread of their own, the oldest give way, and how many were lost is logged once somebody reads again.

#include "base/log_events.h"

#include <memory>

namespace base::io {

enum class LogFormat : unsigned char {
    terminal,  ///< time, level, event: for people
    journald,  ///< "<6>event …": systemd takes the level from it and adds the time (sd-daemon(3))
    json,      ///< one object a line: for collectors
};

/// Records are written from here on; while it is alive, only it may write to standard error.
class LogOutput {
  public:
    LogOutput(LogFormat format, LogLevel least);
    LogOutput(const LogOutput&) = delete;
    LogOutput& operator=(const LogOutput&) = delete;
    ~LogOutput();  ///< writes what waits, within two seconds; no thread may log any more

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// journald when systemd reads standard error (JOURNAL_STREAM), else terminal.
[[nodiscard]] LogFormat natural_log_format();

}  // namespace base::io
