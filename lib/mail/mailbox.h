#pragma once
/// One mailbox, as it stands in an envelope or between angle brackets (RFC 5321 §4.1.2 Mailbox).  Pure.

#include "base/failure.h"

#include <string>
#include <string_view>

namespace mail {

/// Made by parse_mailbox only, so that nothing in it can break a command or a header field: no controls,
/// no blanks outside quotes, within the octet limits of RFC 5321 §4.5.3.1.
struct Mailbox {
    std::string local_part;  ///< without its quotes, which text() puts back; case kept
    std::string domain;      ///< lower case; IDN as A-labels (UTS 46); or an address literal "[192.0.2.1]"

    [[nodiscard]] std::string text() const;  ///< "ann@body.example", quoted where it must be
    [[nodiscard]] std::string key() const;   ///< for comparing: text() in lower case, beyond ASCII too
    [[nodiscard]] bool needs_smtputf8() const;

    friend bool operator==(const Mailbox&, const Mailbox&) = default;
};

/// Without the angle brackets. The failure says what is wrong with it ("has no @", "the domain has an empty label").
[[nodiscard]] base::Result<Mailbox> parse_mailbox(std::string_view text);

/// A domain name as A-labels in lower case (UTS 46, RFC 5891); or what is wrong with it.
[[nodiscard]] base::Result<std::string> canonical_domain(std::string_view text);

}  // namespace mail
