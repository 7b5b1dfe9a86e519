#pragma once
/// Sends log records to standard error through spdlog.

#include "base/log_events.h"

namespace base::io {

enum class LogFormat : unsigned char {
    terminal,  ///< time, level, event: for people
    journald,  ///< "<6>event …": systemd takes the level from it and adds the time (sd-daemon(3))
    json,      ///< one object a line: for collectors
};

/// Never drops a line: a blocked reader of standard error blocks the writer.
void start_log(LogFormat format, LogLevel least);

/// journald when systemd reads standard error (JOURNAL_STREAM), else terminal.
[[nodiscard]] LogFormat natural_log_format();

}  // namespace base::io
