#pragma once
/// How a member leaves, whichever way it asked (mail, one click, page): at once, and told so once.  Pure.

#include "config/config.h"
#include "list/house.h"
#include "store/store.h"

#include <string_view>

namespace list {

/// All its memberships on the list become left, what is queued for it there is withdrawn, and it is told, with a way
/// back. An organisation's address may have many readers, so leavings of national bodies and liaisons wait for the
/// owner's digest as well. False, and nothing happens, when it is no member or has left before. `by` goes to the
/// journal.
bool leave(store::Store& store, const House& house, const config::List& list, std::string_view email,
           std::string_view by, base::Time now);

}  // namespace list
