#pragma once
/// The text of a reply, apart: what its writer wrote, what he quoted, and what stands below as a signature. Answers may
/// stand above, below or between what they answer. In doubt a line is the writer's: a word of his lost is worse than
/// a quoted one kept.  Linear.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// Each line of the text stands in one of these, in its order; blank lines at the ends of each are left out.
struct ReplyText {
    std::string visible;    ///< the new text, greeting and closing words included
    std::string quoted;     ///< marked or not, with the lines that introduce it
    std::string signature;  ///< signatures, footers of devices and lists, disclaimers
};

/// `text` is UTF-8 with LF, as first_text gives it.
[[nodiscard]] ReplyText read_reply(std::string_view text);

}  // namespace mail
