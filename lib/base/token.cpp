#include "base/token.h"

#include "base/text.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cassert>

namespace base {

namespace {

constexpr std::size_t mac_characters = 25;
constexpr char key_id = 'a';  // the first key; a second one gets the next letter

std::string encode_id(std::int64_t id)
{
    std::string reversed;
    do {
        reversed += base32_alphabet[static_cast<std::size_t>(id) & 31U];
        id >>= 5;
    } while (id > 0);
    return {reversed.rbegin(), reversed.rend()};
}

/// The first 125 bits of the mac over key id, purpose and id.
std::string make_mac(Purpose purpose, std::string_view id, const Key& key)
{
    std::string bound{key_id};
    bound += purpose_name(purpose);
    bound += '-';
    bound += id;
    return to_base32(hmac_sha256(key, bound)).substr(0, mac_characters);
}

}  // namespace

std::string_view purpose_name(Purpose purpose)
{
    switch (purpose) {
    case Purpose::confirm: return "confirm";
    case Purpose::leave: return "leave";
    case Purpose::vote: return "vote";
    case Purpose::reply: return "reply";
    case Purpose::thread: return "thread";
    case Purpose::form_return: return "return";
    case Purpose::held: return "held";
    case Purpose::bounce: return "bounce";
    }
    return "";
}

std::string make_token(Purpose purpose, std::int64_t id, const Key& key)
{
    assert(id >= 0 && id <= token_id_max);
    const std::string encoded = encode_id(id);
    return key_id + encoded + make_mac(purpose, encoded, key);
}

Result<std::int64_t> read_token(Purpose purpose, std::string_view token, const Key& key)
{
    const Failure not_ours = refuse("the token is not one of ours for this purpose");
    if (token.size() < 1 + 1 + mac_characters || token.size() > token_octets_max) return not_ours;
    const std::string lower = to_lower(token);
    const std::string_view id_text = std::string_view(lower).substr(1, lower.size() - 1 - mac_characters);
    const std::string_view mac = std::string_view(lower).substr(1 + id_text.size());

    std::int64_t id = 0;
    for (const char c : id_text) {
        const auto value = base32_value(c);
        if (!value) return not_ours;
        id = (id << 5) | *value;
    }
    if (lower.front() != key_id || encode_id(id) != id_text) return not_ours;
    if (CRYPTO_memcmp(make_mac(purpose, id_text, key).data(), mac.data(), mac_characters) != 0) return not_ours;
    return id;
}

std::string mask_tokens(std::string_view text)
{
    std::string masked;
    while (!text.empty()) {
        const auto is_part = [](char c) { return base32_value(c).has_value(); };
        const auto end = std::ranges::find_if_not(text, is_part);
        const auto length = static_cast<std::size_t>(end - text.begin());
        const bool is_token = length >= 1 + 1 + mac_characters && length <= token_octets_max &&
                              (masked.ends_with('-') || masked.ends_with('/'));
        masked += is_token ? "\u2026" : text.substr(0, length);
        text.remove_prefix(length);
        if (!text.empty()) {
            masked += text.front();
            text.remove_prefix(1);
        }
    }
    return masked;
}

}  // namespace base
