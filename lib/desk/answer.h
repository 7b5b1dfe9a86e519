#pragma once
/// Answers to what we asked: an author's to a challenge, an owner's about a held item.  Pure.

#include "desk/effects.h"
#include "desk/post.h"
#include "desk/reading.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace desk {

/// A confirmation and the post that it speaks of.
struct ConfirmationFacts {
    std::optional<store::Confirmation> confirmation;  ///< absent: no such one
    std::optional<store::Message> held_post;
    const Reading* post = nullptr;  ///< set while it is held
    PostFacts post_facts;
};

/// Any reply by a person confirms, whatever it says, unless its new text begins with a no-word, its time is over, or
/// the post was sent to another list than `list`.
[[nodiscard]] Effects handle_confirmation(const Reading& answer, const config::List& list,
                                          const ConfirmationFacts& facts, base::Time now);

enum class Decision : unsigned char { release, discard, unclear };
[[nodiscard]] Decision read_decision(std::string_view first_word);

/// A held item and what its release would need.
struct HeldFacts {
    std::optional<store::Message> item;
    const Reading* reading = nullptr;    ///< of the item, while it is held
    const config::List* list = nullptr;  ///< of the item; nullptr: the operator's
    bool is_post = false;                ///< it came to a posting address
    PostFacts post_facts;
    std::int64_t answers_today = 0;  ///< that we sent about it
};

/// The owner's reply; the token authorises. It is answered five times a day.
[[nodiscard]] Effects handle_held_answer(const Reading& answer, const HeldFacts& facts, base::Time now);

/// What the owner or the operator decided, by mail or by command.
[[nodiscard]] Effects decide_held(const HeldFacts& facts, Decision decision, const std::string& by, base::Time now);

}  // namespace desk
