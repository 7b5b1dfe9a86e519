#pragma once
/// The words by which a person decides about a held message, in every language in which we ask.  Pure.
///
///     release                       as what it came
///     release as feedback           or "feedback" alone on the line; the same with post, command and return
///     answer                        what follows goes to its author
///     discard

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace desk {

enum class ReleaseAs : unsigned char { post, command, feedback, form_return };
[[nodiscard]] std::optional<ReleaseAs> release_as(std::string_view word);

struct HeldDecision {
    enum class What : unsigned char { release, answer, discard, unclear };

    What what = What::unclear;
    std::optional<ReleaseAs> as;  ///< of a release; nothing: what it came as
    std::string text;             ///< of an answer
};

/// `text` is the new text of a reply: its first line decides.
[[nodiscard]] HeldDecision read_held_decision(std::string_view text);

}  // namespace desk
