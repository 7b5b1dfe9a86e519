#pragma once
/// What tables of members, issues and deliveries do to those of digests.

#include "store/digests.h"
#include "store/io/database.h"

namespace store::io {

/// True when the member had chosen something else.
bool choose_digest(Database& database, std::string_view list, Id contact, std::optional<DigestChoice> choice);

/// The member gets nothing more of what waits for him, or is on its way, on that list. How many digests were withdrawn.
std::int64_t cancel_digests_for(Database& database, std::string_view list, std::string_view contact_key);

/// That digest is cancelled: what it had of issues that are not waits again.
void release_digest_items(Database& database, Id delivery);

/// The issue is cancelled: it waits for nobody any more, and the digests that have it and may not have left are
/// withdrawn, for their other issues to come in the next ones. For how many readers it was withdrawn, one way or the
/// other.
std::int64_t withdraw_from_digests(Database& database, Id issue);

}  // namespace store::io
