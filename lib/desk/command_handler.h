#pragma once
/// Commands by mail: who may have what. From proves nothing, so what changes something is done after its question was
/// answered, or with dmarc=pass; what only tells something is told to proven authors, and others get one fixed text a
/// day. Lists, programs and our own addresses get nothing (RFC 3834 §2).  Pure.

#include "desk/command.h"
#include "desk/effects.h"
#include "desk/reading.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace desk {

/// What the store knows about the author and what he asks for.
struct CommandFacts {
    list::RequestFacts join;
    list::RequestFacts leave;
    list::RequestFacts change;
    std::string language;  ///< the contact's; empty: not known
    std::vector<store::Member> memberships;
    std::vector<store::Issue> issues;  ///< that are out: those that he wants, in all languages; all of them for the
                                       ///< latest and the index
    std::int64_t sent_today = 0;       ///< issues and papers, to him
    std::int64_t audience = 0;
    std::vector<std::string> languages;  ///< in which we write
};

/// What the author asks for, as far as it is not his word but his message's: source, language, proof.
[[nodiscard]] list::Request make_request(const Reading& message, const config::Server& server, const Commands& commands,
                                         store::Asked purpose, std::string change = "");

/// A message to a command address. What is no command waits for a person.
[[nodiscard]] Effects handle_commands(const Reading& message, const config::Config& config, const config::List& list,
                                      const Commands& commands, const CommandFacts& facts, base::Time now);

/// A post of somebody who may not post that says nothing but one of: subscribe, unsubscribe, help.
[[nodiscard]] bool is_misdirected_command(const Reading& post, const config::List& list);

/// A person's answer to a question about joining, leaving, a change or an admission; the token authorises.
[[nodiscard]] Effects handle_request_answer(const Reading& answer, const config::List& list,
                                            const store::Confirmation& asked, base::Time now);

}  // namespace desk
