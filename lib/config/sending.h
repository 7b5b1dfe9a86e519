#pragma once
/// `send_window`, `send_days`, `time_zone` and `pace` of a list: when the copies of its issues become due.  Pure.

#include "config/config.h"
#include "config/section.h"

namespace config {

[[nodiscard]] Sending read_sending(const Section& list, const TellFault& fault);

}  // namespace config
