/// What comes back from members: answers to issues, who answers them, and the talk that follows.

#include "support/world.h"

#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing_support::Letter;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
constexpr auto roster = "email,name,category,organisation,country\n"
                        "ann@firm.example,Ann,subscriber,Firm,FR\n"
                        "office@afx.example,Office,nmb,AFX,FR\n"
                        "desk@dix.example,Desk,nmb,DIX,DE\n"
                        "bob@nowhere.example,Bob,subscriber,,\n";

std::string first_line(const std::string& body)
{
    return body.substr(0, body.find('\r')) + '\n';
}

/// Issue 1 has gone out to all of them.
struct AfterAnIssue {
    explicit AfterAnIssue(const std::string& more = "") : world(World::usual_config("post_auth = \"open\"\n" + more))
    {
        world.import("sr-update", roster);
        world.receive(
            {.from = secretary, .to = "sr-update@lists.example.org", .subject = "ISO/SR Update #1: May 2005"});
        world.run();
        for (const Sent& copy : world.take_sent()) reply_to[copy.recipient] = copy.field("Reply-To");
    }

    boost::json::array feedback()
    {
        boost::json::array rows;
        world.store().read([&](store::Store& store) { rows = report::feedback(store, "sr-update", std::nullopt); });
        return rows;
    }

    World world;
    std::map<std::string, std::string> reply_to;
};

TEST(Feedback, GoesToTheSecretaryWhoAnswersInTheSameThread)
{
    AfterAnIssue after;
    after.world.receive({.from = "ann@firm.example",
                         .to = after.reply_to["ann@firm.example"],
                         .subject = "Re: ISO/SR Update #1: May 2005",
                         .text = "The date on page 2 is wrong.\n\n> Dear members,\n> here is the issue\n"});
    after.world.run();
    const auto asked = after.world.take_sent_to(secretary);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].subject(), "Feedback on ISO/SR Update issue 1: Re: ISO/SR Update #1: May 2005");
    EXPECT_THAT(asked[0].body(), HasSubstr("    The date on page 2 is wrong."));
    EXPECT_THAT(asked[0].body(), Not(HasSubstr("Dear members"))) << "what she quoted is known";
    EXPECT_THAT(asked[0].field("Reply-To"), HasSubstr("sr-update+thread-"));
    EXPECT_EQ(asked[0].field("Auto-Submitted"), "auto-generated");

    after.world.receive({.from = secretary,
                         .to = asked[0].field("Reply-To"),
                         .subject = "Re: Feedback",
                         .text = "Thank you, it is the 14th.\n\n> " + first_line(asked[0].body())});
    after.world.run();
    const auto answer = after.world.take_sent_to("ann@firm.example");
    ASSERT_EQ(answer.size(), 1U);
    EXPECT_THAT(answer[0].body(), HasSubstr("Thank you, it is the 14th."));
    EXPECT_NE(answer[0].field("Reply-To"), asked[0].field("Reply-To")) << "each has a token of its own";
    EXPECT_THAT(answer[0].octets, Not(HasSubstr(asked[0].field("Reply-To"))));

    const auto rows = after.feedback();
    ASSERT_EQ(rows.size(), 1U);
    const boost::json::object& row = rows[0].as_object();
    EXPECT_EQ(row.at("member").as_string(), "ann@firm.example");
    EXPECT_EQ(row.at("issue").as_int64(), 1);
    EXPECT_EQ(row.at("text").as_string(), "The date on page 2 is wrong.");
    EXPECT_EQ(row.at("state").as_string(), "answered");

    after.world.receive({.from = "ann@firm.example", .to = answer[0].field("Reply-To"), .text = "Merci.\n"});
    after.world.run();
    const auto back = after.world.take_sent_to(secretary);
    ASSERT_EQ(back.size(), 1U);
    EXPECT_THAT(back[0].body(), HasSubstr("    Merci."));
}

TEST(Feedback, FromAnotherMailboxIsTheMembersWhoseTokenItCarries)
{
    AfterAnIssue after;
    after.world.receive(
        {.from = "ann.private@home.example", .to = after.reply_to["ann@firm.example"], .text = "From home: fine.\n"});
    after.world.run();
    const auto rows = after.feedback();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("member").as_string(), "ann@firm.example");
    EXPECT_EQ(rows[0].at("from").as_string(), "ann.private@home.example");
}

TEST(Feedback, GoesToTheBodyInChargeOfTheSendersCountry)
{
    AfterAnIssue after("[list.feedback]\nin_charge = [\"nmb\", \"d-liaison\"]\n");
    for (const char* writer : {"ann@firm.example", "bob@nowhere.example", "office@afx.example"})
        after.world.receive(
            {.from = writer, .to = after.reply_to[writer], .text = std::string("From ") + writer + '\n'});
    after.world.run();
    const auto sent = after.world.take_sent();
    std::map<std::string, std::string> asked;
    for (const Sent& letter : sent) asked[letter.recipient] += letter.body();
    EXPECT_THAT(asked["office@afx.example"], HasSubstr("From ann@firm.example"));
    EXPECT_THAT(asked["office@afx.example"], HasSubstr("Country:       FR"));
    EXPECT_EQ(asked.count("desk@dix.example"), 0U);
    EXPECT_THAT(asked[secretary], HasSubstr("From bob@nowhere.example")) << "he has no country";
    EXPECT_THAT(asked[secretary], HasSubstr("From office@afx.example")) << "nobody answers himself";
    EXPECT_THAT(asked[secretary], Not(HasSubstr("From ann@firm.example")));
}

TEST(Feedback, OfACategoryThatIsNotTakenWaitsInTheDigest)
{
    AfterAnIssue after("[list.feedback]\ntake = [\"nmb\"]\n");
    after.world.receive({.from = "ann@firm.example", .to = after.reply_to["ann@firm.example"], .text = "A word.\n"});
    after.world.run();
    const auto told = after.world.take_sent();
    ASSERT_EQ(told.size(), 1U) << "she is told whom to ask, and nobody is asked";
    EXPECT_EQ(told[0].recipient, "ann@firm.example");
    after.world.pass(25h);
    const auto digest = after.world.take_sent_to(secretary);
    ASSERT_EQ(digest.size(), 1U);
    EXPECT_EQ(digest[0].subject(), "ISO/SR Update: feedback (1)");
    EXPECT_THAT(digest[0].body(), HasSubstr("A word."));
    EXPECT_THAT(digest[0].body(), HasSubstr("nobody yet"));
    after.world.pass(25h);
    EXPECT_TRUE(after.world.take_sent_to(secretary).empty()) << "told once";
}

TEST(Feedback, KeepsItsFilesAndHidesEveryLiveToken)
{
    AfterAnIssue after;
    const std::string token_address = after.reply_to["bob@nowhere.example"];
    after.world.receive({.from = "ann@firm.example",
                         .to = after.reply_to["ann@firm.example"],
                         .text = "--b\nContent-Type: text/plain\n\nSee the file, and " + token_address +
                                 "\n--b\nContent-Type: text/csv; name=dates.csv\nContent-Disposition: "
                                 "attachment; filename=dates.csv\n\na,b\n--b\nContent-Type: "
                                 "message/rfc822\n\nSubject: inner\n\ninner\n--b--\n",
                         .more_fields = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"});
    after.world.run();
    const auto asked = after.world.take_sent_to(secretary);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_THAT(asked[0].octets, HasSubstr("filename=\"dates.csv\""));
    EXPECT_THAT(asked[0].octets, HasSubstr("See the file, and"));
    EXPECT_THAT(asked[0].octets, Not(HasSubstr("inner")));
    EXPECT_THAT(asked[0].octets, Not(HasSubstr(token_address.substr(0, token_address.find('@')))));
}

TEST(Feedback, OfAProgramOrWithoutAWordIsNone)
{
    AfterAnIssue after;
    const std::string to = after.reply_to["ann@firm.example"];
    after.world.receive(
        {.from = "ann@firm.example", .to = to, .text = "Out.\n", .more_fields = "Auto-Submitted: auto-replied\r\n"});
    after.world.receive({.from = "ann@firm.example", .to = to, .text = "> all quoted\n"});
    after.world.run();
    EXPECT_TRUE(after.feedback().empty());
    EXPECT_TRUE(after.world.take_sent().empty());
    EXPECT_EQ(after.world.held().size(), 1U) << "nothing is thrown away unseen";
}

TEST(Feedback, AThreadIsNoOpenRelayForWhoeverFoundItsToken)
{
    AfterAnIssue after;
    after.world.receive({.from = "ann@firm.example", .to = after.reply_to["ann@firm.example"], .text = "A word.\n"});
    after.world.run();
    const std::string thread = after.world.take_sent_to(secretary).at(0).field("Reply-To");
    for (int i = 0; i < 60; ++i)
        after.world.receive(
            {.from = "stranger@elsewhere.example", .to = thread, .text = "Buy " + std::to_string(i) + "\n"});
    after.world.run();
    EXPECT_EQ(after.world.take_sent_to("ann@firm.example").size(), 50U);
    EXPECT_EQ(after.world.held().size(), 10U);
}

}  // namespace
