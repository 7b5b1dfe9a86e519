#include "mail/mailbox.h"

#include "base/text.h"

#include <unicode/locid.h>
#include <unicode/uidna.h>
#include <unicode/unistr.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace mail {

namespace {

constexpr std::size_t local_part_octets_max = 64;  // RFC 5321 §4.5.3.1.1
constexpr std::size_t domain_octets_max = 255;     // RFC 5321 §4.5.3.1.2
constexpr std::size_t mailbox_octets_max = 254;    // RFC 5321 §4.5.3.1.3: a path of 256 has its angle brackets
constexpr std::size_t label_octets_max = 63;       // RFC 1035 §2.3.4
constexpr std::size_t read_octets_max = 1024;      // U-labels are longer than the A-labels they become

/// RFC 5322 §3.2.3; beyond ASCII RFC 6531 §3.3.
bool is_atext(char c)
{
    constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~";
    return base::is_alphanumeric(c) || specials.find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_dot_atom(std::string_view text)
{
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    if (text.find("..") != std::string_view::npos) return false;
    return std::ranges::all_of(text, [](char c) { return c == '.' || is_atext(c); });
}

std::string quoted_where_needed(std::string_view local_part)
{
    if (is_dot_atom(local_part)) return std::string(local_part);
    std::string quoted = "\"";
    for (const char c : local_part) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string Mailbox::text() const
{
    return quoted_where_needed(local_part) + '@' + domain;
}

std::string Mailbox::key() const
{
    std::string lower = base::to_lower(text());
    if (base::is_ascii(lower)) return lower;
    std::string folded;
    return icu::UnicodeString::fromUTF8(lower).toLower(icu::Locale::getRoot()).toUTF8String(folded);
}

bool Mailbox::needs_smtputf8() const
{
    return !base::is_ascii(local_part);
}

namespace {

/// What is wrong with a name of ASCII labels; empty when nothing is.
std::string_view fault_of_labels(std::string_view domain)
{
    if (domain.size() > domain_octets_max) return "the domain is too long";
    const auto is_let_dig_hyp = [](char c) { return base::is_alphanumeric(c) || c == '-'; };
    for (const std::string_view label : base::split(domain, '.')) {
        if (label.empty()) return "the domain has an empty label";
        if (label.size() > label_octets_max) return "a label of the domain is too long";
        if (label.front() == '-' || label.back() == '-') return "a label of the domain starts or ends with a hyphen";
        if (!std::ranges::all_of(label, is_let_dig_hyp)) return "the domain has a character that is not allowed";
    }
    return {};
}

bool has_a_label(std::string_view lower)
{
    return lower.starts_with("xn--") || lower.find(".xn--") != std::string_view::npos;
}

struct CloseIdna {
    void operator()(UIDNA* idna) const { uidna_close(idna); }
};

/// Kept for good: opening loads tables.
const UIDNA* uts46()
{
    static const std::unique_ptr<UIDNA, CloseIdna> idna = [] {
        constexpr std::uint32_t options = UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                          UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE;
        UErrorCode error = U_ZERO_ERROR;
        return std::unique_ptr<UIDNA, CloseIdna>{uidna_openUTS46(options, &error)};
    }();
    return idna.get();
}

std::optional<std::string> to_a_labels(std::string_view domain)
{
    if (uts46() == nullptr) return std::nullopt;
    std::array<char, read_octets_max> buffer{};
    UErrorCode error = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const std::int32_t length =
        uidna_nameToASCII_UTF8(uts46(), domain.data(), static_cast<std::int32_t>(domain.size()), buffer.data(),
                               static_cast<std::int32_t>(buffer.size()), &info, &error);
    // Names such as "r3---sn" exist, and the DNS takes them.
    const auto faults = info.errors & ~static_cast<std::uint32_t>(UIDNA_ERROR_HYPHEN_3_4);
    if (U_FAILURE(error) != 0 || faults != 0 || length > static_cast<std::int32_t>(buffer.size())) return std::nullopt;
    return std::string(buffer.data(), static_cast<std::size_t>(length));
}

}  // namespace

base::Result<std::string> canonical_domain(std::string_view text)
{
    if (text.empty()) return base::refuse("the domain is empty");
    if (text.size() > read_octets_max) return base::refuse("the domain is too long");
    std::string lower = base::to_lower(text);
    if (!base::is_ascii(lower) || has_a_label(lower)) {
        std::optional<std::string> a_labels = to_a_labels(text);
        if (!a_labels) return base::refuse("the domain is no internationalised name");
        lower = base::to_lower(*a_labels);
    }
    const std::string_view fault = fault_of_labels(lower);
    if (!fault.empty()) return base::refuse(std::string(fault));
    return lower;
}

namespace {

struct Halves {
    std::string local_part;
    std::string_view domain;  ///< as written
};

/// RFC 5321 §4.1.2 Quoted-string, with its quotes off. Controls are refused before.
base::Result<Halves> split_after_quotes(std::string_view text)
{
    std::string content;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            if (content.empty()) return base::refuse("the quoted local part is empty");
            if (text.substr(i + 1, 1) != "@") return base::refuse("no @ follows the quoted local part");
            return Halves{.local_part = std::move(content), .domain = text.substr(i + 2)};
        }
        if (text[i] == '\\' && ++i == text.size()) break;
        content += text[i];
    }
    return base::refuse("the quoted local part is not closed");
}

base::Result<Halves> split_at_sign(std::string_view text)
{
    if (text.starts_with('"')) return split_after_quotes(text);
    const auto at = text.find('@');
    if (at == std::string_view::npos) return base::refuse("has no @");
    const std::string_view local_part = text.substr(0, at);
    if (local_part.empty()) return base::refuse("the local part is empty");
    if (!is_dot_atom(local_part)) return base::refuse("the local part has a character or dot that is not allowed");
    return Halves{.local_part = std::string(local_part), .domain = text.substr(at + 1)};
}

template <class Octets>
std::optional<std::string> canonical_ip(int family, const std::string& text)
{
    Octets octets{};
    std::array<char, INET6_ADDRSTRLEN> written{};
    if (inet_pton(family, text.c_str(), &octets) != 1) return std::nullopt;
    if (inet_ntop(family, &octets, written.data(), written.size()) == nullptr) return std::nullopt;
    return std::string(written.data());
}

/// RFC 5321 §4.1.3.
base::Result<std::string> canonical_literal(std::string_view text)
{
    constexpr std::string_view ipv6_tag = "IPv6:";
    if (!text.ends_with(']')) return base::refuse("the address literal is not closed");
    const std::string inner(text.substr(1, text.size() - 2));
    const bool is_ipv6 = base::starts_with_ignoring_case(inner, ipv6_tag);
    const auto address = is_ipv6 ? canonical_ip<in6_addr>(AF_INET6, inner.substr(ipv6_tag.size()))
                                 : canonical_ip<in_addr>(AF_INET, inner);
    if (!address) return base::refuse("the address literal holds no address");
    return '[' + std::string(is_ipv6 ? ipv6_tag : "") + *address + ']';
}

bool has_control_or_is_not_utf8(std::string_view text)
{
    constexpr std::size_t growth_max = 3;  // one octet may become U+FFFD
    return base::one_line(text, text.size() * growth_max) != text;
}

}  // namespace

base::Result<Mailbox> parse_mailbox(std::string_view text)
{
    if (text.size() > read_octets_max) return base::refuse("is too long");
    if (has_control_or_is_not_utf8(text)) return base::refuse("has a control character or is not UTF-8");
    base::Result<Halves> halves = split_at_sign(text);
    if (!halves) return halves.error();
    if (quoted_where_needed(halves->local_part).size() > local_part_octets_max) {
        return base::refuse("the local part is too long");
    }
    base::Result<std::string> domain =
        halves->domain.starts_with('[') ? canonical_literal(halves->domain) : canonical_domain(halves->domain);
    if (!domain) return domain.error();
    Mailbox mailbox{.local_part = std::move(halves->local_part), .domain = std::move(*domain)};
    if (mailbox.text().size() > mailbox_octets_max) return base::refuse("is too long");
    return mailbox;
}

}  // namespace mail
