#pragma once
/// All that is kept about one address, as one JSON document: what a person may ask for.  Pure.

#include "store/store.h"

#include <boost/json/object.hpp>

#include <string_view>

namespace report {

/// `mark` is the address's of list/erasing.h. Nothing is left out but what others wrote.
[[nodiscard]] boost::json::object contact_document(store::Store& store, std::string_view email, std::string_view mark);

/// Whether such a document tells of anything.
[[nodiscard]] bool is_empty(const boost::json::object& contact_document);

}  // namespace report
