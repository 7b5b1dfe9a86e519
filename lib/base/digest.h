#pragma once
/// SHA-256, HMAC-SHA-256 and base32, the three ways in which octets are named here.  Pure (libcrypto computes).

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Digest = std::array<std::uint8_t, 32>;
using Key = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view octets);
[[nodiscard]] Digest sha256(std::initializer_list<std::string_view> pieces);  ///< of the pieces one after another
[[nodiscard]] Digest hmac_sha256(const Key& key, std::string_view octets);
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> octets);
[[nodiscard]] std::string as_octets(const Digest& digest);  ///< the 32 octets, as the store keeps them

/// Of octets as the store keeps them.
[[nodiscard]] std::string to_hex(std::string_view octets);

/// Lower-case base32 without padding (RFC 4648 §6). The last character holds the bits that are left.
[[nodiscard]] std::string to_base32(std::span<const std::uint8_t> octets);

inline constexpr std::string_view base32_alphabet = "abcdefghijklmnopqrstuvwxyz234567";
[[nodiscard]] std::optional<unsigned> base32_value(char c);  ///< read without case

}  // namespace base
