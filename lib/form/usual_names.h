#pragma once
/// Words that people and forms use, in many languages: what e-mail addresses and the like are called, what stands over
/// the respondent's details or an example, what ends a letter.  Pure.

#include "config/form.h"

#include <span>
#include <string_view>

namespace form {

/// What an answer of that type is usually called; empty for types that can be anything.
[[nodiscard]] std::span<const std::string_view> usual_names(config::AnswerType type);

/// The rest is compared with plain names (names.h).
[[nodiscard]] bool heads_respondent(std::string_view plain);  ///< "respondent's details"
[[nodiscard]] bool heads_example(std::string_view plain);     ///< "example", "sample 1"
[[nodiscard]] bool heads_note(std::string_view plain);        ///< "further remarks"
[[nodiscard]] bool names_a_row(std::string_view plain);       ///< "row", "event": what stands before a row's number

[[nodiscard]] bool heads_total(std::string_view plain);  ///< "total", "total 3 organizations"
/// What lists of bodies and events say besides, and forms seldom ask for: "city", "members", "remarks".
[[nodiscard]] bool names_other_fact(std::string_view plain);

/// Whether a letter ends with it: "best regards", "cordialement".
[[nodiscard]] bool closes_a_letter(std::string_view plain);

/// Whether it says what somebody is in an organization: "secretary", "directeur general".
[[nodiscard]] bool names_a_post(std::string_view plain);

/// Whether a program or form asks with it to be filled in: "click here to enter text".
[[nodiscard]] bool asks_to_be_filled_in(std::string_view plain);

}  // namespace form
