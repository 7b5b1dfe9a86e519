#pragma once
/// Rows of different returns that seem to speak of the same thing: one event announced by two bodies, one organisation named
/// twice. A person decides whether they are merged.  Pure.

#include "config/form.h"
#include "store/forms.h"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace form {

struct RowPlace {
    store::Id form_return = 0;
    std::size_t row = 0;  ///< from 0

    friend bool operator==(const RowPlace&, const RowPlace&) = default;
};

struct Duplicate {
    RowPlace first;
    RowPlace second;  ///< came later
    std::string why;  ///< the keys that agree: "name, date"
};

/// Among returns that count or wait, each row with the first one that it repeats. Rows agree by what identifies them (the
/// first column that is required, an e-mail, a web address), and where both have a date, by that as well.
[[nodiscard]] std::vector<Duplicate> find_duplicates(const config::Form& form,
                                                     const std::vector<store::FormReturn>& returns);

/// The documents of the two returns (form/return_document.h): what `first` lacks it takes from `second`,
/// which from then on is marked as merged and counts no more. False when there are no such rows, or one is merged already.
bool merge_rows(boost::json::object& first_document, boost::json::object& second_document, const RowPlace& first,
                const RowPlace& second);

/// Whether that row of a return's document was merged into another one.
[[nodiscard]] bool is_merged(const boost::json::object& document, std::size_t row);

}  // namespace form
