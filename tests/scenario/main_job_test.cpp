/// The main job as correspondence: who writes what when, and what everyone gets.

#include "list/membership.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::Letter;
using testing_support::Rule;
using testing_support::Sent;
using testing_support::World;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto list_address = "sr-update@lists.example.org";
constexpr auto three_members =
    "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\ncid@union.example,subscriber\n";

Letter first_issue()
{
    return {.from = "Mali Secretary <secretary@secretariat.example>",
            .to = list_address,
            .subject = "ISO/SR UPDATE Issue #1: May 2005",
            .text = "Dear colleagues,\n.dots stay\n"};
}

/// The secretary posts and answers the challenge.
void publish(World& world, const Letter& letter)
{
    world.receive(letter);
    const auto challenges = world.take_sent_to(secretary);
    ASSERT_THAT(challenges, SizeIs(1));
    world.receive({.from = secretary,
                   .to = challenges.front().field("Reply-To"),
                   .subject = "Re: Please confirm",
                   .text = "Yes, that was me.\n"});
}

TEST(FirstPost, IsAskedAboutConfirmedNumberedAndReachesEveryMemberOnce)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);

    EXPECT_THAT(world.receive(first_issue()), StartsWith("250 2.0.0"));
    const auto challenge = world.take_sent();
    ASSERT_THAT(challenge, SizeIs(1));
    EXPECT_EQ(challenge[0].recipient, secretary);
    EXPECT_EQ(challenge[0].reverse_path, "");
    EXPECT_EQ(challenge[0].field("Auto-Submitted"), "auto-replied");
    EXPECT_THAT(challenge[0].field("Reply-To"), StartsWith("sr-update+confirm-"));
    EXPECT_THAT(challenge[0].body(), HasSubstr("3 members"));
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");

    world.receive(
        {.from = secretary, .to = challenge[0].field("Reply-To"), .subject = "Re: Please confirm", .text = "yes\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributed");
    EXPECT_EQ(world.issue("sr-update", 1).at("date").as_string(), "May 2005");
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.held(), IsEmpty());

    std::set<std::string> recipients;
    std::set<std::string> reverse_paths;
    for (const Sent& sent : world.take_sent()) {
        if (sent.field("List-Id").empty()) continue;  // a notice
        recipients.insert(sent.recipient);
        reverse_paths.insert(sent.reverse_path);
        EXPECT_EQ(sent.field("From"), "Mali Secretary via ISO/SR Update <sr-update@lists.example.org>");
        EXPECT_EQ(sent.field("Author"), "Mali Secretary <secretary@secretariat.example>");
        EXPECT_EQ(sent.field("List-Post"), "NO");
        EXPECT_THAT(sent.field("List-Unsubscribe"), HasSubstr("<https://lists.example.org/u/"));
        EXPECT_EQ(sent.field("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        EXPECT_EQ(sent.body(), "Dear colleagues,\r\n.dots stay\r\n");
    }
    EXPECT_THAT(recipients, testing::ElementsAre("ann@body.example", "bob@liaison.example", "cid@union.example"));
    EXPECT_THAT(reverse_paths, SizeIs(3));
    EXPECT_EQ(world.relay().report().duplicates, 0U);
    EXPECT_EQ(world.relay().report().violations_in_all(), 0U) << world.relay().report().json();
}

TEST(FirstPost, OfWhichTheSecretarySaysNoStaysHeld)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    const std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");
    world.receive({.from = secretary, .to = confirm, .text = "No!\n\n> Any answer will do\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
    ASSERT_THAT(world.held(), SizeIs(1));
    EXPECT_THAT(world.held().front().reason, HasSubstr("did not send it"));
}

TEST(Challenge, IsNotAnsweredByAVacationNorByABounceNorTwice)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    const std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");

    world.receive(
        {.from = secretary, .to = confirm, .text = "I am away\n", .more_fields = "Auto-Submitted: auto-replied\r\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
    world.receive({.from = "mailer-daemon@secretariat.example", .to = confirm, .text = "yes\n", .reverse_path = ""});
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributed");
    world.take_sent();
    world.receive({.from = secretary, .to = confirm, .text = "yes again\n"});
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_EQ(world.issue_state("sr-update", 2), "none");
}

TEST(Challenge, WithAnAlteredTokenReleasesNothing)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");
    const auto at = confirm.find('@') - 1;
    confirm[at] = confirm[at] == 'a' ? 'b' : 'a';
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    EXPECT_EQ(world.issue_state("sr-update", 1), "none");
    EXPECT_THAT(world.held(), SizeIs(2));
}

TEST(Post, ThatComesTwiceIsHandledOnce)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", three_members);
    Letter letter = first_issue();
    letter.message_id = "<same@secretariat.example>";
    world.receive(letter);
    world.receive(letter);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST(Post, WithAnIssueNumberInUseIsHeldWithThatReason)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", three_members);
    world.receive(first_issue());
    world.receive(first_issue());
    ASSERT_THAT(world.held(), SizeIs(1));
    EXPECT_EQ(world.held().front().reason, "issue 1 is there already");
}

TEST(Post, WithoutANumberIsCounted)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", three_members);
    Letter letter = first_issue();
    letter.subject = "ISO/SR UPDATE Issue #7";
    world.receive(letter);
    letter.subject = "A word between two issues";
    world.receive(letter);
    EXPECT_EQ(world.issue_state("sr-update", 8), "distributed");
}

struct AuthenticatedCase {
    const char* name;
    const char* fields;
    const char* state;
};

TEST(AuthenticatedPost, NeedsDmarcPassOfTheTrustedMta)
{
    constexpr AuthenticatedCase cases[] = {
        {"pass of ours", "Authentication-Results: mx.example.org; dmarc=pass header.from=secretariat.example\r\n",
         "distributed"},
        {"pass of a stranger", "Authentication-Results: mx.evil.example; dmarc=pass\r\n", "none"},
        {"fail of ours", "Authentication-Results: mx.example.org; dmarc=fail (dmarc=pass)\r\n", "none"},
        {"nothing", "", "none"},
        {"below the MTA's own Received, where milters put it",
         "Received: by mx.example.org\r\nAuthentication-Results: mx.example.org; dmarc=pass\r\n", "distributed"},
        {"below the Received of who handed it to the MTA",
         "Received: by mx.example.org\r\nReceived: from elsewhere\r\n"
         "Authentication-Results: mx.example.org; dmarc=pass\r\n",
         "none"},
        {"pass for another domain", "Authentication-Results: mx.example.org; dmarc=pass header.from=evil.example\r\n",
         "none"},
        {"pass beside a fail",
         "Authentication-Results: mx.example.org; dmarc=fail\r\n"
         "Authentication-Results: mx.example.org; dmarc=pass\r\n",
         "none"},
        {"a blank before the colon", "Authentication-Results : mx.example.org; dmarc=pass\r\n", "none"},
        {"a comment within the id", "Authentication-Results: mx.(x)example.org; dmarc=pass\r\n", "none"},
        {"a backslash within the id", "Authentication-Results: mx.ex\\)ample.org; dmarc=pass\r\n", "none"},
        {"quotes within the id", "Authentication-Results: mx.\"\"example.org; dmarc=pass\r\n", "none"},
        {"a pass within a quoted local part",
         "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=\"x; dmarc=pass y\"@evil.example\r\n", "none"},
        {"a comment between",
         "Authentication-Results: mx.example.org (x;) 1; dmarc=pass(p=\"none\") header.from=(x)"
         "secretariat.example\r\n",
         "none"},
        {"comments behind", "Authentication-Results: mx.example.org (x;) 1; dmarc=pass(p=\"none\") (y)\r\n",
         "distributed"},
        {"two From fields", "Authentication-Results: mx.example.org; dmarc=pass\r\nFrom: other@body.example\r\n",
         "none"},
    };
    for (const AuthenticatedCase& each : cases) {
        World world(World::usual_config("post_auth = \"authenticated\"\n"));
        world.import("sr-update", three_members);
        Letter letter = first_issue();
        letter.more_fields = each.fields;
        world.receive(letter);
        EXPECT_EQ(world.issue_state("sr-update", 1), each.state) << each.name;
    }
}

// --- held posts ------------------------------------------------------------------------------------------------------

TEST(StrangersPost, IsHeldToldInOneDigestAndReleasedByReply)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(
        {.from = "Eve <eve@elsewhere.example>", .to = list_address, .subject = "Issue 5: buy now", .text = "buy\n"});
    ASSERT_THAT(world.held(), SizeIs(1));

    world.pass(1h);
    const auto digests = world.take_sent_to(secretary);
    ASSERT_THAT(digests, SizeIs(1));
    EXPECT_THAT(digests[0].subject(), HasSubstr("1 message held"));
    EXPECT_THAT(digests[0].body(), HasSubstr("eve@elsewhere.example"));
    EXPECT_THAT(digests[0].reverse_path, StartsWith("sr-update+bounce-"));

    world.receive(
        {.from = secretary, .to = digests[0].field("Reply-To"), .subject = "Re: held", .text = "hm, what is this?\n"});
    EXPECT_THAT(world.take_sent_to(secretary).at(0).subject(), HasSubstr("what shall be done?"));
    EXPECT_THAT(world.held(), SizeIs(1));

    world.receive({.from = secretary,
                   .to = digests[0].field("Reply-To"),
                   .subject = "Re: held",
                   .text = "release\n\n> Discard: no\n"});
    EXPECT_EQ(world.issue_state("sr-update", 5), "distributed");
    EXPECT_EQ(world.deliveries_in("sr-update", 5, "accepted"), 3);
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST(HeldDigest, IsSentOnceADayAndTellsOfEachItemOnce)
{
    World world(World::usual_config());
    for (int i = 0; i < 5; ++i)
        world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "spam " + std::to_string(i)});
    world.pass(2h);
    ASSERT_THAT(world.take_sent_to(secretary), SizeIs(1));
    world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "one more"});
    world.pass(20h);
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty());
    world.pass(4h);
    const auto second = world.take_sent_to(secretary);
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_THAT(second[0].body(), HasSubstr("one more"));
    EXPECT_THAT(second[0].body(), Not(HasSubstr("spam 0")));
    world.pass(days{3});
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty());
}

TEST(HeldPost, IsDiscardedByReplyAndSaysSoInTheJournal)
{
    World world(World::usual_config());
    world.receive({.from = "eve@elsewhere.example", .to = list_address, .subject = "spam"});
    world.pass(1h);
    const std::string decide = world.take_sent_to(secretary).at(0).field("Reply-To");
    world.receive({.from = secretary, .to = decide, .text = "discard\n"});
    EXPECT_THAT(world.held(), IsEmpty());
    EXPECT_THAT(world.journal(), Contains("held_discarded"));
    EXPECT_THAT(world.take_sent_to(secretary).at(0).subject(), HasSubstr("discarded"));
}

TEST(UnansweredChallenge, EndsInTheOwnersDigest)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    world.take_sent();
    world.pass(days{6});
    EXPECT_THAT(world.take_sent(), IsEmpty());
    world.pass(days{2});
    const auto digest = world.take_sent_to(secretary);
    ASSERT_THAT(digest, SizeIs(1));
    EXPECT_THAT(digest[0].body(), HasSubstr("did not confirm it in time"));
}

TEST(Postmaster, IsHeldForTheOperator)
{
    World world(World::usual_config());
    world.receive({.from = "eve@elsewhere.example", .to = "postmaster@lists.example.org", .subject = "your server"});
    world.pass(1h);
    const auto digest = world.take_sent_to("operator@secretariat.example");
    ASSERT_THAT(digest, SizeIs(1));
    EXPECT_THAT(digest[0].body(), HasSubstr("gazettectl held show"));
}

// --- the relay's moods -----------------------------------------------------------------------------------------------

TEST(GreylistingRelay, DelaysEveryCopyAndLosesNone)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    publish(world, first_issue());
    ASSERT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);

    world.relay().rules().add({.stage = testing_support::Stage::rcpt,
                               .match = "*",
                               .first = 1,
                               .action = testing_support::Reply{"451 4.7.1 Greylisted, try again"}});
    Letter second = first_issue();
    second.subject = "ISO/SR UPDATE Issue #2: June 2005";
    world.receive(second);
    world.pass(3min);  // the challenge itself is greylisted
    const std::string confirm = world.take_sent_to(secretary).back().field("Reply-To");
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "deferred"), 3);
    world.pass(2min);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
    EXPECT_EQ(world.issue_state("sr-update", 2), "distributed");
    EXPECT_EQ(world.relay().report().duplicates, 0U);
}

TEST(RefusedRecipient, FailsAloneAndStandsInTheReport)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.relay().rules().add({.stage = testing_support::Stage::rcpt,
                               .match = "bob@*",
                               .action = testing_support::Reply{"550 5.1.1 No such user here"}});
    publish(world, first_issue());
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 2);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "failed"), 1);
    const auto notices = world.take_sent_to(secretary);
    EXPECT_THAT(notices.back().subject(), HasSubstr("report on issue 1"));
    EXPECT_THAT(notices.back().body(), HasSubstr("bob@liaison.example"));
    EXPECT_THAT(notices.back().body(), HasSubstr("550 5.1.1 No such user here"));
}

TEST(RelayAwayForADay, BurnsNoAttemptAlertsTheOperatorAndDrainsAfterwards)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    const std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");
    world.relay().set_away(true);
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    const std::size_t tried_before = world.relay().connections_tried();
    world.pass(days{1});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "queued"), 3);
    EXPECT_LT(world.relay().connections_tried() - tried_before, 400U) << "one probe every five minutes";
    world.relay().set_away(false);
    world.pass(10min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_EQ(world.relay().report().duplicates, 0U);
    const auto alerts = world.take_sent_to("operator@secretariat.example");
    ASSERT_THAT(alerts, SizeIs(1));
    EXPECT_THAT(alerts[0].subject(), HasSubstr("the relay 127.0.0.1:25 does not take our mail"));
    EXPECT_THAT(world.journal(), Contains("relay_recovered"));
}

TEST(RelayThatRefusesOurSender, KeepsEverythingWaiting)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    const std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");
    world.relay().rules().add({.stage = testing_support::Stage::mail,
                               .match = "*",
                               .action = testing_support::Reply{"550 5.7.1 You may not send here"}});
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    world.pass(days{1});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "failed"), 0);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "queued"), 3);
    world.relay().rules().clear();
    world.pass(15min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
}

TEST(RelayWithoutEightBitMime, DefersEightBitIssuesAloneAndAlertsTheOperator)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", three_members);
    world.relay().session_options().not_offered.insert("8BITMIME");
    Letter eight_bit = first_issue();
    eight_bit.text = "caf\xC3\xA9\n";
    world.receive(eight_bit);
    Letter ascii = first_issue();
    ascii.subject = "Issue 2";
    world.receive(ascii);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "deferred"), 3);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
    EXPECT_THAT(world.journal(), Not(Contains("relay_trouble")));
    world.pass(2min);
    const auto alerts = world.take_sent_to("operator@secretariat.example");
    ASSERT_THAT(alerts, SizeIs(1));
    EXPECT_THAT(alerts[0].subject(), HasSubstr("does not take 8-bit messages"));
    world.relay().session_options().not_offered.clear();
    world.pass(5h);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
}

TEST(Delivery, ExpiresAfterFiveDaysOfDeferralAndTheOwnerIsTold)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.relay().rules().add({.stage = testing_support::Stage::rcpt,
                               .match = "cid@*",
                               .action = testing_support::Reply{"452 4.2.2 Mailbox full"}});
    publish(world, first_issue());
    world.pass(days{4});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "deferred"), 1);
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributing");
    world.pass(days{2});
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "expired"), 1);
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributed");
    EXPECT_THAT(world.take_sent_to(secretary).back().body(), HasSubstr("452 4.2.2 Mailbox full"));
}

TEST(RelayThatDropsAfterTheDot, GetsTheCopyAgainAndTheJournalSaysWhy)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.relay().rules().add(
        {.stage = testing_support::Stage::dot, .match = "ann@*", .times = 1, .action = testing_support::AcceptDrop{}});
    publish(world, first_issue());
    world.pass(5min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_EQ(world.relay().report().duplicates, 1U);
    EXPECT_EQ(std::ranges::count(world.journal(), "delivery_in_doubt"), 1);
}

TEST(Crash, WhileDeliveriesRunLosesNothing)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.relay().rules().add(
        {.stage = testing_support::Stage::dot, .match = "*@*.example", .action = testing_support::Hang{}});
    world.receive(first_issue());
    world.crash_and_restart();  // the challenge hung at the dot
    world.relay().rules().clear();
    world.pass(1min);
    const std::string confirm = world.take_sent_to(secretary).back().field("Reply-To");
    world.relay().rules().add({.stage = testing_support::Stage::dot, .match = "*", .action = testing_support::Hang{}});
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    world.crash_and_restart();
    world.relay().rules().clear();
    world.pass(10min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 3);
    EXPECT_THAT(world.journal(), Contains("delivery_in_doubt"));
}

// --- the audience ----------------------------------------------------------------------------------------------------

TEST(MemberInTwoCategories, GetsAnIssueOnce)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\nANN@BODY.example,subscriber\n");
    publish(world, first_issue());
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 1);
}

TEST(Expert, GetsNothingOfAListThatIsNotForExperts)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\neve@body.example,expert\n");
    publish(world, first_issue());
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 1);
}

TEST(OnePostToTwoLists, BringsAContactOnBothOneCopy)
{
    const std::string second_list = R"(post_auth = "open"
[[list]]
name     = "member-update"
address  = "member-update@lists.example.org"
title    = "ISO/SR Member Update"
owner    = ["secretary@secretariat.example"]
post     = ["secretary@secretariat.example"]
post_auth = "open"
)";
    World world(World::usual_config(second_list));
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.import("member-update", "email,category\nann@body.example,expert\nbob@body.example,expert\n");
    Letter letter = first_issue();
    letter.message_id = "<both@secretariat.example>";
    world.receive(letter);
    letter.to = "member-update@lists.example.org";
    world.receive(letter);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 1);
    EXPECT_EQ(world.deliveries_in("member-update", 1, "accepted"), 1);
    EXPECT_EQ(world.relay().report().duplicates, 0U);
}

TEST(MemberWhoLeaves, GetsNothingThatIsStillQueued)
{
    World world(World::usual_config());
    world.import("sr-update", three_members);
    world.receive(first_issue());
    const std::string confirm = world.take_sent_to(secretary).front().field("Reply-To");
    world.relay().set_away(true);
    world.receive({.from = secretary, .to = confirm, .text = "yes\n"});
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        list::set_state(store, "sr-update", "ann@body.example", store::MemberState::left, "operator", world.now());
    });
    world.relay().set_away(false);
    world.pass(10min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 2);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "cancelled"), 1);
}

// --- hostile and broken posts ----------------------------------------------------------------------------------------

struct BrokenPost {
    const char* name;
    std::string fields;
    std::string body;
    const char* reason;  ///< "" when it goes out
};

TEST(BrokenPost, IsDeliveredOrHeldWithItsReason)
{
    const std::string from = "From: secretary@secretariat.example\r\n";
    std::string nested;
    for (int i = 0; i < 100'000; ++i) nested += "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    const BrokenPost cases[] = {
        {"no From", "Subject: x\r\n", "text\r\n", "it has no From, or several"},
        {"two From fields", from + from, "text\r\n", "it has no From, or several"},
        {"two authors", "From: secretary@secretariat.example, eve@elsewhere.example\r\n", "text\r\n",
         "From names no single author"},
        {"a long line", from, std::string(999, 'x') + "\r\n", "it has a line of 999 octets; mail allows 998"},
        {"our own List-Id", from + "List-Id: <sr-update.lists.example.org>\r\n", "text\r\n",
         "a loop: it carries our own List-Id"},
        {"100,000 nested parts", from + "Content-Type: multipart/mixed; boundary=b\r\n", nested,
         "its parts exceed the limits"},
        {"a 1 MB header line", from + "X-Long: " + std::string(1'000'000, 'x') + "\r\n", "text\r\n",
         "its header exceeds the limits"},
        {"an automatic post", from + "Auto-Submitted: auto-generated\r\n", "text\r\n", "an automatic reply"},
        {"NUL octets", from, std::string("a\0b\r\n", 5), ""},
        {"no Message-ID", from, "text\r\n", ""},
        {"raw 8-bit in header fields", from + "X-Note: caf\xE9\r\nSubject: caf\xC3\xA9\r\n", "text\r\n", ""},
        {"line breaks encoded into the subject",
         from + "Subject: =?UTF-8?Q?Issue_3=0D=0ABcc:_victim@elsewhere.example?=\r\n", "text\r\n", ""},
        {"a broken multipart", from + "Content-Type: multipart/mixed; boundary=\"never\"\r\n", "no part at all\r\n",
         ""},
        {"an empty body", from, "", ""},
    };
    for (const BrokenPost& each : cases) {
        World world(World::usual_config("post_auth = \"open\"\n"));
        world.import("sr-update", three_members);
        EXPECT_THAT(world.receive_octets(secretary, list_address, each.fields + "\r\n" + each.body), StartsWith("250"))
            << each.name;
        const auto held = world.held();
        if (*each.reason != '\0') {
            ASSERT_THAT(held, SizeIs(1)) << each.name;
            EXPECT_THAT(held.front().reason, HasSubstr(each.reason)) << each.name;
            continue;
        }
        EXPECT_THAT(held, IsEmpty()) << each.name << ": " << (held.empty() ? "" : held.front().reason);
        int copies = 0;
        for (const Sent& sent : world.take_sent()) {
            if (sent.field("List-Id").empty()) continue;
            ++copies;
            EXPECT_THAT(sent.field("Message-ID"), EndsWith(">")) << each.name;
            EXPECT_EQ(sent.field("Bcc"), "") << each.name;
            EXPECT_TRUE(std::ranges::all_of(sent.octets.substr(0, sent.octets.find("\r\n\r\n")), [](char c) {
                return static_cast<unsigned char>(c) < 0x80;
            })) << each.name;
        }
        EXPECT_EQ(copies, 3) << each.name;
    }
}

}  // namespace
