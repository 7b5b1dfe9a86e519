#pragma once
/// What the owner of a list hears of bounces and complaints: who gets nothing more, and who will not have our mail.
/// Pure.

#include "list/house.h"
#include "store/bounces.h"

#include <vector>

namespace desk {

struct BouncesToTell {
    std::vector<store::SuppressedMember> suppressed;
    std::vector<store::Bounce> blocks;  ///< refusals of us: reputation, authentication, rules
};

/// One for each owner. Something is in `told`.
[[nodiscard]] std::vector<store::NewNotice> bounce_digest(const list::House& house, const config::List& list,
                                                          const BouncesToTell& told, base::Time now);

}  // namespace desk
