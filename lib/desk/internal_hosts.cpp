#include "desk/internal_hosts.h"

#include "base/ip_network.h"
#include "base/percent.h"
#include "base/text.h"
#include "mail/mailbox.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace desk {

namespace {

constexpr std::size_t link_octets_max = 2000;
constexpr std::string_view slashes = "/\\";

bool is_scheme_character(char c)
{
    return base::is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
}

/// Browsers pass over line ends and tabs within a link (WHATWG URL §4.4).
std::string without_breaks(std::string_view link)
{
    std::string whole;
    for (const char c : base::trim(link).substr(0, link_octets_max)) {
        if (c != '\t' && c != '\r' && c != '\n') whole += c;
    }
    return whole;
}

/// "user@host:port" to its host.
std::string host_of_authority(std::string_view authority)
{
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    if (authority.starts_with('[')) return base::to_lower(authority.substr(1, authority.find(']') - 1));
    const std::string decoded = base::percent_decoded(authority.substr(0, authority.find(':')));
    std::string host = base::to_lower(decoded);
    if (!base::is_ascii(decoded)) {
        const auto canonical = mail::canonical_domain(decoded);
        if (canonical) host = *canonical;
    }
    while (host.ends_with('.')) host.pop_back();
    return host;
}

std::string host_of_path(std::string_view rest, bool may_lack_slashes)
{
    const auto start = rest.find_first_not_of(slashes);
    const std::size_t slash_count = start == std::string_view::npos ? rest.size() : start;
    if (slash_count < 2 && !may_lack_slashes) return {};
    rest.remove_prefix(slash_count);
    return host_of_authority(rest.substr(0, rest.find_first_of("/\\?#")));
}

std::string host_of_mailto(std::string_view rest)
{
    const std::string address = base::percent_decoded(rest.substr(0, rest.find('?')));
    const auto at = address.rfind('@');
    return at == std::string::npos ? std::string{} : host_of_authority(std::string_view(address).substr(at + 1));
}

}  // namespace

std::string host_of_link(std::string_view link)
{
    const std::string whole = without_breaks(link);
    const std::string_view rest = whole;
    const auto colon = rest.find(':');
    const bool has_scheme =
        colon != std::string_view::npos && colon > 1 && std::ranges::all_of(rest.substr(0, colon), is_scheme_character);
    if (!has_scheme) return host_of_path(rest, false);
    std::string scheme = base::to_lower(rest.substr(0, colon));
    if (scheme == "file") return scheme;
    if (scheme == "mailto") return host_of_mailto(rest.substr(colon + 1));
    return host_of_path(rest.substr(colon + 1), scheme == "http" || scheme == "https" || scheme == "ftp");
}

namespace {

/// RFC 1918, RFC 6598, RFC 3927, RFC 1122 §3.2.1.3; RFC 4193, RFC 4291.
constexpr std::array<std::string_view, 10> private_networks{
    "10.0.0.0/8",  "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "127.0.0.0/8", "0.0.0.0/8",     "fc00::/7",       "fe80::/10",     "::/127",
};

bool is_private_address(std::string_view address)
{
    return std::ranges::any_of(private_networks, [&](std::string_view network) {
        return base::contains(base::parse_ip_network(network).value(), address);
    });
}

/// "192.168.0.1", and what browsers take for it as well: "3232235521", "0xC0.0xA8.1".
std::string as_ipv4(std::string_view host)
{
    const bool may_be_one = !host.empty() && base::is_digit(host.front()) &&
                            std::ranges::all_of(host, [](char c) { return base::is_alphanumeric(c) || c == '.'; });
    in_addr address{};
    std::array<char, INET_ADDRSTRLEN> text{};
    if (!may_be_one || ::inet_aton(std::string(host).c_str(), &address) == 0) return {};
    return ::inet_ntop(AF_INET, &address, text.data(), text.size());
}

bool is_below(std::string_view host, std::string_view suffix)
{
    return host.size() > suffix.size() && host.ends_with(suffix);
}

/// RFC 6761, RFC 6762, RFC 8375, and the name that ICANN keeps for private use.
constexpr std::array<std::string_view, 4> private_suffixes{".local", ".internal", ".localhost", ".home.arpa"};

}  // namespace

bool is_internal_host(std::string_view host, const std::vector<std::string>& hosts)
{
    if (host.empty()) return false;
    if (host.find(':') != std::string_view::npos) return is_private_address(host.substr(0, host.find('%')));
    if (const std::string address = as_ipv4(host); !address.empty() && is_private_address(address)) return true;
    if (host.find('.') == std::string_view::npos && as_ipv4(host).empty()) return true;
    const auto holds_host = [&](std::string_view each) {
        return each.starts_with('.') ? is_below(host, each) : host == each;
    };
    return std::ranges::any_of(private_suffixes, holds_host) || std::ranges::any_of(hosts, holds_host);
}

std::vector<std::string_view> links_in_text(std::string_view text, std::size_t links_max)
{
    constexpr std::string_view ends = " \t\r\n\"'<>()[]{}|,;";
    constexpr std::size_t scheme_octets_max = 20;
    std::vector<std::string_view> links;
    const auto take = [&](std::size_t start, std::size_t mark) {
        const std::string_view ahead = text.substr(mark, link_octets_max);
        const bool is_ipv6 = ahead.substr(0, 4) == "://[";
        const auto end = ahead.find_first_of(ends, is_ipv6 ? std::min(ahead.find(']'), ahead.size() - 1) + 1 : 0);
        links.push_back(text.substr(start, mark - start + std::min(end, ahead.size())));
    };
    const auto goes_on = [&](std::size_t mark) { return mark != std::string_view::npos && links.size() < links_max; };
    for (auto mark = text.find("://"); goes_on(mark); mark = text.find("://", mark + 3)) {
        std::size_t start = mark;
        while (start > 0 && mark - start < scheme_octets_max && is_scheme_character(text[start - 1])) --start;
        take(start, mark);
    }
    for (auto mark = text.find("\\\\"); goes_on(mark); mark = text.find("\\\\", mark + 2)) {
        if (mark + 2 < text.size() && base::is_alphanumeric(text[mark + 2])) take(mark, mark);
    }
    return links;
}

}  // namespace desk
