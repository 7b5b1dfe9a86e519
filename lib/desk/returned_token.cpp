#include "desk/returned_token.h"

#include "base/text.h"
#include "list/our_address.h"
#include "mail/header.h"

#include <array>

namespace desk {

namespace {

constexpr std::array<std::string_view, 4> fields{"Errors-To", "Return-Path", "Reply-To", "List-Unsubscribe"};

bool is_of_address(char c)
{
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_letter || std::string_view("+-._=").find(c) != std::string_view::npos;
}

/// What an address of ours around that @ means.
std::optional<About> read_address(const config::Config& config, const base::Key& key, std::string_view text,
                                  std::size_t at)
{
    std::size_t begin = at;
    while (begin > 0 && is_of_address(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_of_address(text[end])) ++end;
    const auto address = list::resolve(config, text.substr(begin, end - begin));
    if (!address || address->use != list::Use::token) return std::nullopt;
    const auto id = base::read_token(*address->purpose, address->token, key);
    if (!id) return std::nullopt;
    return About{.purpose = *address->purpose, .id = *id, .list = address->list};
}

}  // namespace

std::optional<About> find_returned_token(const config::Config& config, const base::Key& key,
                                         std::string_view returned_header)
{
    const mail::Header header = mail::scan_header(returned_header);
    for (const std::string_view name : fields) {
        const std::string value = mail::unfold(header.value(name));
        for (std::size_t at = value.find('@'); at != std::string::npos; at = value.find('@', at + 1)) {
            if (auto about = read_address(config, key, value, at)) return about;
        }
    }
    return std::nullopt;
}

}  // namespace desk
