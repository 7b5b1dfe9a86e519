#include "base/digest.h"

#include "base/text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

namespace base {

namespace {

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Fetched once a thread: EVP's look-up costs more than the hash of a token.
EVP_MD_CTX* digest_context()
{
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
    if (!context) throw std::bad_alloc{};
    return context.get();
}

void check(int result)
{
    if (result != 1) throw std::runtime_error("libcrypto cannot compute SHA-256");
}

const EVP_MD* sha256_method()
{
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

template <class Pieces>
Digest sha256_of(const Pieces& pieces)
{
    Digest digest{};
    EVP_MD_CTX* const context = digest_context();
    check(EVP_DigestInit_ex2(context, sha256_method(), nullptr));
    for (const std::string_view piece : pieces) check(EVP_DigestUpdate(context, piece.data(), piece.size()));
    check(EVP_DigestFinal_ex(context, digest.data(), nullptr));
    return digest;
}

std::string_view view(const Digest& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};  // NOLINT: octets as char
}

}  // namespace

Digest sha256(std::string_view octets)
{
    return sha256({octets});
}

Digest sha256(std::initializer_list<std::string_view> pieces)
{
    return sha256_of(pieces);
}

namespace {

/// The two halves of RFC 2104 §2 with the key taken in already: a copy makes three tokens, and the key stays the same.
class KeyedDigests {
  public:
    explicit KeyedDigests(const Key& key) : key_(key), inner_(start(0x36)), outer_(start(0x5C)) {}

    [[nodiscard]] bool is_for(const Key& key) const { return key == key_; }
    [[nodiscard]] Digest mac(std::string_view octets) const { return go_on(*outer_, view(go_on(*inner_, octets))); }

  private:
    using Context = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

    [[nodiscard]] Context start(std::uint8_t pad) const
    {
        constexpr std::size_t block_size = 64;
        std::array<std::uint8_t, block_size> block{};
        std::ranges::copy(key_, block.begin());
        for (std::uint8_t& octet : block) octet ^= pad;
        Context context{EVP_MD_CTX_new()};
        if (!context) throw std::bad_alloc{};
        check(EVP_DigestInit_ex2(context.get(), sha256_method(), nullptr));
        check(EVP_DigestUpdate(context.get(), block.data(), block.size()));
        return context;
    }

    static Digest go_on(const EVP_MD_CTX& start, std::string_view octets)
    {
        Digest digest{};
        EVP_MD_CTX* const context = digest_context();
        check(EVP_MD_CTX_copy_ex(context, &start));
        check(EVP_DigestUpdate(context, octets.data(), octets.size()));
        check(EVP_DigestFinal_ex(context, digest.data(), nullptr));
        return digest;
    }

    Key key_;
    Context inner_;
    Context outer_;
};

}  // namespace

Digest hmac_sha256(const Key& key, std::string_view octets)
{
    thread_local std::optional<KeyedDigests> keyed;
    if (!keyed || !keyed->is_for(key)) keyed.emplace(key);
    return keyed->mac(octets);
}

std::string to_hex(std::span<const std::uint8_t> octets)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(octets.size() * 2);
    for (const std::uint8_t octet : octets) {
        hex += digits[octet >> 4U];
        hex += digits[octet & 15U];
    }
    return hex;
}

std::string as_octets(const Digest& digest)
{
    return std::string(view(digest));
}

std::string to_hex(std::string_view octets)
{
    return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));  // NOLINT: as above
}

std::string to_base32(std::span<const std::uint8_t> octets)
{
    std::string text;
    std::uint32_t bits = 0;
    int bit_count = 0;
    for (const std::uint8_t octet : octets) {
        bits = (bits << 8U) | octet;
        bit_count += 8;
        for (; bit_count >= 5; bit_count -= 5) text += base32_alphabet[(bits >> (bit_count - 5)) & 31U];
    }
    if (bit_count > 0) text += base32_alphabet[(bits << (5 - bit_count)) & 31U];
    return text;
}

std::optional<unsigned> base32_value(char c)
{
    const auto position = base32_alphabet.find(to_lower(c));
    if (position == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(position);
}

}  // namespace base
