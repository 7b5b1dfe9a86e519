#pragma once
/// What the operator sees of the store, as JSON documents (the contract's) and as text made from them.  Pure.

#include "config/config.h"
#include "store/store.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

[[nodiscard]] boost::json::object status(store::Store& store, const config::Config& config);
[[nodiscard]] boost::json::array members(store::Store& store, std::string_view list);
[[nodiscard]] boost::json::array issues(store::Store& store, std::string_view list, base::Time now);
[[nodiscard]] boost::json::object issue(store::Store& store, const store::Issue& issue, base::Time now);
[[nodiscard]] boost::json::array deliveries(const std::vector<store::Delivery>& deliveries);
/// Of an issue by its id; null: none.
[[nodiscard]] boost::json::value number_or_null(store::Store& store, store::Id issue);
/// With `purged` when its octets, and who wrote what, are gone.
[[nodiscard]] boost::json::object message_object(const store::Message& message);
[[nodiscard]] boost::json::object entry_object(const store::JournalEntry& entry);
[[nodiscard]] boost::json::array held(store::Store& store);
/// Of one issue, or all.
[[nodiscard]] boost::json::array feedback(store::Store& store, std::string_view list,
                                          std::optional<std::int64_t> issue_number);

[[nodiscard]] boost::json::array bounces(const std::vector<store::Bounce>& bounces);
[[nodiscard]] boost::json::array suppressions(store::Store& store);

/// "What happened to this?": `query` is an address, a Message-ID, or the id of a message or delivery.
[[nodiscard]] boost::json::object trace(store::Store& store, std::string_view query);

}  // namespace report
