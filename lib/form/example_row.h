#pragma once
/// Whether a row is the form's example come back, though a program broke its lines or somebody marked it.  Pure.

#include "config/form.h"

#include <string>
#include <string_view>
#include <vector>

namespace form {

enum class Likeness : unsigned char {
    none,
    partly,  ///< more of it is the example's than not
    whole,
};

/// `cells`: one text a column; empty ones say nothing for or against.
[[nodiscard]] Likeness likeness_to_example(const config::Form& form, const std::vector<std::string_view>& cells);

}  // namespace form
