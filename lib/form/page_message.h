#pragma once
/// What is filled in on the page of a form becomes a message like those that come by mail, so that it is kept, read and
/// answered as they are.  Pure.

#include "form/return.h"
#include "list/house.h"
#include "store/forms.h"

namespace form {

/// In the name of the member who was asked. `content`: the answers as they were written.
[[nodiscard]] store::NewMessage page_message(const list::House& house, const config::Form& form,
                                             const store::Asking& asking, const Return& content, base::Time now);

}  // namespace form
