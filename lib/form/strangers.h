#pragma once
/// What answers behind labels that nobody knows may be, by elimination: the question that nothing else answers. Where that
/// leaves a choice, the respondent is told.  Pure.

#include "config/form.h"
#include "form/entry.h"

namespace form {

/// Makes every Stranger among the entries a Labelled that is guessed, or one of `unread_labels`.
void settle_strangers(Entries& entries, const config::Form& form);

}  // namespace form
