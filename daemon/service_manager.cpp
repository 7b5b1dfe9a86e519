#include "service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>

namespace gazetted::service_manager {

namespace {

// A manager that cannot be reached is no reason to do anything else.
void tell(const std::string& text)
{
    (void)sd_notify(0, text.c_str());
}

}  // namespace

void tell_ready(const std::string& status)
{
    tell("READY=1\nSTATUS=" + status);
}

void tell_reloading()
{
    // Type=notify-reload (systemd 253) wants to know which of several signals this answers.
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t now_us = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now_us));
}

void tell_stopping()
{
    tell("STOPPING=1");
}

void tell_alive()
{
    tell("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> patience()
{
    std::uint64_t interval_us = 0;
    if (sd_watchdog_enabled(0, &interval_us) <= 0) return std::nullopt;
    return std::chrono::microseconds(interval_us);
}

}  // namespace gazetted::service_manager
