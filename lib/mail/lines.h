#pragma once
/// The lines of a message, and what makes one a line of a header (RFC 5322 §2.2). Shared by the scanners.  Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// The first line of `octets` with its LF, taken off its front.
[[nodiscard]] std::string_view take_line(std::string_view& octets);

/// Without a last CRLF, LF or CR.
[[nodiscard]] std::string_view without_line_end(std::string_view text);

/// How long the field name at the start of `line` is; 0 when the line starts no field.
[[nodiscard]] std::size_t field_name_length(std::string_view line);

/// Starts with a blank, so it belongs to the field before it.
[[nodiscard]] bool is_continuation(std::string_view line);

/// The "From ann@body.example Thu Jan  1 ..." that mailbox files put before a header. It has no field name.
[[nodiscard]] bool is_mbox_line(std::string_view line);

/// Whether CR alone ends the lines, as some mailboxes and old programs have it. No scanner reads such octets as they are.
[[nodiscard]] bool has_bare_cr_line_ends(std::string_view octets);

/// Without the UTF-8 mark that a file may bring along.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view octets);

/// CR, CRLF and LF as LF.
[[nodiscard]] std::string with_lf_line_ends(std::string_view octets);

/// SMTP cannot carry a last line without its end: it gets one. What is empty stays so.
[[nodiscard]] std::string with_last_line_ended(std::string octets);

}  // namespace mail
