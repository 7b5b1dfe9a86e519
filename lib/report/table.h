#pragma once
/// JSON rows as a table for people.  Pure.

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <span>
#include <string>
#include <string_view>

namespace report {

/// One value as a person reads it: text without quotes, an object as `name=value, …`.
[[nodiscard]] std::string plain(const boost::json::value& value);

/// The named members of each row below their names; wide values are cut, controls become blanks.
[[nodiscard]] std::string table(const boost::json::array& rows, std::span<const std::string_view> columns);

/// `name:  value`, a line each.
[[nodiscard]] std::string listing(const boost::json::object& object);

}  // namespace report
