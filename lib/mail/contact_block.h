#pragma once
/// The lines below a text that read like a visiting card.  Pure.

#include "mail/reply_lines.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace mail {

/// A link, an address, a telephone number, or a mailing list's name: what signatures are made of.
[[nodiscard]] bool has_contact(std::string_view folded);
[[nodiscard]] bool has_contact_within(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end);

/// Where a card begins that ends the lines from `start` up to `end`: a line that names `sender` (a display name and
/// address, as From has it), and below it only short lines, one of them with a contact. `end` when there is none.
[[nodiscard]] std::size_t find_contact_block(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end,
                                             std::string_view sender);

}  // namespace mail
