#pragma once
/// An address that must get nothing more, and the way back; shared by all who decide it (bounces, complaints, the
/// operator, the reader's own word).  Pure.

#include "list/house.h"
#include "store/store.h"

#include <string_view>

namespace list {

/// What is queued for it on any list is withdrawn. Unless the operator did it, the owners of its lists will be told.
/// False when it is suppressed already. `message`: from which it follows; 0: from none.
bool suppress(store::Store& store, const House& house, std::string_view email, const store::Directory::Reason& reason,
              store::Id message, base::Time now);

/// Its memberships are again what they were, and what bounced counts no more. False when it was not suppressed.
bool lift_suppression(store::Store& store, std::string_view email, std::string_view by, base::Time now);

}  // namespace list
