#pragma once
/// Dates as people write them: in words and in numbers, of many languages and of the calendars that organisations use.  Pure.

#include "form/value.h"

#include <string_view>

namespace form {

/// "2005-05-14", a month "2005-05", where it may be one a range "2005-05-14/2005-05-16". Times of day and days of the week
/// are passed over. `written` has its blanks collapsed.
///
/// 03/04/2005 is read in the order of the writer's country; where that is not known (or is Canada's, Japan's …, where
/// either is usual) it is guessed with a doubt.
[[nodiscard]] ReadValue read_date(std::string_view written, bool may_be_range, const Writer& writer);

/// Whether the month stands first in a date of numbers that can be read in one order only ("4/13/2025": yes); nothing
/// where both may be, or there is none.
[[nodiscard]] std::optional<bool> shows_month_first(std::string_view written);

}  // namespace form
