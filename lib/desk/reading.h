#pragma once
/// One arrived message, read once: what the desk's rules look at.  Pure.

#include "mail/address_list.h"
#include "mail/header.h"
#include "mail/part_scanner.h"
#include "store/rows.h"

#include <string>
#include <string_view>

namespace desk {

struct Reading {
    store::Message row;
    std::string_view octets;  ///< of the caller, which outlives the reading
    mail::Header header;
    mail::AddressList authors;  ///< From
    std::size_t from_fields = 0;
    std::string subject;           ///< decoded, one line
    std::string message_id;        ///< with its angle brackets; empty when absent or unusable
    std::size_t longest_line = 0;  ///< octets, without CRLF

    /// The one author that the message claims, or nullptr: several From fields or addresses name nobody, nor does
    /// a From that not every program takes for one.
    [[nodiscard]] const mail::Mailbox* author() const;
    /// The text that a person wrote first, for a word of decision: a few KiB of it.
    [[nodiscard]] std::string first_text() const;
};

[[nodiscard]] Reading read_message(store::Message row, std::string_view octets);

/// The first word of the new text of an answer (mail/reply_text.h), in lower case.
[[nodiscard]] std::string first_word(std::string_view text);

}  // namespace desk
