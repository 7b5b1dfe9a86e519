#pragma once
/// Tells a clock that was set from time that passed: the wall clock against one that nobody can set and that counts
/// a suspended machine's time as well (CLOCK_BOOTTIME).  Pure.
///
/// Until a step is accepted, time goes on as if it had not been; so whoever decides by now() meets no jump before
/// what is open has been moved along.

#include "base/time.h"

namespace base {

class ClockSteps {
  public:
    ClockSteps(Time wall, Duration boot) : agreed_(offset(wall, boot)) {}

    /// The wall clock, or what it would say without the step. Leap seconds and slewing are followed at once.
    [[nodiscard]] Time now(Time wall, Duration boot);
    /// How far the wall clock stands from now(), as of the last call of it; zero: nothing to accept.
    [[nodiscard]] Duration pending() const { return pending_; }
    void accept(Duration step);

  private:
    [[nodiscard]] static Duration offset(Time wall, Duration boot) { return wall.time_since_epoch() - boot; }

    Duration agreed_;  ///< from the boot clock to the wall clock
    Duration pending_{};
};

}  // namespace base
