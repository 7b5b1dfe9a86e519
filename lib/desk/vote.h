#pragma once
/// Answers of approvers. The token says who votes, from whatever mailbox (but at a strict stage); it is good until its
/// stage or version closes.  Pure.

#include "desk/effects.h"
#include "desk/reading.h"
#include "desk/vote_words.h"
#include "store/store.h"

#include <cstdint>
#include <optional>

namespace desk {

/// What the token speaks of.
struct VoteFacts {
    std::optional<store::VoteRequest> request;
    std::optional<store::Stage> stage;
    bool is_of_list = false;         ///< a token for one list votes on no other
    bool is_version_closed = false;  ///< a revision took its place, or the issue was cancelled
    std::int64_t answers_today = 0;  ///< that we gave without a vote being counted
    bool is_answerable = true;       ///< a person wrote it, as far as can be told (answerable.h)
    bool can_be_proven = false;      ///< somebody says for whom a message speaks (server.authserv_id)
    bool is_proven = false;          ///< he says that it is its author (dmarc=pass)
};
[[nodiscard]] VoteFacts gather_vote_facts(store::Store& store, const config::Config& config, const Reading& answer,
                                          const config::List& list, store::Id request, base::Time now);

[[nodiscard]] Effects handle_vote(const Reading& answer, const config::List& list, const VoteFacts& facts,
                                  base::Time now);

}  // namespace desk
