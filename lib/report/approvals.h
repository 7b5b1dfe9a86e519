#pragma once
/// The record of an issue's disclosure approval: who agreed, when, to what.  Pure.

#include "store/store.h"

#include <boost/json/object.hpp>

#include <string>

namespace report {

/// The contract's document, of the newest version; "versions" has those before, the same way.
[[nodiscard]] boost::json::object approvals(store::Store& store, const store::Issue& issue);

/// The same document as a text that can be filed: every version, every vote with its reason, all digests.
[[nodiscard]] std::string approval_record(const boost::json::object& approvals);

}  // namespace report
