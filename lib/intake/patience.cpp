#include "intake/patience.h"

#include <algorithm>

namespace intake {

Patience::Patience(const PatienceLimits& limits, Instant now) : limits_(limits), deadline_(now + limits.command) {}

void Patience::await_command(Instant now)
{
    is_in_message_ = false;
    deadline_ = now + limits_.command;
}

void Patience::await_message(Instant now)
{
    is_in_message_ = true;
    message_deadline_ = now + limits_.message;
    deadline_ = std::min(now + limits_.command, message_deadline_);
}

void Patience::take_octets(std::size_t count, Instant now)
{
    if (!is_in_message_) return;  // a command's octets win no time: one after the other they would last for ever
    const Instant most = std::min(now + limits_.command, message_deadline_);
    if (limits_.octets_per_second_min == 0) {
        deadline_ = most;
        return;
    }
    const std::chrono::duration<double> won(static_cast<double>(count) /
                                            static_cast<double>(limits_.octets_per_second_min));
    deadline_ = std::min(most, deadline_ + std::chrono::duration_cast<Instant::duration>(won));
}

}  // namespace intake
