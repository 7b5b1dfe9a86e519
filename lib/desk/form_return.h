#pragma once
/// A message to a return address: a filled form by one member, whatever mailbox it came from.  Pure.

#include "desk/effects.h"
#include "desk/reading.h"
#include "document/reader.h"
#include "form/return.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>

namespace desk {

struct ReturnFacts {
    std::optional<store::Asking> asking;  ///< whose token it carries
    std::int64_t answered_today = 0;      ///< returns of that contact, to whatever form
    const config::Form* form = nullptr;   ///< nullptr: the configuration has it no more
    form::Return content;
    std::string other_form;  ///< id of the form that it seems to answer instead; empty: none
};

/// The answered returns of a contact within a day.
[[nodiscard]] std::int64_t returns_answered(store::Store& store, store::Id contact, base::Time now);

/// Reads all of the message, its documents by `reader`: that takes its time, so nobody must be waiting for a transaction
/// meanwhile.
[[nodiscard]] ReturnFacts read_return_facts(const config::Config& config, const Reading& message,
                                            std::optional<store::Asking> asking, document::Reader& reader);

[[nodiscard]] Effects handle_return(const Reading& message, const config::List& list, const ReturnFacts& facts,
                                    base::Time now);

/// A person's yes or no to what waits: the return that a held message brought.
[[nodiscard]] Effects decide_return(const store::FormReturn& form_return, bool is_accepted, const std::string& by);

}  // namespace desk
