#pragma once
/// How much the bounces of one contact weigh together.  Pure.

#include "store/bounces.h"

#include <vector>

namespace list {

/// From here on the contact is asked by a probe whether our mail still reaches it: one hard bounce is enough, or soft
/// ones on five days that follow each other.
inline constexpr double probe_score = 1.0;

/// What is older weighs next to nothing: not worth reading.
inline constexpr base::Duration scored_for = base::days{720};

/// A hard bounce weighs 1 and any other a quarter, of each day the heaviest alone; and half of it after every 90 days.
[[nodiscard]] double bounce_score(const std::vector<store::Bounce>& counted, base::Time now);

}  // namespace list
