#pragma once
/// What the rules look at, as the store has it.  Pure.

#include "desk/command_handler.h"
#include "desk/post.h"
#include "desk/reading.h"
#include "list/house.h"
#include "store/store.h"

#include <optional>
#include <string>

namespace desk {

[[nodiscard]] PostFacts gather_post_facts(store::Store& store, const list::House& house, const Reading& post,
                                          const config::List& list, base::Time now);

[[nodiscard]] CommandFacts gather_command_facts(store::Store& store, const list::House& house, const Reading& message,
                                                const config::List& list, const Commands& commands, base::Time now);

/// A held message with its octets, read.
struct HeldMessage {
    store::Message row;
    std::string octets;
    Reading reading;

    HeldMessage(store::Store& store, const store::Message& message)
        : row(message), octets(store.spool().octets(message.id)), reading(read_message(message, octets))
    {
    }
    HeldMessage(const HeldMessage&) = delete;
    HeldMessage& operator=(const HeldMessage&) = delete;
    ~HeldMessage() = default;
};

}  // namespace desk
