#pragma once
/// How long a client is waited for: for a command as a whole, for a message by its pace and in all.  Pure.
///
/// A message's time runs down while it is waited for, and a second is won back for each `octets_per_second_min` octets,
/// up to what a command may take. So a client that is slow for good is cut, and one that stutters is not
/// (as Postfix does with smtpd_min_data_rate).

#include "base/time.h"

#include <chrono>
#include <cstddef>

namespace intake {

struct PatienceLimits {
    base::Duration command{};
    base::Duration message{};
    std::size_t octets_per_second_min = 0;  ///< 0: any pace will do
};

class Patience {
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// The first command is awaited from `now` on.
    Patience(const PatienceLimits& limits, Instant now);

    void await_command(Instant now);  ///< all that was said so far is answered
    void await_message(Instant now);  ///< 354 was said
    void take_octets(std::size_t count, Instant now);

    [[nodiscard]] Instant deadline() const { return deadline_; }

  private:
    PatienceLimits limits_;
    Instant deadline_;
    Instant message_deadline_ = Instant::max();
    bool is_in_message_ = false;
};

}  // namespace intake
