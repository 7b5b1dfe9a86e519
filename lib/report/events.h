#pragma once
/// The dates in the life of a list that an issue is about, as JSON.  Pure.

#include "config/config.h"

#include <boost/json/array.hpp>

#include <cstdint>

namespace report {

/// `[{"name":"Plenary in Lisbon","date":"2005-05-14"}]`
[[nodiscard]] boost::json::array events_of_issue(const config::List& list, std::int64_t number);

}  // namespace report
