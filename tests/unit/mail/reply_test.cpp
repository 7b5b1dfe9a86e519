#include "mail/reply.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

/// Each reply as its line, "..." for Incomplete, "? what" for Garbage.
std::string next_of(ReplyParser& parser)
{
    const auto next = parser.next();
    if (const auto* const reply = std::get_if<Reply>(&next)) return reply->line();
    if (const auto* const garbage = std::get_if<ReplyParser::Garbage>(&next)) return "? " + garbage->what;
    return "...";
}

struct ReadCase {
    std::string_view octets;
    std::string_view line;
};

constexpr ReadCase read_cases[] = {
    {"250 ok\r\n", "250 ok"},
    {"250\r\n", "250"},
    {"250 ok\n", "250 ok"},
    {"452 4.2.2 mailbox full\r\n", "452 4.2.2 mailbox full"},
    {"550 5.1.1\r\n", "550 5.1.1"},
    {"250-one\r\n250-two\r\n250 three\r\n", "250 one two three"},
    {"550-5.7.1 no\r\n550 5.7.1 never\r\n", "550 5.7.1 no never"},
    {"250-\r\n250 x\r\n", "250  x"},
    {"550 bad \xFF\x07 text\r\n", "550 bad \uFFFD  text"},
    {"ok\r\n", "? no reply: ok"},
    {"199 x\r\n", "? no reply: 199 x"},
    {"600 x\r\n", "? no reply: 600 x"},
    {"25\r\n", "? no reply: 25"},
    {"250x\r\n", "? no reply: 250x"},
    {"+50 x\r\n", "? no reply: +50 x"},
    {"\r\n", "? no reply: "},
    {"250-a\r\n251 b\r\n", "? the code changes within a reply"},
};

TEST(Reply, IsReadHoweverItsOctetsArrive)
{
    for (const ReadCase& c : read_cases) {
        ReplyParser whole;
        whole.add(c.octets);
        EXPECT_EQ(next_of(whole), c.line) << c.octets;
        ReplyParser single;
        std::string last;
        for (const char octet : c.octets) {
            single.add(std::string_view(&octet, 1));
            if (const std::string next = next_of(single); next != "...") last = next;
        }
        EXPECT_EQ(last, c.line) << c.octets;
    }
}

struct StatusCase {
    std::string_view octets;
    std::string_view status;
    std::string_view text;
};

TEST(Reply, EnhancedStatusCountsOnlyWhenItFitsTheCode)  // RFC 2034 §4
{
    constexpr StatusCase cases[] = {
        {"250 2.1.5 ok\r\n", "2.1.5", "ok"},
        {"550 4.1.1 x\r\n", "", "4.1.1 x"},
        {"550 5.1.1x\r\n", "", "5.1.1x"},
        {"550 5.1 x\r\n", "", "5.1 x"},
        {"550 5.1234.1 x\r\n", "", "5.1234.1 x"},
        {"354 3.0.0 go\r\n", "", "3.0.0 go"},
        {"220 2.0.0.1 x\r\n", "", "2.0.0.1 x"},
        {"550 5.7.999 x\r\n", "5.7.999", "x"},
        {"550-5.1.1 a\r\n550 5.1.1 b\r\n", "5.1.1", "a\nb"},
        {"550-5.1.1 a\r\n550 5.7.0 b\r\n", "5.1.1", "a\n5.7.0 b"},
    };
    for (const StatusCase& c : cases) {
        ReplyParser parser;
        parser.add(c.octets);
        const auto next = parser.next();
        const auto* const reply = std::get_if<Reply>(&next);
        ASSERT_NE(reply, nullptr) << c.octets;
        EXPECT_EQ(reply->enhanced.text(), c.status) << c.octets;
        EXPECT_EQ(reply->text, c.text) << c.octets;
        EXPECT_TRUE(parser.is_empty()) << c.octets;
    }
}

TEST(Reply, SeveralInOneStreamAreGivenOutInOrder)
{
    ReplyParser parser;
    EXPECT_TRUE(parser.is_empty());
    parser.add("250 a\r\n354 b\r\n250-c\r\n25");
    EXPECT_EQ(next_of(parser), "250 a");
    EXPECT_EQ(next_of(parser), "354 b");
    EXPECT_EQ(next_of(parser), "...");
    EXPECT_FALSE(parser.is_empty());
    parser.add("0 d\r\n");
    EXPECT_EQ(next_of(parser), "250 c d");
    EXPECT_TRUE(parser.is_empty());
}

TEST(Reply, StreamStaysOutOfStepAfterGarbage)
{
    ReplyParser parser;
    parser.add("what\r\n250 ok\r\n");
    EXPECT_EQ(next_of(parser), "? no reply: what");
    parser.add("250 ok\r\n");
    EXPECT_EQ(next_of(parser), "? no reply: what");
    EXPECT_FALSE(parser.is_empty());
}

TEST(Reply, BeyondItsLimitsIsGarbage)
{
    ReplyParser endless;
    for (int i = 0; i < 100 && next_of(endless) == "..."; ++i) endless.add(std::string(1000, '2'));
    EXPECT_EQ(next_of(endless), "? a line of the reply is too long");
    ReplyParser longest;
    longest.add("250 " + std::string(ReplyParser::line_octets_max - 4, 'x') + "\n");
    EXPECT_TRUE(next_of(longest).starts_with("250 x"));
    ReplyParser many;
    for (std::size_t i = 0; i <= ReplyParser::lines_max; ++i) many.add("250-x\r\n");
    EXPECT_EQ(next_of(many), "? the reply has too many lines");
}

TEST(Reply, SeverityIsThatOfTheFirstDigit)  // RFC 5321 §4.2.1
{
    EXPECT_EQ(make_reply(250, "", "").severity(), Severity::positive);
    EXPECT_EQ(make_reply(354, "", "").severity(), Severity::intermediate);
    EXPECT_EQ(make_reply(421, "", "").severity(), Severity::transient);
    EXPECT_EQ(make_reply(550, "", "").severity(), Severity::permanent);
}

TEST(Reply, OnTheWireIsWellFormedWhateverItsText)
{
    EXPECT_EQ(make_reply(452, "4.2.2", "mailbox full").wire(), "452 4.2.2 mailbox full\r\n");
    EXPECT_EQ(make_reply(250, "", "a\nb").wire(), "250-a\r\n250 b\r\n");
    EXPECT_EQ(make_reply(550, "5.0.0", "a\r\n250 b\xC3\xBC\x07").wire(), "550-5.0.0 a\r\n550 5.0.0 250 b???\r\n");
    EXPECT_EQ(make_reply(550, "", std::string(1000, 'x')).wire().size(), 512U);
    EXPECT_EQ(make_reply(452, "4.2.2", "mailbox full").line(), "452 4.2.2 mailbox full");
    EXPECT_EQ(make_reply(250, "2.0.0", "a\nb").line(), "250 2.0.0 a b");
}

}  // namespace
}  // namespace mail
