#pragma once
/// How a reader of one kind says what it made of the words.  Pure.

#include "form/value.h"

#include <utility>

namespace form {

[[nodiscard]] inline ReadValue sure(Value value)
{
    return {.value = std::move(value), .sureness = Sureness::sure, .doubt = {}};
}

[[nodiscard]] inline ReadValue likely(Value value)
{
    return {.value = std::move(value), .sureness = Sureness::likely, .doubt = {}};
}

/// `doubt`: what the respondent should look at.
[[nodiscard]] inline ReadValue guessed(Value value, Why doubt)
{
    return {.value = std::move(value), .sureness = Sureness::guessed, .doubt = doubt};
}

[[nodiscard]] inline ReadValue unreadable(Why doubt)
{
    return {.value = {}, .sureness = Sureness::guessed, .doubt = doubt};
}

}  // namespace form
