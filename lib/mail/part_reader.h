#pragma once
/// Reads one single part: its content type and disposition, and its decoded body. mimetic's codec undoes base64; the
/// rest is by hand, where mimetic is inexact (parameters, quoted-printable).  Never throws.  Pure.

#include "mail/header.h"
#include "mail/part_scanner.h"

#include <string>
#include <string_view>

namespace mail {

struct PartContent {
    std::string media_type;      ///< as PartPlace has it
    std::string charset;         ///< as labelled; empty when it is not
    std::string file_name;       ///< decoded (RFC 2231, RFC 2047) to UTF-8 on one line; empty when there is none
    bool is_flowed = false;      ///< format=flowed (RFC 3676)
    bool deletes_space = false;  ///< DelSp=yes
    bool is_attachment = false;  ///< Content-Disposition: attachment
    std::string body;            ///< transfer encoding undone; at most octets_max of it
    bool is_cut = false;
};

/// Lenient on broken base64 and quoted-printable: what can be decoded is.
[[nodiscard]] PartContent read_part(const PartPlace& part, std::size_t octets_max);

/// The charset that a message's own Content-Type names; empty when it names none. Its raw 8-bit header fields are
/// likely in it, too (decode_words).
[[nodiscard]] std::string charset_of(const Header& header);

/// CRLF and CR become LF.
[[nodiscard]] std::string with_lf(std::string_view text);

/// The text of a text part, as UTF-8 with LF, without a byte order mark; unflowed.
[[nodiscard]] std::string text_of(const PartContent& part);

/// The text that a person would read first: the first text/plain part that is no attachment, unflowed; where that is
/// absent, or a blank alternative, the first text/html with its tags taken out and what it quotes marked; as UTF-8 with LF line ends.
/// Empty when there is none. Parts of enclosed messages do not count: someone else wrote them, or they are older.
[[nodiscard]] std::string first_text(const PartScan& scan, std::size_t octets_max);

}  // namespace mail
