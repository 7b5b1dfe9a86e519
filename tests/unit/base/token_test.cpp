#include "base/token.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {
namespace {

constexpr std::array all_purposes{Purpose::confirm, Purpose::leave,       Purpose::vote, Purpose::reply,
                                  Purpose::thread,  Purpose::form_return, Purpose::held, Purpose::bounce};
constexpr std::array<std::int64_t, 7> ids{0, 1, 31, 32, 4711, 1LL << 40, token_id_max};

Key some_key(std::uint8_t seed)
{
    Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key.at(i) = static_cast<std::uint8_t>(seed + i);
    return key;
}

const Key key = some_key(1);

TEST(Token, IsReadBackAndFitsAnAddress)
{
    for (const Purpose purpose : all_purposes) {
        for (const std::int64_t id : ids) {
            const std::string token = make_token(purpose, id, key);
            EXPECT_LE(token.size(), token_octets_max);
            ASSERT_TRUE(read_token(purpose, token, key)) << token;
            EXPECT_EQ(*read_token(purpose, token, key), id);
        }
    }
    EXPECT_EQ(make_token(Purpose::bounce, token_id_max, key).size(), token_octets_max);
}

TEST(Token, OfAnotherPurposeIsRefused)
{
    for (const Purpose made : all_purposes) {
        for (const Purpose asked : all_purposes) {
            EXPECT_EQ(read_token(asked, make_token(made, 4711, key), key).has_value(), made == asked);
        }
    }
}

TEST(Token, OfAnotherKeyIsRefused)
{
    EXPECT_FALSE(read_token(Purpose::vote, make_token(Purpose::vote, 1, some_key(2)), key));
}

TEST(Token, AlteredInAnyOneCharacterIsRefused)
{
    for (const std::int64_t id : {std::int64_t{1}, std::int64_t{4711}, token_id_max}) {
        const std::string token = make_token(Purpose::vote, id, key);
        for (std::size_t i = 0; i < token.size(); ++i) {
            for (const char c : std::string(base32_alphabet) + "0189=-+@. \n\xC3") {
                std::string altered = token;
                if (altered[i] == c) continue;
                altered[i] = c;
                EXPECT_FALSE(read_token(Purpose::vote, altered, key)) << altered;
            }
        }
    }
}

TEST(Token, TruncatedOrLengthenedIsRefused)
{
    const std::string token = make_token(Purpose::vote, 4711, key);
    for (std::size_t length = 0; length < token.size(); ++length) {
        EXPECT_FALSE(read_token(Purpose::vote, token.substr(0, length), key)) << length;
        if (length > 0) {
            EXPECT_FALSE(read_token(Purpose::vote, token.substr(length), key)) << length;
        }
    }
    EXPECT_FALSE(read_token(Purpose::vote, token + 'a', key));
    EXPECT_FALSE(read_token(Purpose::vote, 'a' + token, key));
    EXPECT_FALSE(read_token(Purpose::vote, token.substr(0, 1) + 'a' + token.substr(1), key));  // a leading zero
    EXPECT_FALSE(read_token(Purpose::vote, std::string(1'000'000, 'a'), key));
}

TEST(Token, IsReadWithoutCase)  // mail programs change the case of local parts
{
    std::string upper = make_token(Purpose::reply, 4711, key);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    ASSERT_TRUE(read_token(Purpose::reply, upper, key));
    EXPECT_EQ(*read_token(Purpose::reply, upper, key), 4711);
}

TEST(Token, RefusalSaysNothingAboutWhy)
{
    const std::string token = make_token(Purpose::vote, 4711, key);
    const std::string other_purpose = read_token(Purpose::bounce, token, key).error().text;
    EXPECT_EQ(read_token(Purpose::vote, "", key).error().text, other_purpose);
    EXPECT_EQ(read_token(Purpose::vote, 'b' + token.substr(1), key).error().text, other_purpose);
}

TEST(MaskTokens, LeavesNoTokenOfAnyPurposeInAddressesAndLinks)
{
    for (const Purpose purpose : all_purposes) {
        for (const std::int64_t id : ids) {
            const std::string token = make_token(purpose, id, key);
            const std::string address =
                "<sr-update+" + std::string(purpose_name(purpose)) + '-' + token + "@lists.example>";
            const std::string link = "https://lists.example/u/" + token;
            for (const std::string& text : {address, link, "(" + link + "), " + address}) {
                const std::string masked = mask_tokens(text);
                EXPECT_EQ(masked.find(token), std::string::npos) << masked;
                EXPECT_NE(masked.find("lists.example"), std::string::npos) << masked;
                EXPECT_EQ(mask_tokens(masked), masked);
            }
        }
    }
}

TEST(MaskTokens, LeavesAnythingElseAlone)
{
    for (const std::string_view text :
         {"", "sr-update+help@lists.example", "a-b-c", "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4", "-",
          "https://lists.example/u/"}) {
        EXPECT_EQ(mask_tokens(text), text);
    }
}

}  // namespace
}  // namespace base
