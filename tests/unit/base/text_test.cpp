#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {
namespace {

using namespace std::string_literals;

TEST(Text, ComparesWithoutCaseInAsciiOnly)
{
    EXPECT_TRUE(equal_ignoring_case("Message-ID", "mESSAGE-id"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("\xC3\x84", "\xC3\xA4"));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));  // next to the letters, 32 apart
    EXPECT_FALSE(equal_ignoring_case("@", "`"));
    EXPECT_TRUE(starts_with_ignoring_case("LIST-Id", "list-"));
    EXPECT_FALSE(starts_with_ignoring_case("lis", "list"));
    EXPECT_EQ(to_lower("\xC3\x84Z"), "\xC3\x84z");
}

TEST(Text, TrimAndSplitLoseNothingBetween)
{
    EXPECT_EQ(trim(" \t\r\n a b \r\n"), "a b");
    EXPECT_EQ(trim("   "), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Text, Utf8IsWhatRfc3629Allows)
{
    struct Case {
        std::string text;
        bool is_valid;
    };
    const Case cases[] = {
        {"", true},
        {"abc\0"s, true},
        {"\u00E4\u20AC\U0001F4E7", true},
        {"\xC0\x80", false},          // overlong NUL
        {"\xE0\x80\x80", false},      // overlong
        {"\xF0\x80\x80\x80", false},  // overlong
        {"\xED\xA0\x80", false},      // surrogate
        {"\xF4\x90\x80\x80", false},  // past U+10FFFF
        {"\xF5\x80\x80\x80", false},
        {"\x80", false},
        {"\xC3", false},
        {"\xE2\x82", false},
        {"a\xFF", false},
    };
    for (const Case& c : cases) EXPECT_EQ(is_valid_utf8(c.text), c.is_valid) << c.text;
}

TEST(Text, OneLineHasNoLineEndInItWhateverCame)
{
    EXPECT_EQ(one_line("a\r\nb\tc\x1B[31m\x7F", 100), "a  b c [31m ");
    EXPECT_EQ(one_line("a\u0085b\u2028c\u2029d\u009Be", 100), "a b c d e");
    EXPECT_EQ(one_line("a\0b"s, 100), "a b");
    EXPECT_EQ(one_line("a\xFF\xC3", 100), "a\uFFFD\uFFFD");
}

TEST(Text, OneLineNeverKeepsHalfACharacter)
{
    for (std::size_t octets_max = 0; octets_max <= 12; ++octets_max) {
        const std::string line = one_line("\u00E4\u20AC\U0001F4E7\xFF", octets_max);
        EXPECT_LE(line.size(), octets_max);
        EXPECT_TRUE(is_valid_utf8(line)) << octets_max;
    }
    EXPECT_EQ(one_line(std::string(5000, '\xFF'), 10), "\uFFFD\uFFFD\uFFFD");
}

TEST(Text, NumberIsAllDigitsWithinTheType)
{
    EXPECT_EQ(parse_number("0"), 0);
    EXPECT_EQ(parse_number("-1"), -1);
    EXPECT_EQ(parse_number("9223372036854775807"), INT64_MAX);
    for (const std::string_view text : {"", " 1", "1 ", "+1", "1x", "0x1", "9223372036854775808", "1e3", "-"}) {
        EXPECT_EQ(parse_number(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace base
