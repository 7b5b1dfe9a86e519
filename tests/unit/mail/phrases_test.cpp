#include "mail/phrases.h"

#include <gtest/gtest.h>

#include <array>

namespace mail {
namespace {

TEST(Phrases, TextIsMadeComparable)
{
    EXPECT_EQ(comparable("  User\r\n\tUNKNOWN  "), "user unknown");
    EXPECT_EQ(comparable("couldn\xE2\x80\x99t"), "couldn't");
    EXPECT_EQ(comparable("\xC3\x89t\xC3\xA9\xC2\xA0ici"), "\xC3\xA9t\xC3\xA9 ici");
    EXPECT_EQ(comparable(""), "");
}

TEST(Phrases, GapIsShort)
{
    EXPECT_TRUE(says("the mailbox of ann is full", "mailbox*full"));
    EXPECT_FALSE(says("full is the mailbox", "mailbox*full"));
    EXPECT_FALSE(says("mailbox " + std::string(80, 'x') + " full", "mailbox*full"));
    EXPECT_TRUE(says("mailbox " + std::string(80, 'x') + " mailbox full", "mailbox*full"))
        << "a later place counts as well";
    EXPECT_TRUE(says("a b c", "a*b*c"));
    EXPECT_FALSE(says("a c b", "a*b*c"));
}

TEST(Phrases, FirstOfTheTableIsTaken)
{
    constexpr Phrase<int> table[] = {{"quota", 1}, {"user unknown", 2}};
    ASSERT_NE(first_said("user unknown: quota", table), nullptr);
    EXPECT_EQ(first_said("user unknown: quota", table)->meaning, 1);
    EXPECT_EQ(first_said("nothing", table), nullptr);
}

}  // namespace
}  // namespace mail
