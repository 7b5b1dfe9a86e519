#pragma once
/// What goes out about held messages: the digest to those who decide, what came of a decision, and the decider's own words
/// to an author.  Pure.

#include "desk/effects.h"
#include "list/house.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace desk {

struct HeldItem {
    store::Message message;
    std::int64_t octets = 0;
    std::optional<base::Time> goes_at;  ///< it was told of before; unless somebody decides, it ends then
};
/// One for each owner, with a link for each thing that may be done; `list` nullptr: one for each operator, who decides
/// with gazettectl. `has_more`: than these.
[[nodiscard]] std::vector<store::NewNotice> held_digest(const list::House& house, const config::List* list,
                                                        const std::vector<HeldItem>& items, bool has_more,
                                                        base::Time now);

/// To the owner who decided; to all of them when the decision came from another mailbox.
[[nodiscard]] std::vector<store::NewNotice> answer_owner(const list::House& house, const config::List& list,
                                                         const AnswerOwner& answer, base::Time now);

/// `language`: of the author.
[[nodiscard]] store::NewNotice letter_to_author(const list::House& house, const config::List& list,
                                                const WriteToAuthor& letter, const std::string& language,
                                                base::Time now);

}  // namespace desk
