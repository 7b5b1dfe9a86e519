#pragma once
/// Several forms that come back in one message: each is read from its own part of it.  Pure.

#include "config/form.h"
#include "form/return.h"

#include <vector>

namespace form {

/// Takes out of `parts` what stands below the titles or texts of other forms, up to those of `form`, and notes the titles.
void leave_out_other_forms(std::vector<Part>& parts, const config::Form& form, const std::vector<config::Form>& all);

}  // namespace form
