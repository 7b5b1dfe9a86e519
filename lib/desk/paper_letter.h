#pragma once
/// A paper of a list's library, for a member who asks for it: the file attached, or its link in the text.  Pure.

#include "desk/effects.h"
#include "list/house.h"

namespace desk {

[[nodiscard]] store::NewNotice paper_letter(const list::House& house, const config::List& list,
                                            const config::Paper& paper, const SendPaper& wanted, base::Time now);

}  // namespace desk
