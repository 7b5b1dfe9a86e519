#pragma once
/// Posts: who may post, how he is proven, and what makes a post an issue.  Pure.

#include "desk/effects.h"
#include "desk/issue_name.h"
#include "desk/reading.h"
#include "desk/translation.h"

#include <cstdint>
#include <optional>
#include <string>

namespace desk {

/// What the store knows when a post is judged.
struct PostFacts {
    std::int64_t highest_number = -1;   ///< of the list's issues; -1: none yet
    std::optional<store::Issue> named;  ///< that has the number of the subject, or that Supersedes speaks of; of a
                                        ///< translation, the one that it takes the place of
    std::optional<TranslationFacts> translation;  ///< of one
    std::optional<store::Issue> corrected;        ///< that it says to correct (desk/directives.h)
    std::int64_t corrected_copies = 0;            ///< which members have, or may have
    std::int64_t challenges_today = 0;            ///< to the claimed author
    std::string made_message_id;                  ///< for a post without one
    const config::Config* config = nullptr;       ///< of the house; without them nothing is composed. Borrowed
    const config::Templates* templates = nullptr;
    document::Readings* readings = nullptr;  ///< of what is attached. Borrowed
};

[[nodiscard]] bool may_post(const mail::Mailbox& author, const config::List& list);
/// The same, and whoever may send this translation.
[[nodiscard]] bool may_send(const mail::Mailbox& author, const config::List& list, const PostFacts& facts);

/// Nobody has a copy of it yet.
[[nodiscard]] bool may_be_revised(const store::Issue& issue);

/// A post that has just arrived.
[[nodiscard]] Effects handle_post(const Reading& post, const config::List& list, const config::Server& server,
                                  const PostFacts& facts, base::Time now);

/// A post that somebody with the right to it let through: its proven author, the owner, the operator. `by` says who.
[[nodiscard]] Effects accept_post(const Reading& post, const config::List& list, const PostFacts& facts,
                                  const std::string& by, base::Time now);

}  // namespace desk
