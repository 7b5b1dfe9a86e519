#pragma once
/// A message to a member's own leave address (List-Unsubscribe, RFC 2369 §3.2): acts on the mail alone, whatever it
/// says.  Pure.

#include "desk/effects.h"
#include "desk/reading.h"

#include <optional>

namespace desk {

/// `member`: whom the token was made for; absent when it is known no more. A repeated one changes nothing.
[[nodiscard]] Effects handle_leave(const Reading& mail, const config::List& list,
                                   const std::optional<store::ListMember>& member, base::Time now);

}  // namespace desk
