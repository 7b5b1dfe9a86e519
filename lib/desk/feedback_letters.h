#pragma once
/// What goes out about feedback: to those who are to answer it, between the parties of its thread, and to the owner as
/// a digest. Nobody gets another one's live token.  Pure.

#include "desk/effects.h"
#include "list/house.h"
#include "store/store.h"

#include <string>
#include <vector>

namespace desk {

/// To one who is to answer; his answer goes to the writer.
[[nodiscard]] store::NewNotice feedback_routed(const list::House& house, const config::List& list,
                                               const TakeFeedback& take, const store::ThreadParty& to, base::Time now);

/// From one party of a thread to another.
[[nodiscard]] store::NewNotice thread_message(const list::House& house, const config::List& list,
                                              const store::Feedback& feedback, const PassOn& pass,
                                              const store::ThreadParty& from, const store::ThreadParty& to,
                                              base::Time now);

/// One for each owner. `has_more`: than these.
[[nodiscard]] std::vector<store::NewNotice> feedback_digest(const list::House& house, const config::List& list,
                                                            const std::vector<store::Feedback>& all, bool has_more,
                                                            base::Time now);

}  // namespace desk
