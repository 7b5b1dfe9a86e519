#pragma once
/// Whether a program answered: by the fields of RFC 3834, by what programs write instead, by the subjects of
/// out-of-office replies in many languages; read receipts (RFC 8098) and challenges to prove oneself as well.  Pure.

#include "mail/header.h"
#include "mail/part_scanner.h"

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// What showed it, on one line; nothing when the message shows no sign of a program.
[[nodiscard]] std::optional<std::string> read_automatic_reply(const Header& header, const PartScan& scan);

/// "Click the link so that your message will reach me": a challenge-response system's words.
[[nodiscard]] bool says_challenge(std::string_view comparable_text);

}  // namespace mail
