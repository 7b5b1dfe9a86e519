#pragma once
/// A form that asks for one row is often returned for several people, and one row often in pieces. Which rows are of the
/// same person or thing.  Pure.

#include "config/form.h"
#include "form/entry.h"

#include <string>
#include <vector>

namespace form {

/// What two texts have in common however their lines were broken.
[[nodiscard]] std::string key_of(const Words& words);

/// The column that tells rows apart: the first text that is required, else the first text.
[[nodiscard]] std::size_t naming_column(const config::Form& form);

/// The key of who or what the row names; empty when it names nobody.
[[nodiscard]] std::string name_key(const config::Form& form, const std::vector<Words>& row);

/// Whether two such keys name different ones: neither holds the other.
[[nodiscard]] bool are_different(const std::string& name, const std::string& other);

/// Whether the one names somebody and the other somebody else, or, where no name is read, has other addresses. Both: one a
/// column of `form`.
[[nodiscard]] bool are_of_two(const config::Form& form, const std::vector<Words>& row, const std::vector<Words>& other);

/// Whether all that it says is asked of the respondent as well: it may be who wrote, and no row.
[[nodiscard]] bool is_of_respondent_alone(const config::Form& form, const std::vector<Words>& row);

}  // namespace form
