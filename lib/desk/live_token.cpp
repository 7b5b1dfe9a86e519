#include "desk/live_token.h"

#include "base/text.h"
#include "base/token.h"
#include "mail/part_reader.h"

#include <algorithm>
#include <array>

namespace desk {

namespace {

constexpr std::size_t text_octets_max = 1024UL * 1024;

bool is_token_of_ours(std::string_view text, const base::Key& key)
{
    constexpr std::array purposes{base::Purpose::confirm, base::Purpose::leave,  base::Purpose::vote,
                                  base::Purpose::reply,   base::Purpose::thread, base::Purpose::form_return,
                                  base::Purpose::held,    base::Purpose::bounce};
    return std::ranges::any_of(purposes,
                               [&](base::Purpose purpose) { return base::read_token(purpose, text, key).has_value(); });
}

/// They stand behind `+leave-` and the like, or `/u/`.
bool holds_token(std::string_view text, const base::Key& key)
{
    const auto is_part = [](char c) { return base::base32_value(c).has_value(); };
    for (auto at = text.find_first_of("-/"); at != std::string_view::npos; at = text.find_first_of("-/", at + 1)) {
        const std::string_view rest = text.substr(at + 1, base::token_octets_max + 1);
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_part) - rest.begin());
        if (is_token_of_ours(rest.substr(0, length), key)) return true;
    }
    return false;
}

}  // namespace

bool holds_live_token(const Reading& message, const base::Key& key)
{
    std::size_t octets_left = text_octets_max;
    const mail::PartScan scan = mail::scan_parts(message.octets);
    for (const mail::PartPlace& part : scan.parts) {
        if (!part.media_type.starts_with("text/")) continue;
        const std::string text = mail::read_part(part, octets_left).body;
        octets_left -= std::min(octets_left, text.size());
        if (holds_token(text, key)) return true;
    }
    return holds_token(message.octets.substr(0, message.header.octets), key);
}

}  // namespace desk
