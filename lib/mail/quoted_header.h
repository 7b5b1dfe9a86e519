#pragma once
/// What stands over an older message that is not marked with ">": the header block of Outlook and others ("From: …
/// Sent: … To: …", in many languages), Lotus Notes' one, and bars ("-----Original Message-----").  Pure.

#include "mail/reply_lines.h"

#include <cstddef>
#include <vector>

namespace mail {

/// Lines `first` up to `end` (exclusive) stand over the older message; none when they are equal.
struct QuotedHeader {
    std::size_t first = 0;
    std::size_t end = 0;

    [[nodiscard]] bool is_found() const { return first < end; }
};

/// Looks whether one begins at line `start`, which has text. It may reach above `start`: a bar, or a name and date.
[[nodiscard]] QuotedHeader find_quoted_header(const std::vector<ReplyLine>& lines, std::size_t start);

}  // namespace mail
