#pragma once
/// [[list.criterion]]: what is checked of a post before it is put to the vote. Each check has parameters of its own, and
/// one of another check is a fault.  Pure.

#include "config/config.h"
#include "config/section.h"

namespace config {

[[nodiscard]] Criterion read_criterion(const Section& section, const TellFault& fault);

}  // namespace config
