#pragma once
/// Translations, mailed to LIST+translation-N-TAG@: who may send them, and what stands in the way of one.  Pure.

#include "config/config.h"
#include "desk/reading.h"

#include <cstdint>
#include <optional>
#include <string>

namespace desk {

/// What the store knows when a translation is judged.
struct TranslationFacts {
    std::int64_t number = 0;               ///< that the address speaks of
    std::string language;                  ///< that the address names, canonical; empty: none that is known
    std::optional<store::Issue> original;  ///< of that number
    std::optional<store::Issue> before;    ///< the translation into that language that is there already
    std::string original_language;         ///< BCP 47 tag
    std::size_t translations = 0;          ///< of the original, in whatever language
    bool is_by_member = false;             ///< an active member's own mailbox is its author
};

/// Posters; and members, where stages see to it that nothing goes out unapproved.
[[nodiscard]] bool may_translate(const mail::Mailbox& author, const config::List& list, const TranslationFacts& facts);

[[nodiscard]] std::optional<std::string> reason_against_translation(const Reading& post, const config::List& list,
                                                                    const TranslationFacts& facts);

}  // namespace desk
