#pragma once
/// Who wrote, where only the letter's own words say it: a sentence, or its end with a name, what he is of, a place. Nothing of
/// it has a label, so all of it is guessed.  Pure.

#include "config/form.h"
#include "form/entry.h"
#include "form/text_lines.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace form {

/// What the respondent is asked, by its place: the first text is his name, the second his organization, then country and date. One
/// a question; empty where the letter does not say it.
[[nodiscard]] std::vector<Words> read_letter_card(std::span<const TextLine> lines, const config::Form& form);

/// The same of one line, say of a sheet: "Prepared by: Ann Example, Example Council (Norway)"; nothing of another one.
[[nodiscard]] std::vector<Words> read_card_line(std::string_view line, const std::string& place,
                                                const config::Form& form);

}  // namespace form
