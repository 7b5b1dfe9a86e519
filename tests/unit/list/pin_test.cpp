#include "list/pin.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using list::pin;

const std::string post = "Received: by lists.example\r\nFrom: ann@body.example\r\nSubject: Issue #1\r\n"
                         "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                         "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
                         "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                         "JVBERi0=\r\n--b--\r\n";

store::Issue issue()
{
    return {.number = 1, .subject = "Issue #1", .author = "ann@body.example", .categories = {"nmb", "d-liaison"}};
}

std::string changed(const std::string& from, const std::string& to)
{
    std::string other = post;
    other.replace(other.find(from), from.size(), to);
    return other;
}

TEST(Pin, NamesTheLeavesOfTheTree)
{
    const list::Pin pinned = pin(issue(), post);
    ASSERT_EQ(pinned.parts.size(), 2U);
    EXPECT_EQ(pinned.parts[0].media_type, "text/plain");
    EXPECT_EQ(pinned.parts[1].media_type, "application/pdf");
    EXPECT_EQ(pinned.parts[1].sha256.size(), 32U);
    EXPECT_NE(pinned.parts[0].sha256, pinned.parts[1].sha256);
}

TEST(Pin, ChangesWithAnythingThatIsApproved)
{
    const std::string whole = pin(issue(), post).sha256;
    EXPECT_EQ(whole, pin(issue(), post).sha256);
    EXPECT_NE(whole, pin(issue(), changed("Hello", "hello")).sha256);
    EXPECT_NE(whole, pin(issue(), changed("name=a.pdf", "name=b.pdf")).sha256);
    EXPECT_NE(whole, pin(issue(), changed("--b--", "--b--\r\nepilogue")).sha256);
    EXPECT_NE(whole, pin(issue(), changed("multipart/mixed", "multipart/alternative")).sha256);
    store::Issue other = issue();
    other.subject = "Issue #2";
    EXPECT_NE(whole, pin(other, post).sha256);
    other = issue();
    other.author = "bob@body.example";
    EXPECT_NE(whole, pin(other, post).sha256);
    other = issue();
    other.categories.pop_back();
    EXPECT_NE(whole, pin(other, post).sha256) << "the audience rule";
}

TEST(Pin, IsOfThePartItselfNotOfTheWayItCame)
{
    EXPECT_EQ(pin(issue(), post).sha256, pin(issue(), "Received: by another.example\r\n" + post).sha256);
}

TEST(Pin, OfAMessageWithoutParts)
{
    const list::Pin pinned = pin(issue(), "From: a@body.example\r\n\r\nHello\r\n");
    ASSERT_EQ(pinned.parts.size(), 1U);
    EXPECT_EQ(pinned.parts[0].media_type, "text/plain");
    EXPECT_EQ(pinned.parts[0].octets, 7);
}

}  // namespace
