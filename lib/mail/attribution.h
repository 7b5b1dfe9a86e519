#pragma once
/// The lines over a quotation that say who wrote it and when: "On 2 May 2024, Ann <ann@body.example> wrote:". They are
/// told by their shape (a date, an address, a verb of some language, a colon), not by patterns for single programs.
/// Pure.

#include "mail/reply_lines.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace mail {

constexpr std::size_t attribution_lines_max = 4;

/// Where the attribution begins whose last line is `last`; `last + 1` when none ends there. Where what follows is not
/// marked with ">", more of its shape must be there, since all that follows is then quoted.
[[nodiscard]] std::size_t attribution_start(const std::vector<ReplyLine>& lines, std::size_t last);

/// What tells dates from prose: "2024-05-02", "2. Mai 2024", "2024年5月2日", or numbers and a time of day.
struct DateFound {
    bool has_date = false;
    bool has_time = false;  ///< "17:22"
};
[[nodiscard]] DateFound find_date(std::string_view folded);

/// An "@" between what can be a mailbox's two sides.
[[nodiscard]] bool has_address(std::string_view folded);

}  // namespace mail
