#pragma once
/// Before an event of a list to which an issue is tied, the owner is told when that issue has not begun to go out.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <optional>
#include <vector>

namespace desk {

/// Whether it is time to tell of that event. `issue`: the one that is tied to it, where somebody has posted it.
[[nodiscard]] bool is_to_remind(const config::Event& event, const std::optional<store::Issue>& issue, base::Time now);

/// One for each owner.
[[nodiscard]] std::vector<store::NewNotice> event_reminder(const list::House& house, const config::List& list,
                                                           const config::Event& event,
                                                           const std::optional<store::Issue>& issue, base::Time now);

/// Tells of each event once.
void remind_of_events(store::Store& store, const list::House& house, const config::List& list, base::Time now);

}  // namespace desk
