#pragma once
/// What may happen to members, and what follows from it; shared by all who change them (operator, desk, pages).  Pure.

#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace list {

struct ImportCounts {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t kept_left = 0;  ///< who left stays away
    std::int64_t kept_suppressed = 0;
    std::int64_t kept_erased = 0;  ///< left out before (list/erasing.h)

    void count(store::Directory::Upsert upsert);
};

/// Members become what their rows say: the operator vouches for them. One journal entry for the chunk.
void import(store::Store& store, std::string_view list, const std::vector<store::Member>& chunk, base::Time now,
            ImportCounts& counts);

/// Whether all memberships of one contact are active or paused, between which pausing and resuming go: neither may bring
/// back what was left or was never confirmed.
[[nodiscard]] bool are_readers(const std::vector<store::Member>& memberships);

/// The member's memberships on the list become left (or paused, or active again), and what is queued for it there is
/// withdrawn unless it is active. False when there is no such member. `by` goes to the journal,
/// where nothing stands of what changed nothing.
bool set_state(store::Store& store, std::string_view list, std::string_view email, store::MemberState state,
               std::string_view by, base::Time now);

/// The member gets the list's issues together, or (absent) each by itself, from now on. False when there is no such
/// member. `by` goes to the journal, where nothing stands of what changed nothing.
bool set_digest(store::Store& store, std::string_view list, std::string_view email,
                std::optional<store::DigestChoice> choice, std::string_view by, base::Time now);

}  // namespace list
