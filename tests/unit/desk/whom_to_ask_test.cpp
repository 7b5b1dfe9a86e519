#include "desk/whom_to_ask.h"

#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>

namespace desk {
namespace {

class WhomToAsk : public testing::Test, public testing_support::DeskFixture {
  protected:
    static constexpr auto from_eve =
        "From: eve@elsewhere.example\r\nSubject: Hello\r\nMessage-ID: <1@elsewhere.example>\r\n";

    std::optional<TellWhomToAsk> told(const std::string& header, const std::string& reverse_path = "eve@x.example")
    {
        return tell_whom_to_ask(reading(header + "\r\nx\r\n", "sr-update@lists.example", reverse_path), list(), config,
                                facts);
    }

    AuthorFacts facts;
};

TEST_F(WhomToAsk, BareFromIsToldOfTheOwnerWithNoneOfItsWords)
{
    facts.in_charge.push_back({.email = "office@afx.example"});
    const auto tell = told(from_eve);
    ASSERT_TRUE(tell);
    EXPECT_FALSE(tell->is_proven);
    EXPECT_EQ(tell->ask, std::vector<std::string>{"sr-update+owner@lists.example"});
    EXPECT_EQ(tell->subject + tell->message_id, "");
}

TEST_F(WhomToAsk, ProvenAuthorIsToldOfTheBodyInChargeOfHisCountry)
{
    const std::string proof = "Authentication-Results: mx.lists.example; dmarc=pass header.from=elsewhere.example\r\n";
    const auto of_owner = told(proof + from_eve);
    ASSERT_TRUE(of_owner);
    EXPECT_TRUE(of_owner->is_proven);
    EXPECT_EQ(of_owner->ask, std::vector<std::string>{"sr-update+owner@lists.example"});
    EXPECT_EQ(of_owner->subject, "Hello");
    EXPECT_EQ(of_owner->message_id, "<1@elsewhere.example>");
    facts.in_charge.push_back({.email = "office@afx.example"});
    EXPECT_EQ(told(proof + from_eve)->ask, std::vector<std::string>{"office@afx.example"});
    facts.is_token_holder = true;
    EXPECT_EQ(told(from_eve)->ask, std::vector<std::string>{"office@afx.example"});
}

TEST_F(WhomToAsk, ProgramsListsOwnersOurselvesAndTheSuppressedAreNotWrittenTo)
{
    const std::string eve = from_eve;
    EXPECT_FALSE(told(eve, ""));
    EXPECT_FALSE(told(eve + "List-Id: <x.example>\r\n"));
    EXPECT_FALSE(told(eve + "Precedence: list\r\n"));
    EXPECT_FALSE(told("From: sr-update@lists.example\r\n"));
    EXPECT_FALSE(told("From: mailer-daemon@elsewhere.example\r\n"));
    EXPECT_FALSE(told("From: Owner@body.example\r\n"));
    EXPECT_FALSE(told("From: a@x.example, b@x.example\r\n"));
    EXPECT_FALSE(told(""));
    facts.is_suppressed = true;
    EXPECT_FALSE(told(eve));
}

}  // namespace
}  // namespace desk
