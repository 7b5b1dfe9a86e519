#pragma once
/// An e-mail address and a web address that stand in one place, or each in the other's.  Pure.

#include "form/merge.h"

#include <vector>

namespace form {

/// "mail@body.example www.body.example" in one cell, where a print left no room between two. `row`: one a column of `form`.
void part_addresses(const config::Form& form, std::vector<Source>& row);

}  // namespace form
