#pragma once
/// Sends the digests that are due. What a digest covers is recorded in the transaction that queues it, so that a crash
/// loses no issue and sends none twice.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <cstddef>

namespace desk {

/// For at most that many readers. False when nobody else waits for one now.
bool send_digests(store::Store& store, const list::House& house, std::size_t readers_max, base::Time now);

}  // namespace desk
