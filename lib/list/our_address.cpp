#include "list/our_address.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace list {

namespace {

using base::Purpose;

constexpr std::array token_purposes{Purpose::confirm, Purpose::leave,       Purpose::vote, Purpose::reply,
                                    Purpose::thread,  Purpose::form_return, Purpose::held, Purpose::bounce};

struct PlainUse {
    std::string_view name;
    Use use;
};

constexpr std::array plain_uses{PlainUse{"request", Use::request}, PlainUse{"help", Use::help},
                                PlainUse{"subscribe", Use::subscribe}, PlainUse{"unsubscribe", Use::unsubscribe},
                                PlainUse{"owner", Use::owner}};

base::Failure unknown_address()
{
    return {.permanence = base::Permanence::permanent, .status = {5, 1, 1}, .text = "no such address here"};
}

bool is_token_shaped(std::string_view text)
{
    return !text.empty() && text.size() <= base::token_octets_max &&
           std::ranges::all_of(text, [](char c) { return base::base32_value(c).has_value(); });
}

/// "1-pt-br": issue number and language tag (RFC 5646 §2.1, by shape).
std::optional<OurAddress> read_translation(OurAddress address, std::string_view rest)
{
    constexpr std::size_t digits_max = 9;
    const auto dash = rest.find('-');
    if (dash > digits_max) return std::nullopt;  // none at all as well
    const auto number = base::parse_number(rest.substr(0, dash));
    const std::string_view tag = rest.substr(dash + 1);
    const bool is_tag = !tag.empty() && tag.size() <= 35 &&
                        std::ranges::all_of(tag, [](char c) { return base::is_alphanumeric(c) || c == '-'; });
    if (!number || *number < 0 || !is_tag) return std::nullopt;
    address.use = Use::translation;
    address.issue_number = *number;
    address.language = base::to_lower(tag);
    return address;
}

std::optional<OurAddress> read_purpose(OurAddress address, std::string_view purpose)
{
    for (const PlainUse& plain : plain_uses) {
        if (plain.name != purpose) continue;
        address.use = plain.use;
        return address;
    }
    for (const Purpose token_purpose : token_purposes) {
        const std::string start = std::string(base::purpose_name(token_purpose)) + '-';
        if (!purpose.starts_with(start) || !is_token_shaped(purpose.substr(start.size()))) continue;
        address.use = Use::token;
        address.purpose = token_purpose;
        address.token = purpose.substr(start.size());
        return address;
    }
    constexpr std::string_view translation = "translation-";
    if (purpose.starts_with(translation)) return read_translation(address, purpose.substr(translation.size()));
    return std::nullopt;
}

bool is_our_domain(const config::Config& config, std::string_view domain)
{
    return domain == base::to_lower(config.server.hostname) ||
           std::ranges::any_of(config.lists, [&](const config::List& list) { return list.address.domain == domain; });
}

}  // namespace

base::Result<OurAddress> resolve(const config::Config& config, std::string_view address)
{
    const std::string lower = base::to_lower(address);
    const auto at = lower.rfind('@');
    const std::string_view local = std::string_view(lower).substr(0, at);
    const std::string_view domain = at == std::string::npos ? "" : std::string_view(lower).substr(at + 1);

    // RFC 5321 §4.5.1: postmaster also without a domain; RFC 2142: abuse.
    const bool is_operators = local == "postmaster" || local == "abuse";
    if (is_operators && (domain.empty() ? local == "postmaster" : is_our_domain(config, domain))) {
        return OurAddress{.use = Use::operators};
    }
    const auto delimiter = local.find(config.server.delimiter);
    for (const config::List& list : config.lists) {
        if (list.address.domain != domain) continue;
        const std::string list_local = base::to_lower(list.address.local_part);
        if (local == list_local) return OurAddress{.list = &list, .use = Use::post};
        if (delimiter == std::string_view::npos || local.substr(0, delimiter) != list_local) continue;
        auto found = read_purpose({.list = &list}, local.substr(delimiter + 1));
        if (found) return *found;
    }
    return unknown_address();
}

std::string token_address(const config::Config& config, const config::List& list, base::Purpose purpose,
                          std::int64_t id, const base::Key& key)
{
    return plain_address(config, list,
                         std::string(base::purpose_name(purpose)) + '-' + base::make_token(purpose, id, key));
}

std::string plain_address(const config::Config& config, const config::List& list, std::string_view purpose)
{
    return list.address.local_part + config.server.delimiter + std::string(purpose) + '@' + list.address.domain;
}

std::string list_id(const config::List& list)
{
    return base::to_lower(list.address.local_part) + '.' + list.address.domain;
}

}  // namespace list
