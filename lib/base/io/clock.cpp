#include "base/io/clock.h"

#include "base/clock_steps.h"

#include <ctime>
#include <mutex>

namespace base::io {

namespace {

Time wall_now()
{
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Duration boot_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::floor<Duration>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

/// Both clocks are read under the lock: an older reading must not undo a step that was accepted meanwhile.
class SharedClock {
  public:
    Time now()
    {
        const std::lock_guard lock(mutex_);
        return steps_.now(wall_now(), boot_now());
    }

    Duration pending()
    {
        const std::lock_guard lock(mutex_);
        (void)steps_.now(wall_now(), boot_now());
        return steps_.pending();
    }

    void accept(Duration step)
    {
        const std::lock_guard lock(mutex_);
        steps_.accept(step);
    }

  private:
    std::mutex mutex_;
    ClockSteps steps_{wall_now(), boot_now()};
};

SharedClock& shared_clock()
{
    static SharedClock clock;
    return clock;
}

}  // namespace

Time system_now()
{
    return shared_clock().now();
}

Duration pending_clock_step()
{
    return shared_clock().pending();
}

void accept_clock_step(Duration step)
{
    shared_clock().accept(step);
}

}  // namespace base::io
