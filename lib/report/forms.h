#pragma once
/// What the operator sees of forms and their returns, as JSON and as rows for a spreadsheet.  Pure.

#include "config/config.h"
#include "form/standing.h"
#include "store/store.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace report {

/// Each form of the configuration with its counts.
[[nodiscard]] boost::json::array forms(store::Store& store, const config::Config& config, base::Time now);

[[nodiscard]] boost::json::object form_status(const config::Form& form, const form::Standing& standing);

/// Rows that seem to repeat others, as "RETURN:ROW".
[[nodiscard]] boost::json::array duplicate_rows(const config::Form& form,
                                                const std::vector<store::FormReturn>& returns);

/// A return as it came and as it was understood (form/return_document.h).
[[nodiscard]] boost::json::object return_object(const store::FormReturn& form_return);

/// The rows that count, for an export: each with its respondent and the return that it stands in.
[[nodiscard]] boost::json::array accepted_rows(const std::vector<store::FormReturn>& returns);

/// The same as rows of text, the names of the columns first.
[[nodiscard]] std::vector<std::vector<std::string>> as_sheet(const config::Form& form,
                                                             const boost::json::array& accepted_rows);

}  // namespace report
