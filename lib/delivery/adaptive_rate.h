#pragma once
/// How fast a relay wants our mail, learnt from what it puts off: a second in which it put off a tenth or more of the
/// transactions halves the rate, a good one raises it by a tenth, and when it is where it was before there is no limit
/// any more. What a reply says about one mailbox (4.1.x, 4.2.x at RCPT) says nothing about the rate.  Pure.

#include "delivery/smtp_client_session.h"

#include <cstddef>
#include <optional>

namespace delivery {

class AdaptiveRate {
  public:
    /// `least` is never gone below; messages a second.
    explicit AdaptiveRate(std::size_t least) : least_(least) {}

    /// A transaction ended. True when the limit changed.
    bool ended(const Outcome& outcome, base::Time now);
    [[nodiscard]] std::size_t limit() const { return limit_; }  ///< messages a second; 0: none
    void move_times(base::Duration step);

  private:
    bool close_second();

    std::size_t least_;
    std::size_t limit_ = 0;
    std::size_t before_ = 0;  ///< what went in the second when it was first too much
    std::optional<base::Time> second_began_;
    base::Time last_ended_{};
    std::size_t tried_ = 0;
    std::size_t put_off_ = 0;
};

}  // namespace delivery
