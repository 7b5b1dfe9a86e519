#pragma once
/// Returns: taken as they come, decided by a person where the form says so. The history stays.  Pure.

#include "form/duplicates.h"
#include "form/judgement.h"
#include "form/letters.h"
#include "store/store.h"

namespace form {

/// What was judged is carried out: the row, what it takes the place of, the receipt, the letter to the secretary. The message
/// itself is ended, or held, by the caller.
void take_return(store::Store& store, const list::House& house, const config::Form& form, const Incoming& incoming,
                 const Judgement& judgement, base::Time now);

/// A person's yes: its rows count, and it takes the place of those before it where the form says so. `by`: "owner",
/// "operator".
void accept_return(store::Store& store, const config::Form& form, const store::FormReturn& form_return,
                   const std::string& by, base::Time now);
void reject_return(store::Store& store, const store::FormReturn& form_return, const std::string& by, base::Time now);

/// The rows of two returns to one form are one (form/duplicates.h). False when they cannot be.
bool merge_returned_rows(store::Store& store, const RowPlace& first, const RowPlace& second, base::Time now);

/// It waits for a person's decision.
[[nodiscard]] bool is_open(store::ReturnState state);
/// Its rows count.
[[nodiscard]] bool counts(store::ReturnState state);

}  // namespace form
