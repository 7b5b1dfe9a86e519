#pragma once
/// Whether a message may be answered by a program, or through one.  Pure.

#include "config/config.h"
#include "desk/reading.h"

#include <string>

namespace desk {

/// Why it may not: it comes from a list, a bulk mailer, a program, from nobody, or from ourselves (RFC 3834 §2); empty: it
/// may. Reports and automatic replies are told by their shape (classify.h), before.
[[nodiscard]] std::string reason_not_to_answer(const Reading& message, const config::Config& config);

}  // namespace desk
