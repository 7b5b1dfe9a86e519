#pragma once
/// A membership as CSV (RFC 4180), in and out.  Pure.
///
///     email,name,category,organisation,country,language,url,about,state        only `email` is required;
///     secretary@nb.example,"Secretary, NB",nmb,National Body,TH,th,,,          further columns are kept as attributes,
///                                                                              but for `digest`: off, daily, weekly plain, …

#include "store/rows.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace list {

struct RosterFault {
    std::size_t line = 0;    ///< where the row starts, from 1
    std::size_t column = 0;  ///< which value of the row, from 1; 0: the row as a whole
    std::string text;        ///< `country: "Thailand" is no ISO 3166 code of two letters`
};

struct RosterRules {
    std::vector<std::string> categories;  ///< those that exist
    std::string join_category;            ///< of rows without one
};

using RosterRow = std::function<void(std::size_t line, store::Member)>;

/// Calls `row` for each good row; the result has what is wrong with the others, at most faults_max of them. Comma,
/// semicolon and tab are known as separators by the header row. Reading stops where the rest makes no sense.
inline constexpr std::size_t roster_faults_max = 1000;
[[nodiscard]] std::vector<RosterFault> read_roster(std::string_view csv, const RosterRules& rules,
                                                   const RosterRow& row);

/// The same columns out, and the attributes after them. A value that a spreadsheet would run as a formula gets a
/// quote in front.
[[nodiscard]] std::string write_roster(const std::vector<store::Member>& members);

}  // namespace list
