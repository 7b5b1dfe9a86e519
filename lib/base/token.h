#pragma once
/// The unguessable part of an address or link: says what a reply is about.  Pure.
///
///     sr-update+bounce-ac4h6k…@lists.example     key id, id and mac, in lower-case base32 (RFC 4648 §6)
///
/// At most 35 octets, so that a local-part with it keeps within 64 (RFC 5321 §4.5.3.1.1): 1 for the key id,
/// 1 to 9 for the id (45 bits), 25 for the mac (HMAC-SHA-256 cut to 125 bits).

#include "base/digest.h"
#include "base/failure.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

/// What a token is good for. A token of one purpose is worth nothing for another.
enum class Purpose : std::uint8_t {
    confirm,
    leave,
    vote,
    reply,
    thread,
    form_return,
    held,
    bounce,
};

[[nodiscard]] std::string_view purpose_name(Purpose purpose);  ///< as it stands in an address: "return"

inline constexpr std::size_t token_octets_max = 35;
inline constexpr std::int64_t token_id_max = (std::int64_t{1} << 45) - 1;

/// `id` is in [0, token_id_max]. `key` holds the 32 octets of the daemon's key file.
[[nodiscard]] std::string make_token(Purpose purpose, std::int64_t id, const Key& key);

/// The id; or a permanent Failure when shape, mac or purpose is not ours. Takes the same time whatever the mac.
[[nodiscard]] Result<std::int64_t> read_token(Purpose purpose, std::string_view token, const Key& key);

/// The same text with every token of any purpose in it replaced by an ellipsis: for logs, and for what is shown to
/// somebody else than the one it was given to.
[[nodiscard]] std::string mask_tokens(std::string_view text);

}  // namespace base
