#pragma once
/// An author's answer to the question whether a post is his.  Pure.

#include "desk/effects.h"
#include "desk/post.h"
#include "desk/reading.h"
#include "store/store.h"

#include <optional>

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

}  // namespace desk
