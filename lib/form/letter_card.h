#pragma once
/// Who wrote, where only the end of the letter says it: a name, what he is of, a place. Nothing of it has a label, so all of
/// it is guessed.  Pure.

#include "config/form.h"
#include "form/entry.h"
#include "form/text_lines.h"

#include <span>
#include <vector>

namespace form {

/// What the respondent is asked, by its place: the first text is his name, the second his organization, and the country. One a
/// question; empty where the letter ends without such lines.
[[nodiscard]] std::vector<Words> read_letter_card(std::span<const TextLine> lines, const config::Form& form);

}  // namespace form
