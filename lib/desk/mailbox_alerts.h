#pragma once
/// What the operator is told about hosted mailboxes: one that cannot be polled, and messages that stay there.  Pure.

#include "desk/notices.h"
#include "store/store.h"

namespace desk {

/// A chore: queues what has to be told, once each.
void alert_about_mailboxes(store::Store& store, const House& house, base::Time now);

}  // namespace desk
