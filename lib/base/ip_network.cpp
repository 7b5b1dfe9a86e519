#include "base/ip_network.h"

#include "base/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string>

namespace base {

namespace {

constexpr unsigned address_bits = 128;
constexpr unsigned mapped_bits = 96;  // before an IPv4 address
constexpr unsigned octet_bits = 8;

struct Address {
    std::array<unsigned char, 16> octets{};
    bool is_ipv4 = false;
};

std::optional<Address> parse_address(std::string_view text)
{
    const std::string named(text);  // inet_pton wants a NUL
    Address address;
    if (::inet_pton(AF_INET6, named.c_str(), address.octets.data()) == 1) return address;
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    std::ranges::copy(mapped, address.octets.begin());
    address.is_ipv4 = ::inet_pton(AF_INET, named.c_str(), address.octets.data() + mapped.size()) == 1;
    if (!address.is_ipv4) return std::nullopt;
    return address;
}

bool is_set(const std::array<unsigned char, 16>& octets, unsigned bit)
{
    return ((octets[bit / octet_bits] >> (octet_bits - 1 - bit % octet_bits)) & 1U) != 0;
}

}  // namespace

Result<IpNetwork> parse_ip_network(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return refuse('"' + one_line(text, 80) + R"(" is no IP address or network such as "192.0.2.0/24")");
    const unsigned before = address->is_ipv4 ? mapped_bits : 0;
    IpNetwork network{.address = address->octets, .prefix_bits = address_bits};
    if (slash != std::string_view::npos) {
        const auto bits = parse_number(text.substr(slash + 1));
        if (!bits || *bits < 0 || *bits > address_bits - before)
            return refuse('"' + one_line(text, 80) + "\" has a prefix beyond 0 to " +
                          std::to_string(address_bits - before));
        network.prefix_bits = static_cast<unsigned>(*bits) + before;
    }
    for (unsigned bit = network.prefix_bits; bit < address_bits; ++bit) {
        if (is_set(network.address, bit))
            return refuse('"' + one_line(text, 80) +
                          "\" has bits behind its prefix: write the network's first address");
    }
    return network;
}

bool contains(const IpNetwork& network, std::string_view text)
{
    const auto address = parse_address(text);
    if (!address) return false;
    for (unsigned bit = 0; bit < network.prefix_bits; ++bit) {
        if (is_set(network.address, bit) != is_set(address->octets, bit)) return false;
    }
    return true;
}

}  // namespace base
