#pragma once
/// Members are asked to fill in a form, once each, and reminded before it closes; the secretary hears how it stands when it
/// does.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <cstdint>

namespace form {

/// How far a round of asking has come.
struct Round {
    store::Id last_contact = 0;  ///< that was looked at
    std::int64_t asked = 0;
};

/// The next ones of those who are to be asked and were not yet. False when there are no more.
bool ask_some(store::Store& store, const list::House& house, const config::Form& form, Round& round, base::Time now);

/// Reminders that are due, and letters about forms that have closed. Cheap when there is nothing.
void attend_to_forms(store::Store& store, const list::House& house, base::Time now);

}  // namespace form
