#pragma once
/// What a start finds of the run before it: an end, a crash, a power cut, or a store that is not the one that ran here
/// last. A restored or copied store would send again what was sent after it was copied; so it begins with the queue
/// paused, until the operator has looked and resumes it.  Pure.
///
/// The store and a file beside it name the same epoch, and each start makes a new one. The store is told of it first, as
/// the next one, so that a crash between the two leaves them alike.

#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>

namespace desk {

/// As the machine has it.
struct StartFacts {
    std::int64_t boot = 0;                     ///< names this boot of the machine
    std::optional<std::int64_t> epoch_beside;  ///< in the file beside the store
    bool has_log = true;                       ///< the store's write-ahead log lies beside it, as a run leaves it
    std::int64_t next_epoch = 0;               ///< random; the shell writes it beside the store after the commit
};

struct Start {
    std::string why_held;  ///< why the queue is paused; empty: it is not, or was before
    bool is_after_power_cut = false;
    store::TakenBack taken;
};

/// Only who holds the store's lock may ask: whoever had leases is dead, and they are taken back.
[[nodiscard]] Start begin_run(store::Store& store, const StartFacts& facts, base::Time now);
/// An end of our own will.
void end_run(store::Store& store);

}  // namespace desk
