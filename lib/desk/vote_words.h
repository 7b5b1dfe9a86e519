#pragma once
/// The words by which an approver votes, in every language in which we ask.  Pure.
///
///     APPROVE                       and a reason, if he likes
///     REJECT
///     DELEGATE bob@body.example     somebody else answers for him

#include <string>
#include <string_view>

namespace desk {

struct VoteWords {
    enum class What : unsigned char { approve, reject, delegate, unclear };

    What what = What::unclear;
    std::string reason;      ///< what he wrote beside the word; no live token in it
    std::string substitute;  ///< mailbox, of a delegation
};

/// `text` is the new text of a reply, without what it quotes. Its first word decides; where it is a question, or a
/// sentence begins with the opposite word, nothing is decided.
[[nodiscard]] VoteWords read_vote_words(std::string_view text);

}  // namespace desk
