/// Hostile mail through the whole house: what its sender, the owner and the members see of it. tests/README.md has the
/// table of hostile inputs.

#include "base/token.h"
#include "list/our_address.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::Sent;
using testing_support::World;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto list_address = "sr-update@lists.example.org";
constexpr auto one_member = "email,category\nann@body.example,nmb\n";

std::size_t fields_in(const Sent& sent, std::string_view name)
{
    const std::string header = "\r\n" + sent.octets.substr(0, sent.octets.find("\r\n\r\n"));
    const std::string start = "\r\n" + std::string(name) + ':';
    std::size_t count = 0;
    for (auto at = header.find(start); at != std::string::npos; at = header.find(start, at + 1)) ++count;
    return count;
}

/// The one copy that the one member got.
std::vector<Sent> copies(World& world)
{
    return world.take_sent_to("ann@body.example");
}

std::string token_address(World& world, base::Purpose purpose, std::int64_t id)
{
    const desk::Rules& rules = world.rules();
    return list::token_address(*rules.config, rules.config->lists.front(), purpose, id, rules.key);
}

struct HostileMessage {
    std::string name;
    std::string octets;
    std::string reason;  ///< why it is held; "" when it goes out
};

void expect_answers(const std::vector<HostileMessage>& messages, const std::string& more_config)
{
    for (const HostileMessage& each : messages) {
        World world(World::usual_config(more_config));
        world.import("sr-update", one_member);
        EXPECT_THAT(world.receive_octets(secretary, list_address, each.octets), StartsWith("250")) << each.name;
        const auto held = world.held();
        if (each.reason.empty()) {
            EXPECT_THAT(held, IsEmpty()) << each.name << ": " << (held.empty() ? "" : held.front().reason);
            EXPECT_THAT(copies(world), SizeIs(1)) << each.name;
        } else {
            ASSERT_THAT(held, SizeIs(1)) << each.name;
            EXPECT_THAT(held.front().reason, HasSubstr(each.reason)) << each.name;
            const auto sent = world.take_sent();
            const bool is_strangers = held.front().reason == "its author may not post";
            EXPECT_THAT(sent, SizeIs(is_strangers ? 1 : 0)) << each.name << ": who may post is not written to";
            for (const Sent& told : sent) EXPECT_THAT(told.subject(), HasSubstr("whom to ask")) << each.name;
        }
    }
}

TEST(HostileParts, AreDeliveredOrHeldAndNeverFetchedJoinedOrExpanded)
{
    const std::string from = "From: secretary@secretariat.example\r\n";
    std::string messages_in_messages;
    for (int i = 0; i < 200; ++i) messages_in_messages += "Content-Type: message/rfc822\r\n\r\n";
    std::string siblings = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 2000; ++i) siblings += "--b\r\n\r\nx\r\n";
    std::string parameters = "Content-Type: text/plain";
    for (int i = 0; i < 5000; ++i) parameters += ";\r\n a" + std::to_string(i % 7) + '*' + std::to_string(i) + "*=x";
    expect_answers(
        {
            {"enclosed messages, 200 deep", from + messages_in_messages, "its parts exceed the limits"},
            {"2,000 parts side by side", from + siblings, "its parts exceed the limits: there are too many parts"},
            {"5,000 parameters", from + parameters + "\r\n\r\ntext\r\n", "its header exceeds the limits"},
            {"500 parameters", from + parameters.substr(0, 7000) + "\r\n\r\ntext\r\n", ""},
            {"external-body",
             from + "Content-Type: message/external-body; access-type=URL; URL=\"http://127.0.0.1/x\"\r\n\r\n\r\n", ""},
            {"partial", from + "Content-Type: message/partial; id=x; number=1; total=2\r\n\r\nFrom: x\r\n", ""},
            {"uuencode", from + "\r\nbegin 644 ../../etc/passwd\r\n#0V%T\r\n`\r\nend\r\n", ""},
            {"an attachment that names a path",
             from + "Content-Type: image/png; name=\"../../etc/passwd\"\r\nContent-Disposition: attachment;\r\n"
                    " filename=\"..\\\\..\\\\x\"\r\n\r\n<script>\r\n",
             ""},
            {"entities without end",
             from + "Content-Type: text/html\r\n\r\n" + std::string(900, '&') + "<table><tr><td>&amp\r\n", ""},
        },
        "post_auth = \"open\"\n");
}

TEST(HostileSender, IsNobodyWhoMayPostWhateverTheHeaderMakesOfIt)
{
    const std::string pass = "Authentication-Results: mx.example.org; dmarc=pass header.from=secretariat.example\r\n";
    const std::string text = "Subject: Issue 1\r\n\r\ntext\r\n";
    expect_answers(
        {
            {"the usual one", pass + "From: secretary@secretariat.example\r\n" + text, ""},
            {"two From fields", pass + "From: secretary@secretariat.example\r\nFROM: eve@elsewhere.example\r\n" + text,
             "it has no From, or several"},
            {"two authors", pass + "From: secretary@secretariat.example, eve@elsewhere.example\r\n" + text,
             "From names no single author"},
            {"a group", pass + "From: Board: secretary@secretariat.example, x@y.example;\r\n" + text,
             "From names no single author"},
            {"an empty group", pass + "From: Board:;\r\n" + text, "From names no single author"},
            {"an empty From", pass + "From:\r\n" + text, "From names no single author"},
            {"a blank before the colon", pass + "From : secretary@secretariat.example\r\n" + text,
             "From names no single author"},
            {"From behind the empty line", pass + "\r\nFrom: secretary@secretariat.example\r\n" + text,
             "it has no From, or several"},
            {"From behind a blank", pass + " From: secretary@secretariat.example\r\n" + text,
             "it has no From, or several"},
            {"Sender instead of From", pass + "Sender: secretary@secretariat.example\r\n" + text,
             "it has no From, or several"},
            {"Sender beside another From",
             pass + "From: eve@elsewhere.example\r\nSender: secretary@secretariat.example\r\n" + text,
             "its author may not post"},
            {"a display name like an address",
             pass + "From: \"secretary@secretariat.example\" <eve@e.example>\r\n" + text, "its author may not post"},
            {"an encoded-word for an address", pass + "From: =?utf-8?q?secretary?=@secretariat.example\r\n" + text,
             "its author may not post"},
            {"a comment before the at sign", pass + "From: secretary(x)@secretariat.example\r\n" + text, ""},
            {"a Cyrillic letter in the domain", pass + "From: secretary@secret\u0430riat.example\r\n" + text,
             "its author may not post"},
            {"that domain as its A-label", pass + "From: secretary@xn--secretriat-b7j.example\r\n" + text,
             "its author may not post"},
            {"comments, 30,000 deep", pass + "From: " + std::string(30'000, '(') + "\r\n" + text,
             "From names no single author"},
            {"a NUL in the address",
             pass + "From: secretary" + std::string(1, '\0') + "@secretariat.example\r\n" + text,
             "From names no single author"},
            {"no From, only a Subject", "Subject: x\r\n", "it has no From, or several"},
            {"no header", "\r\ntext\r\n", "it has no From, or several"},
            {"nothing at all", "", "it has no From, or several"},
        },
        "post_auth = \"authenticated\"\n");
}

TEST(HostileSender, WithoutFromIsDescribedAndHeldForAPerson)
{
    World world(World::usual_config());
    world.receive_octets("", list_address, "");
    world.receive_octets("x@y.example", "sr-update+owner@lists.example.org", "Subject: help\r\n");
    ASSERT_THAT(world.held(), SizeIs(2));
    EXPECT_EQ(world.held()[0].author, "");
    EXPECT_EQ(world.held()[1].subject, "help");
    world.pass(1h);
    EXPECT_THAT(world.take_sent(), SizeIs(1)) << "the owner's digest, and no answer";
}

TEST(HostileSubject, StartsNoFieldInAnyNoticeOrCopy)
{
    World world(World::usual_config());
    world.import("sr-update", one_member);
    const std::string evil =
        "Subject: =?UTF-8?Q?Issue_3=0D=0ABcc:_victim@elsewhere.example=0D=0A=0D=0Ahi=00=1B[2J?=\r\n";
    world.receive_octets(secretary, list_address, "From: secretary@secretariat.example\r\n" + evil + "\r\nx\r\n");
    const auto challenge = world.take_sent_to(secretary);
    ASSERT_THAT(challenge, SizeIs(1));
    world.receive({.from = secretary, .to = challenge[0].field("Reply-To"), .text = "yes\n"});
    world.receive_octets("e@e.example", list_address, "From: e@e.example\r\n" + evil + "\r\nx\r\n");
    world.pass(days{1});
    auto sent = world.take_sent();
    sent.push_back(challenge[0]);
    ASSERT_GE(sent.size(), 4U) << "challenge, acceptance, copy, report, digest";
    for (const Sent& each : sent) {
        EXPECT_EQ(fields_in(each, "Bcc"), 0U) << each.octets;
        EXPECT_EQ(fields_in(each, "Subject"), 1U) << each.octets;
        EXPECT_EQ(each.octets.find('\x1B'), std::string::npos) << each.octets;
        EXPECT_EQ(each.octets.find('\0'), std::string::npos) << each.octets;
    }
}

TEST(HostileDate, IsKeptAsItCameAndDecidesNothing)
{
    for (const char* date :
         {"Fri, 31 Dec 9999 23:59:60 +9999", "-1", "60:60", "Mon, 1 Jan 2024", "", "((((((", "UTC"}) {
        World world(World::usual_config("post_auth = \"open\"\n"));
        world.import("sr-update", one_member);
        world.receive({.from = secretary,
                       .to = list_address,
                       .subject = "Issue 1: May 2005",
                       .more_fields = "Date: " + std::string(date) + "\r\n"});
        EXPECT_EQ(world.issue("sr-update", 1).at("date").as_string(), "May 2005") << date;
        const auto copy = copies(world);
        ASSERT_THAT(copy, SizeIs(1)) << date;
        EXPECT_EQ(fields_in(copy[0], "Date"), 1U) << date;
        EXPECT_EQ(copy[0].field("Date"), date);
    }
}

TEST(ForgedFields, OfOtherMtasAndListsAreNotPassedOn)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", one_member);
    world.receive({.from = secretary,
                   .to = list_address,
                   .subject = "Issue 1",
                   .more_fields = "Return-Path: <eve@elsewhere.example>\r\n"
                                  "Authentication-Results: mx.example.org; dmarc=pass\r\n"
                                  "List-Unsubscribe: <mailto:eve@elsewhere.example>\r\n"
                                  "Reply-To: eve@elsewhere.example\r\n"
                                  "Bcc: victim@elsewhere.example\r\n"
                                  "Disposition-Notification-To: eve@elsewhere.example\r\n"});
    const auto copy = copies(world);
    ASSERT_THAT(copy, SizeIs(1));
    const std::string header = copy[0].octets.substr(0, copy[0].octets.find("\r\n\r\n"));
    EXPECT_THAT(header, Not(HasSubstr("elsewhere.example")));
    EXPECT_THAT(header, Not(HasSubstr("Authentication-Results")));
    EXPECT_EQ(fields_in(copy[0], "List-Unsubscribe"), 1U);
}

TEST(ForgedBounce, CountsNothingAndAnswersNobody)
{
    World world(World::usual_config());
    world.import("sr-update", one_member);
    std::string report = "From: mailer-daemon@elsewhere.example\r\nContent-Type: multipart/report; "
                         "report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n";
    for (int i = 0; i < 10'000; ++i) report += "Final-Recipient: rfc822; ann@body.example\r\nAction: failed\r\n\r\n";
    report += "--b--\r\n";
    std::string forged = token_address(world, base::Purpose::bounce, 1);
    forged[forged.find('@') - 1] = forged[forged.find('@') - 1] == 'a' ? 'b' : 'a';
    world.receive_octets("", forged, report);
    EXPECT_THAT(world.journal(), Contains("bounce_ignored"));
    EXPECT_THAT(world.held(), IsEmpty());
    world.receive_octets("", list_address, report);
    EXPECT_THAT(world.held(), IsEmpty());
    EXPECT_THAT(world.journal(), Not(Contains("probe_planned"))) << "no token ties it to a delivery";
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

TEST(ForgedToken, OfAnotherPurposeListOrKeyActsOnNothing)
{
    World world(World::usual_config());
    world.import("sr-update", one_member);
    world.receive({.from = secretary, .to = list_address, .subject = "Issue 1"});
    const std::string confirm = world.take_sent_to(secretary).at(0).field("Reply-To");
    const std::string token =
        confirm.substr(confirm.find("confirm-") + 8, confirm.find('@') - confirm.find("confirm-") - 8);
    const std::string of_next = token_address(world, base::Purpose::confirm, 4711);
    for (const std::string& address :
         {"sr-update+held-" + token + "@lists.example.org", "sr-update+vote-" + token + "@lists.example.org",
          "sr-update+confirm-" + token.substr(0, token.size() - 1) + "@lists.example.org",
          "sr-update+confirm-" + token + "a@lists.example.org", of_next}) {
        EXPECT_THAT(world.receive({.from = secretary, .to = address, .text = "release\n"}), StartsWith("250"))
            << address;
    }
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
    EXPECT_THAT(world.take_sent(), IsEmpty()) << "each gets the same answer: none";

    std::string shouted = confirm;
    std::ranges::transform(shouted, shouted.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    world.receive({.from = "another@mailbox.example", .to = shouted, .text = "yes\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributed") << "the token counts, in any case and from any mailbox";
}

TEST(VacationProgram, WithoutAnyMarkThatAnswersEachNoticeGetsAFewADay)
{
    World world(World::usual_config());
    world.import("sr-update", one_member);
    world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "spam"});
    for (int day = 0; day < 5; ++day) {
        std::size_t notices = 0;
        for (int hour = 0; hour < 24; ++hour) {
            world.pass(1h);
            for (auto sent = world.take_sent_to(secretary); !sent.empty(); sent = world.take_sent_to(secretary)) {
                for (const Sent& notice : sent) {
                    ++notices;
                    ASSERT_LE(notices, 5U) << "on day " << day;
                    const std::string reply_to = notice.field("Reply-To");
                    const std::string to = reply_to.empty() ? "sr-update+owner@lists.example.org" : reply_to;
                    world.receive({.from = secretary, .to = to, .subject = "Away", .text = "I am away\n"});
                }
            }
        }
        EXPECT_GE(notices, 1U) << "on day " << day;
    }
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
}

TEST(HeldFlood, IsToldOfInDigestsOfBoundedSize)
{
    World world(World::usual_config());
    for (int i = 0; i < 250; ++i)
        world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "spam " + std::to_string(i)});
    world.pass(1h);
    const auto first = world.take_sent_to(secretary);
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_THAT(first[0].subject(), HasSubstr("200 messages held"));
    EXPECT_THAT(first[0].body(), HasSubstr("More are held"));
    EXPECT_THAT(first[0].body(), Not(HasSubstr("spam 200")));
    world.pass(days{1});
    const auto second = world.take_sent_to(secretary);
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_THAT(second[0].subject(), HasSubstr("50 messages held"));
    EXPECT_THAT(second[0].body(), Not(HasSubstr("More are held")));
}

TEST(TokenOfAHeldMessage, ThatComesAgainAndAgainIsAnsweredFiveTimesADay)
{
    World world(World::usual_config());
    world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "spam"});
    world.pass(1h);
    const std::string decide = world.take_sent_to(secretary).at(0).field("Reply-To");
    for (int i = 0; i < 20; ++i) world.receive({.from = secretary, .to = decide, .text = "I am away\n"});
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(5));
    world.receive({.from = secretary, .to = decide, .text = "discard\n"});
    EXPECT_THAT(world.held(), IsEmpty()) << "what is decided counts, answered or not";
    world.pass(days{2});
    world.take_sent();
    for (int i = 0; i < 20; ++i) world.receive({.from = secretary, .to = decide, .text = "discard\n"});
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(5));
}

TEST(HostileText, InEveryFieldIsDataInTheStore)
{
    const std::string evil = "'); DROP TABLE member; -- % _ \" {{title}} ${x} `id`";
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", "email,category,name,about,x\nann@body.example,nmb,\"'); DROP TABLE member; --\","
                              "\"%_\",\"{{title}}\"\n");
    world.receive({.from = "\"'); DROP TABLE spool; --\" <secretary@secretariat.example>",
                   .to = list_address,
                   .subject = "Issue 1: " + evil,
                   .text = evil + "\n",
                   .message_id = "<'); DROP TABLE issue; --@secretariat.example>"});
    EXPECT_EQ(world.issue("sr-update", 1).at("subject").as_string(), "Issue 1: " + evil);
    int copies_seen = 0;
    int reports_seen = 0;
    for (const Sent& sent : world.take_sent()) {
        if (sent.recipient == secretary && sent.body().find("{{title}}") != std::string::npos) ++reports_seen;
        if (sent.recipient != "ann@body.example") continue;
        ++copies_seen;
        EXPECT_EQ(sent.body(), evil + "\r\n");
        EXPECT_EQ(sent.field("Message-ID"), "<'); DROP TABLE issue; --@secretariat.example>");
    }
    EXPECT_EQ(copies_seen, 1);
    EXPECT_GE(reports_seen, 1) << "a template in a value stays text";
}

}  // namespace
