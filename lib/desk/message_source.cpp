#include "desk/message_source.h"

#include "base/ip_network.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace desk {

namespace {

/// `from HELO (PEER) by …` is ours, `from HELO (NAME [PEER]) by …` the MTA's; HELO is whatever the client says.
std::string_view peer_of(std::string_view received)
{
    const auto comment = received.find(" (");
    if (comment == std::string_view::npos) return {};
    const std::string_view inside = received.substr(comment + 2, received.find(')', comment) - comment - 2);
    const auto bracket = inside.rfind('[');
    std::string_view peer = bracket == std::string_view::npos ? inside : inside.substr(bracket + 1);
    peer = peer.substr(0, peer.find(']'));
    constexpr std::string_view ipv6 = "IPv6:";  // RFC 5321 §4.1.3
    if (base::starts_with_ignoring_case(peer, ipv6)) peer.remove_prefix(ipv6.size());
    return peer;
}

bool is_public(std::string_view address)
{
    constexpr std::array local{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                               "::1",         "fe80::/10",  "fc00::/7"};
    return std::ranges::none_of(
        local, [&](const char* network) { return base::contains(base::parse_ip_network(network).value(), address); });
}

std::optional<std::string> as_source(std::string_view peer)
{
    const auto network = base::parse_ip_network(peer);
    if (!network || peer.find('/') != std::string_view::npos || !is_public(peer)) return std::nullopt;
    if (peer.find(':') == std::string_view::npos) return std::string(peer);
    constexpr std::size_t network_octets = 8;  // whoever has one IPv6 address has 2^64 of them
    constexpr std::string_view digits = "0123456789abcdef";
    std::string source;
    for (std::size_t i = 0; i < network_octets; ++i) {
        source += digits[network->address.at(i) >> 4U];
        source += digits[network->address.at(i) & 15U];
    }
    return source + "/64";
}

}  // namespace

std::string message_source(const Reading& reading)
{
    constexpr std::size_t fields_max = 2;
    std::size_t fields = 0;
    for (const mail::HeaderField* field : reading.header.all("Received")) {
        if (++fields > fields_max) break;
        if (auto source = as_source(peer_of(mail::unfold(field->value)))) return *source;
    }
    const std::string& path = reading.row.reverse_path;
    return base::to_lower(path.substr(std::min(path.size(), path.rfind('@') + 1)));
}

}  // namespace desk
