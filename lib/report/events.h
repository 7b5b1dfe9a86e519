#pragma once
/// The dates in the life of lists, and the issues that are about them, as JSON.  Pure.

#include "config/config.h"
#include "store/store.h"

#include <boost/json/array.hpp>

#include <cstdint>

namespace report {

/// `[{"name":"Plenary in Lisbon","date":"2005-05-14"}]`
[[nodiscard]] boost::json::array events_of_issue(const config::List& list, std::int64_t number);

/// `[{"list":"sr-update","date":"2005-05-14","name":"Plenary in Lisbon","issue":1,"state":"approving"}]` in the order of
/// their dates. state: of the issue; null where nobody has posted it, or no issue is about the event.
[[nodiscard]] boost::json::array events(store::Store& store, const config::List& list);

}  // namespace report
