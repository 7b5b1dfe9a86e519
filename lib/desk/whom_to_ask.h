#pragma once
/// Who writes to a list that does not take it from him is told whom to ask: the list's owner, or whoever is in charge of
/// his country. What he wrote is not lost: it waits for a person. From proves nothing, so without dmarc=pass (or the
/// token of the member that it names) he gets a fixed text that has none of his words and names the owner alone. Either
/// goes out once a day, and never to lists, programs and our own addresses (RFC 3834 §2).  Pure.

#include "desk/effects.h"
#include "desk/reading.h"
#include "list/house.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace desk {

/// What the store knows of the author that a message claims.
struct AuthorFacts {
    std::string language;  ///< empty: not known
    bool is_suppressed = false;
    bool is_token_holder = false;          ///< his own token came with the message
    std::vector<store::Member> in_charge;  ///< of his country
};
[[nodiscard]] AuthorFacts gather_author_facts(store::Store& store, const config::List& list, const Reading& message);

/// Nothing where he must not be written to, or is an owner himself.
[[nodiscard]] std::optional<TellWhomToAsk> tell_whom_to_ask(const Reading& message, const config::List& list,
                                                            const config::Config& config, const AuthorFacts& facts);

[[nodiscard]] store::NewNotice whom_to_ask(const list::House& house, const config::List& list,
                                           const TellWhomToAsk& tell, base::Time now);

}  // namespace desk
