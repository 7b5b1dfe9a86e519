#include "desk/classify.h"

#include "base/token.h"
#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace desk {
namespace {

using base::Purpose;

class Classify : public testing::Test, public testing_support::DeskFixture {
  protected:
    std::string token(Purpose purpose, std::int64_t id = 7)
    {
        return list::token_address(config, list(), purpose, id, key);
    }

    Classification of(const std::string& octets, const std::string& recipient,
                      const std::string& reverse_path = "ann@body.example")
    {
        return classify(reading(octets, recipient, reverse_path), config, key);
    }
};

const std::string person = "From: ann@body.example\r\nSubject: x\r\n\r\nyes\r\n";

TEST_F(Classify, AddressSaysWhatAPersonsMessageIs)
{
    struct Case {
        std::string recipient;
        Kind kind;
    };
    const Case cases[] = {
        {"sr-update@lists.example", Kind::post},
        {"SR-UPDATE@lists.example", Kind::post},
        {"sr-update+help@lists.example", Kind::command},
        {"sr-update+subscribe@lists.example", Kind::command},
        {"sr-update+owner@lists.example", Kind::unknown},
        {"postmaster", Kind::unknown},
        {"sr-update+translation-1-de@lists.example", Kind::post},
        {token(Purpose::confirm), Kind::confirmation},
        {token(Purpose::leave), Kind::command},
        {token(Purpose::vote), Kind::vote},
        {token(Purpose::reply), Kind::feedback},
        {token(Purpose::thread), Kind::feedback},
        {token(Purpose::form_return), Kind::form_return},
        {token(Purpose::held), Kind::held_answer},
        {token(Purpose::bounce), Kind::feedback},
    };
    for (const Case& c : cases) {
        const Classification is = of(person, c.recipient);
        EXPECT_EQ(is.kind, c.kind) << c.recipient;
        EXPECT_EQ(is.hold, "") << c.recipient;
        EXPECT_FALSE(is.evidence.empty());
        EXPECT_EQ(is.token_id.has_value(), is.address->use == list::Use::token) << c.recipient;
    }
}

TEST_F(Classify, MachinesAreNeverAnAnswerWhateverTheAddress)
{
    struct Case {
        std::string_view fields;
        std::string_view reverse_path;
        Kind kind;
    };
    constexpr Case cases[] = {
        {"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n", "", Kind::bounce},
        {"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n", "ann@body.example",
         Kind::bounce},
        {"content-type: MULTIPART/Report;\r\n boundary=x;\r\n report-type=\"Delivery-Status\"\r\n", "ann@body.example",
         Kind::bounce},
        {"Content-Type: multipart/report; report-type=feedback-report; boundary=x\r\n", "ann@body.example",
         Kind::complaint},
        {"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n", "ann@body.example",
         Kind::auto_reply},
        {"Auto-Submitted: auto-replied\r\n", "ann@body.example", Kind::auto_reply},
        {"Auto-Submitted: Auto-Generated; x=y\r\n", "ann@body.example", Kind::auto_reply},
        {"auto-submitted:\r\n auto-replied\r\n", "", Kind::auto_reply},
        {"X-Autoreply: yes\r\n", "ann@body.example", Kind::auto_reply},
        {"Precedence: auto_reply\r\n", "ann@body.example", Kind::auto_reply},
        {"X-Failed-Recipients: bob@body.example\r\n", "ann@body.example", Kind::bounce},
        {"", "", Kind::bounce},
    };
    for (const Case& c : cases) {
        for (const std::string& recipient :
             {token(Purpose::confirm), token(Purpose::vote), token(Purpose::held), token(Purpose::reply),
              token(Purpose::bounce), token(Purpose::leave), std::string("sr-update@lists.example")}) {
            const Classification is = of(std::string(c.fields) + person, recipient, std::string(c.reverse_path));
            EXPECT_EQ(is.kind, c.kind) << c.fields << recipient;
        }
    }
    EXPECT_EQ(of("Auto-Submitted: no\r\n" + person, token(Purpose::confirm)).kind, Kind::confirmation);
    EXPECT_EQ(of("Precedence: bulk\r\n" + person, token(Purpose::confirm)).kind, Kind::confirmation);
}

TEST_F(Classify, TokenCountsOnlyForItsPurposeAndKey)
{
    EXPECT_EQ(of(person, token(Purpose::vote, 4711)).token_id, 4711);
    const std::string vote = base::make_token(Purpose::vote, 4711, key);
    EXPECT_FALSE(of(person, "sr-update+confirm-" + vote + "@lists.example").token_id);
    EXPECT_FALSE(of(person, "sr-update+held-" + vote + "@lists.example").token_id);
    base::Key another{};
    another[0] = 1;
    EXPECT_FALSE(of(person, list::token_address(config, list(), Purpose::vote, 4711, another)).token_id);
    std::string altered = token(Purpose::vote, 4711);
    altered[altered.find('@') - 1] = altered[altered.find('@') - 1] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(of(person, altered).token_id);
}

TEST_F(Classify, LoopsAreHeld)
{
    EXPECT_NE(of("List-Id: T <sr-update.lists.example>\r\n" + person, "sr-update@lists.example").hold, "");
    EXPECT_NE(of("list-id:\r\n <OTHER.Lists.Example>\r\n" + person, "sr-update@lists.example").hold, "")
        << "another list of ours is a loop as well";
    EXPECT_EQ(of("List-Id: T <sr-update.elsewhere.example>\r\n" + person, "sr-update@lists.example").hold, "");
    std::string hops;
    for (int i = 0; i < 100; ++i) hops += "Received: x\r\n";
    EXPECT_NE(of(hops + person, "sr-update@lists.example").hold, "");
    EXPECT_EQ(of(hops.substr(13) + person, "sr-update@lists.example").hold, "");
}

TEST_F(Classify, WhatExceedsTheLimitsOrIsNobodysIsHeld)
{
    EXPECT_NE(of("X: " + std::string(300'000, 'x') + "\r\n" + person, "sr-update@lists.example").hold, "");
    std::string nested;
    for (int i = 0; i < 200; ++i)
        nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) +
                  "\r\n";
    EXPECT_NE(of("From: ann@body.example\r\n" + nested, "sr-update@lists.example").hold, "");
    const Classification is = of(person, "gone@lists.example");
    EXPECT_NE(is.hold, "");
    EXPECT_FALSE(is.address);
    EXPECT_EQ(of("", "sr-update@lists.example").kind, Kind::post);
}

TEST_F(Classify, ReportsAreKeptWithTheResult)
{
    const Classification is = of("From: MAILER-DAEMON@body.example\r\nSubject: failure notice\r\n\r\n"
                                 "<bob@body.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n",
                                 token(Purpose::bounce), "");
    EXPECT_EQ(is.kind, Kind::bounce);
    ASSERT_TRUE(is.delivery_report);
    ASSERT_EQ(is.delivery_report->recipients.size(), 1U);
    EXPECT_EQ(is.delivery_report->recipients[0].address, "bob@body.example");
}

TEST_F(Classify, ReportAboutADomainIsNothingOfOurs)
{
    const Classification is = of("TLS-Report-Domain: lists.example\r\n" + person, "sr-update@lists.example");
    EXPECT_EQ(is.kind, Kind::unknown);
    EXPECT_FALSE(is.evidence.empty());
}

TEST_F(Classify, ButtonPressedForAReaderLeaves)
{
    const std::string octets = "X-Apple-Unsubscribe: true\r\nAuto-Submitted: auto-replied\r\n" + person;
    EXPECT_EQ(of(octets, token(Purpose::leave)).kind, Kind::command);
    EXPECT_EQ(of(octets, token(Purpose::confirm)).kind, Kind::complaint) << "elsewhere it is no answer";
}

TEST_F(Classify, ShapeAloneTellsWhatItCan)
{
    struct Case {
        std::string octets;
        Kind kind;
    };
    const Case cases[] = {
        {person, Kind::unknown},
        {"In-Reply-To: <1@lists.example>\r\n" + person, Kind::feedback},
        {"Subject: Re: Issue 7\r\n\r\nYes.\r\n> Do you agree?\r\n", Kind::feedback},
        {"Subject: Re: Issue 7\r\n\r\nYes.\r\n", Kind::unknown},
        {"Auto-Submitted: auto-replied\r\n" + person, Kind::auto_reply},
        {"Return-Path: <>\r\n" + person, Kind::unknown},
        {"\xEF\xBB\xBF"
         "Auto-Submitted: auto-replied\r\n" +
             person,
         Kind::auto_reply},
        {"Subject: x\rAuto-Submitted: auto-replied\r\rI am away.\r", Kind::auto_reply},
        {"", Kind::unknown},
    };
    for (const Case& c : cases)
        EXPECT_EQ(kind_name(classify_by_shape(read_message({}, c.octets)).kind), kind_name(c.kind)) << c.octets;
}

TEST(FirstWord, IsOfTheNewTextOnly)
{
    struct Case {
        std::string_view text;
        std::string_view word;
    };
    constexpr Case cases[] = {
        {"NO\n", "no"},
        {"  No, thank you", "no"},
        {"> yes\nno", "no"},
        {"On Monday Ann wrote:\n> yes\n\nRelease", "release"},
        {"", ""},
        {"> all quoted\n> no\n", ""},
        {"*release*", "release"},
        {"\r\n\r\nYes.\r\n", "yes"},
        {"\"discard\"", "discard"},
        {"...", ""},
        {"release:", "release"},
        {"noway", "noway"},
    };
    for (const Case& c : cases) EXPECT_EQ(first_word(c.text), c.word) << c.text;
}

}  // namespace
}  // namespace desk
