#pragma once
/// What a text shows of the question that it answers, where no label says it.  Pure.

#include "config/form.h"

#include <optional>
#include <string_view>

namespace form {

/// Whether any text can be an answer of that type.
[[nodiscard]] bool may_be_any(config::AnswerType type);

/// Whether the text can be of that type; nothing where any text can.
[[nodiscard]] std::optional<bool> can_be(config::AnswerType type, std::string_view text);

/// Whether it looks like an answer of that type and of no other; false for types that may be any text.
[[nodiscard]] bool is_clearly(config::AnswerType type, std::string_view text);

}  // namespace form
