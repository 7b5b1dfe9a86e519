#pragma once
/// Inviting: the operator names whom the list would like to have; who accepts is a member, who refuses or does not
/// answer within thirty days is forgotten with all his data.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace list {

struct InviteCounts {
    std::int64_t invited = 0;
    std::int64_t known = 0;      ///< members, or invited before
    std::int64_t kept_left = 0;  ///< who left is not asked to come back
    std::int64_t kept_suppressed = 0;
    std::int64_t kept_erased = 0;
    std::int64_t not_for_people = 0;  ///< addresses of programs, and our own
};

/// Each becomes a contact in state invited, and gets an invitation. The state in its row does not count.
void invite(store::Store& store, const House& house, const config::List& list, const std::vector<store::Member>& chunk,
            base::Time now, InviteCounts& counts);

/// Those whom no invitation, or no owner, brought in within thirty days; at most rows_max of them. Also what was asked
/// of others and is over: nobody knows any more who they were. How many were forgotten.
std::size_t forget_unanswered(store::Store& store, std::size_t rows_max, base::Time now);

}  // namespace list
