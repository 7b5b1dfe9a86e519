#pragma once
/// The addresses of a From, To or Reply-To field (RFC 5322 §3.4): groups, comments, quoted strings,
/// obsolete routes.  Linear, without recursion.  Pure.

#include "mail/mailbox.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct Address {
    std::string display_name;  ///< decoded (RFC 2047) to UTF-8 on one line; empty when there is none
    Mailbox mailbox;
};

struct AddressList {
    std::vector<Address> addresses;  ///< those that can be read; groups are flattened
    std::size_t unreadable = 0;      ///< how many entries were not addresses
    bool exceeds_limits = false;     ///< more entries than addresses_max; the rest was not read
};

inline constexpr std::size_t addresses_max = 1000;

/// `value` is a field's value, folded or not. An encoded-word inside an addr-spec is not decoded: the address is
/// the addr-spec only, whatever the display name looks like.
[[nodiscard]] AddressList parse_address_list(std::string_view value);

/// `"Ann \"the\" Example" <ann@body.example>`, with RFC 2047 words where the name is not ASCII.
[[nodiscard]] std::string format_address(std::string_view display_name, const Mailbox& mailbox);

}  // namespace mail
