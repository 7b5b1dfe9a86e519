#pragma once
/// The lines of a mail's text as the rules for replies look at them (reply_text.h, attribution.h, quoted_header.h,
/// signature.h).  Linear, bounded for each line.  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// What a line is part of.
enum class ReplyZone : unsigned char { visible, quoted, signature };

struct ReplyLine {
    std::string_view whole;  ///< with its LF, a view into the text
    /// To be compared with words: lower case, blanks as one, none at the ends, invisible marks left out; at most
    /// folded_octets_max.
    std::string folded;
    bool is_long = false;    ///< longer than what is folded: prose, and no line of a mail program
    bool is_marked = false;  ///< ">" stands before it
    ReplyZone zone = ReplyZone::visible;

    [[nodiscard]] bool is_blank() const { return folded.empty() && !is_long; }
};

constexpr std::size_t reply_lines_max = 50'000;  // nobody reads more, and each costs memory
constexpr std::size_t folded_octets_max = 400;   // a line that programs write names two persons and a date

/// `text` is UTF-8 with LF, and outlives the lines. What follows the first reply_lines_max lines is one more line.
[[nodiscard]] std::vector<ReplyLine> read_reply_lines(std::string_view text);

/// The first line from `start` on that is not blank; lines.size() when there is none.
[[nodiscard]] std::size_t next_with_text(const std::vector<ReplyLine>& lines, std::size_t start);

/// `text` as ReplyLine::folded has it.
[[nodiscard]] std::string fold_line(std::string_view text);

/// Only dashes, underscores and the like, at least `octets_min` of them.
[[nodiscard]] bool is_bar(std::string_view folded, std::size_t octets_min);

}  // namespace mail
