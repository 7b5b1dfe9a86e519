#pragma once
/// Writes what a handler decided, inside the transaction that ends the message.  Pure.

#include "desk/effects.h"
#include "desk/notices.h"
#include "store/store.h"

namespace desk {

void commit(store::Store& store, const House& house, const Effects& effects, base::Time now);

}  // namespace desk
