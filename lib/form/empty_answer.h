#pragma once
/// "-", "n/a", "none": words and signs that say that there is no answer.  Pure.

#include "config/form.h"

#include <string_view>

namespace form {

/// Whether `written`, its blanks collapsed, stands for nothing in an answer of that type. (A "no" is an answer to a
/// question of yes or no, but no telephone.)
[[nodiscard]] bool says_nothing(config::AnswerType type, std::string_view written);

}  // namespace form
