#pragma once
/// What a token endpoint answers to a refresh (RFC 6749 §5.1, §5.2, §6).  Pure.

#include "base/failure.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace net {

inline constexpr std::size_t token_octets_max = 16UL * 1024;

struct TokenAnswer {
    std::string access_token;
    std::string refresh_token;            ///< in place of the old one; empty: the old one stays
    std::optional<base::Duration> lives;  ///< expires_in; nothing when it was not said
};

/// `status` is the HTTP status. The failure says what the endpoint said, and never holds a token; it is transient
/// where another try may help.
[[nodiscard]] base::Result<TokenAnswer> read_token_answer(long status, std::string_view body);

/// Whether it can be a token: visible ASCII, at most token_octets_max (RFC 6749 appendix A.12).
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace net
