#include "base/digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace base {
namespace {

TEST(Sha256, OfFips180Examples)
{
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abc"), sha256({"a", "", "bc"}));
    EXPECT_EQ(as_octets(sha256("abc")).size(), 32U);
}

/// RFC 4231 keys shorter than our 32 octets are the same as those with zeros behind them (RFC 2104 §2).
Key key_of(std::string_view octets)
{
    Key key{};
    std::ranges::copy(octets, key.begin());
    return key;
}

TEST(HmacSha256, OfRfc4231Vectors)
{
    struct Case {
        std::string key;
        std::string data;
        std::string_view mac;
    };
    std::string counted;
    for (char c = 1; c <= 25; ++c) counted += c;
    const Case cases[] = {
        {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {counted, std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    };
    for (const Case& c : cases) EXPECT_EQ(to_hex(hmac_sha256(key_of(c.key), c.data)), c.mac);
}

TEST(Base32, OfRfc4648ExamplesInLowerCaseWithoutPadding)
{
    const auto octets = [](std::string_view text) {
        return std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(text.data()),
                                             text.size());  // NOLINT
    };
    EXPECT_EQ(to_base32(octets("")), "");
    EXPECT_EQ(to_base32(octets("f")), "my");
    EXPECT_EQ(to_base32(octets("fo")), "mzxq");
    EXPECT_EQ(to_base32(octets("foo")), "mzxw6");
    EXPECT_EQ(to_base32(octets("foobar")), "mzxw6ytboi");
}

TEST(Base32, ValueIsReadWithoutCaseAndOfNothingElse)
{
    EXPECT_EQ(base32_value('a'), 0U);
    EXPECT_EQ(base32_value('Z'), 25U);
    EXPECT_EQ(base32_value('7'), 31U);
    for (const char c : {'0', '1', '8', '9', '=', '-', ' ', '\0', '\xC3'}) EXPECT_FALSE(base32_value(c)) << c;
}

}  // namespace
}  // namespace base
