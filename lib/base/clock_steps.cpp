#include "base/clock_steps.h"

namespace base {

namespace {

constexpr Duration followed_max = 1min;  // what NTP slews, and leap seconds: no deadline of ours is as short

}  // namespace

Time ClockSteps::now(Time wall, Duration boot)
{
    const Duration away = offset(wall, boot) - agreed_;
    if (std::chrono::abs(away) > followed_max) {
        pending_ = away;
        return Time{boot + agreed_};
    }
    pending_ = Duration::zero();
    agreed_ += away;
    return wall;
}

void ClockSteps::accept(Duration step)
{
    agreed_ += step;
    pending_ = Duration::zero();
}

}  // namespace base
