#pragma once
/// A program of the operator's that answers with one line.

#include "base/failure.h"
#include "base/time.h"

#include <stop_token>
#include <string>
#include <vector>

namespace base::io {

/// Runs it without a shell, with nothing on its standard input and none of our descriptors, in a process group that is
/// killed when the time is over or `stop` is asked for; blocks until then. The result is the first line of its
/// standard output; a failure has its exit code and the last line of its standard error.
[[nodiscard]] Result<std::string> run_helper(const std::vector<std::string>& arguments, Duration time_max,
                                             const std::stop_token& stop);

}  // namespace base::io
