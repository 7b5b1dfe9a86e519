#pragma once
/// A return as it was understood, as JSON (the contract's `form read` and `returns`), and as the store keeps it.  Pure.

#include "config/form.h"
#include "form/return.h"

#include <boost/json/object.hpp>

namespace form {

/// {"respondent":{…},"rows":[{…}],"doubts":[{"field","row","why"}],"note","unread":[…],"sources":{"respondent":{…},
/// "rows":[{…}]}}, where a source is {"part","place","sureness","written"}, null where there was no answer. Whose return it
/// is, and what became of it, the caller adds.
[[nodiscard]] boost::json::object return_document(const config::Form& form, const Return& returned);

}  // namespace form
