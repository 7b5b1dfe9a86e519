#pragma once
/// A return as it was understood, as JSON (the contract's `form read` and `returns`) and as rows of CSV.  Pure.

#include "config/form.h"
#include "form/return.h"

#include <boost/json/object.hpp>

#include <string>

namespace report {

/// {"respondent":{…},"rows":[{…}],"doubts":[{"field","row","why"}],"note","unread":[…],"sources":{"respondent":{…},
/// "rows":[{…}]}}, where a source is {"part","place","sureness","written"}, null where there was no answer. Whose return it
/// is, and what became of it, the caller adds.
[[nodiscard]] boost::json::object return_document(const config::Form& form, const form::Return& returned);

/// The headings: a column for each question to the respondent ("respondent_name"), then one for each of the rows.
[[nodiscard]] std::string csv_header(const config::Form& form);
/// Each row with the respondent before it; a return without rows is one with the respondent alone.
[[nodiscard]] std::string csv_rows(const config::Form& form, const form::Return& returned);

}  // namespace report
