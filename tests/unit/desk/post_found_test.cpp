// Found while the desk was fuzzed.

#include "desk/post.h"

#include <gtest/gtest.h>

namespace desk {
namespace {

using base::operator""h;

config::List sr_update()
{
    config::List list;
    list.name = "sr-update";
    list.address = {.local_part = "sr-update", .domain = "lists.example.org"};
    return list;
}

// Where the header was not read to its end nobody knows its body: the issue would have gone out empty.
TEST(AcceptPost, WithAHeaderBeyondTheLimitsStaysHeldWhoeverReleasesIt)
{
    std::string octets = "From: ann@body.example\r\nSubject: Issue #1\r\n";
    for (int i = 0; i < 3000; ++i) octets += "X-Filler: x\r\n";
    octets += "\r\nText.\r\n";
    const Reading reading = read_message({.id = 7}, octets);
    ASSERT_TRUE(reading.header.exceeds_limits);
    const Effects effects = accept_post(reading, sr_update(), {}, "owner", base::Time{1h});
    ASSERT_FALSE(effects.empty());
    EXPECT_TRUE(std::holds_alternative<Hold>(effects.front()));
}

// A copy's header would have had raw octets, or a line longer than mail allows.
TEST(ReadMessage, TakesAMessageIdThatNoFieldCanHoldForNone)
{
    const std::string raw = "Message-ID: <1@bod\xFFy.example>\r\n\r\n";
    EXPECT_EQ(read_message({.id = 7}, raw).message_id, "");
    const std::string lengthy = "Message-ID:\r\n <" + std::string(985, 'x') + "@y>\r\n\r\n";
    EXPECT_EQ(read_message({.id = 7}, lengthy).message_id, "");
    const std::string usual = "Message-ID: <1@body.example>\r\n\r\n";
    EXPECT_EQ(read_message({.id = 7}, usual).message_id, "<1@body.example>");
}

}  // namespace
}  // namespace desk
