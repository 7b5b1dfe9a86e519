#pragma once
/// "192.0.2.0/24", "2001:db8::/32", "::1": who stands in a network (RFC 4632, RFC 4291 §2.3).  Pure.

#include "base/failure.h"

#include <array>
#include <string_view>

namespace base {

/// An IPv4 address stands in it as IPv6 maps it: ::ffff:192.0.2.0 (RFC 4291 §2.5.5.2).
struct IpNetwork {
    std::array<unsigned char, 16> address{};
    unsigned prefix_bits = 128;
};

/// Refuses what is no address, a prefix that is too long, and bits behind the prefix: that was meant otherwise.
[[nodiscard]] Result<IpNetwork> parse_ip_network(std::string_view text);

/// False as well when `address` is none ("unix").
[[nodiscard]] bool contains(const IpNetwork& network, std::string_view address);

}  // namespace base
