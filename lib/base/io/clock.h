#pragma once
/// The time by which this process decides, for all its threads.

#include "base/time.h"

namespace base::io {

/// The system's clock; but a step of it counts only once it is accepted (base/clock_steps.h).
[[nodiscard]] Time system_now();

/// How far the system's clock was set and nobody has accepted yet; zero: it was not.
[[nodiscard]] Duration pending_clock_step();
void accept_clock_step(Duration step);

}  // namespace base::io
