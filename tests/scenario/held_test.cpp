/// What becomes of what waits for a person: by the owner's reply to the digest, or as gazettectl decides.

#include "support/world.h"

#include "base/token.h"
#include "list/our_address.h"
#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using desk::HeldDecision;
using desk::ReleaseAs;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Letter;
using testing_support::Sent;
using testing_support::World;

using What = HeldDecision::What;

const std::string secretary = "secretary@secretariat.example";
const std::string eve = "eve@elsewhere.example";
const std::string list_address = "sr-update@lists.example.org";
const std::string owner_address = "sr-update+owner@lists.example.org";
constexpr auto pass_of_eve = "Authentication-Results: mx.example.org; dmarc=pass header.from=elsewhere.example\r\n";
constexpr auto roster = "email,name,category,organisation,country\n"
                        "ann@firm.example,Ann,subscriber,Firm,FR\n"
                        "office@afx.example,Office,nmb,AFX,FR\n";

/// The one thing that was sent to the address since the last look.
Sent only_one(World& world, const std::string& to)
{
    const auto sent = world.take_sent_to(to);
    EXPECT_THAT(sent, SizeIs(1)) << to;
    return sent.empty() ? Sent{} : sent.front();
}

/// One message waits, and the secretary has the digest that tells of it.
struct WithOneHeld {
    explicit WithOneHeld(const Letter& letter, const std::string& more = "")
        : world(World::usual_config("post_auth = \"open\"\n" + more))
    {
        world.import("sr-update", roster);
        world.receive(
            {.from = secretary, .to = list_address, .subject = "Issue #1", .message_id = "<1@secretariat.example>"});
        world.take_sent();
        world.receive(letter);
        world.pass(1h);
        for (const Sent& sent : world.take_sent()) {
            if (sent.recipient == secretary) digest = sent;
        }
        EXPECT_THAT(world.held(), SizeIs(1));
        if (!world.held().empty()) item = world.held().front().id;
    }

    /// The secretary's answer; what comes back to her.
    std::string say(const std::string& text)
    {
        world.receive({.from = secretary, .to = digest.field("Reply-To"), .subject = "Re: held", .text = text});
        std::string subjects;
        for (const Sent& sent : world.take_sent()) {
            others.push_back(sent);
            if (sent.recipient == secretary && sent.subject().starts_with("ISO/SR Update: "))
                subjects += sent.subject().substr(15) + ';';
        }
        return subjects;
    }

    std::vector<Sent> sent_to(const std::string& address)
    {
        std::vector<Sent> found;
        std::ranges::copy_if(others, std::back_inserter(found),
                             [&](const Sent& sent) { return sent.recipient == address; });
        return found;
    }

    desk::Desk::Decided decide(const HeldDecision& decision)
    {
        const auto decided = world.desk().decide_held(world.rules(), item, decision, world.now());
        world.run();
        others = world.take_sent();
        return decided;
    }

    std::string link(const std::string& words)
    {
        const std::string body = digest.body();
        const auto at = body.find("&body=" + words + '>');
        const auto start = body.rfind("<mailto:", at);
        return at == std::string::npos ? "" : body.substr(start, at - start);
    }

    boost::json::array feedback()
    {
        boost::json::array rows;
        world.store().read([&](store::Store& store) { rows = report::feedback(store, "sr-update", std::nullopt); });
        return rows;
    }

    std::string detail_of(const std::string& event)
    {
        std::string detail = "none";
        world.store().read([&](store::Store& store) {
            for (const store::JournalEntry& entry : store.journal().about_message(item)) {
                if (entry.event == event) detail = entry.detail;
            }
        });
        return detail;
    }

    World world;
    Sent digest;
    store::Id item = 0;
    std::vector<Sent> others;
};

HeldDecision release(std::optional<ReleaseAs> as = {})
{
    return {.what = What::release, .as = as, .text = ""};
}

// --- as a post -------------------------------------------------------------------------------------------------------

TEST(HeldRelease, OfAStrangersPostMakesAnIssueOnce)
{
    WithOneHeld with({.from = eve, .to = list_address, .subject = "Issue 2"});
    EXPECT_THAT(with.digest.body(), HasSubstr("\"release\" alone: as a post"));
    for (const char* words : {"release%20as%20post", "release%20as%20feedback", "answer%0D%0A%0D%0A", "discard"})
        EXPECT_NE(with.link(words), "") << words;
    EXPECT_THAT(with.say("release\n"), HasSubstr("released as a post;"));
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "distributed");
    EXPECT_THAT(with.world.held(), IsEmpty());
    EXPECT_EQ(with.say("discard\n"), "decided already;");
    EXPECT_EQ(with.say("release\n"), "decided already;");
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "distributed");
    EXPECT_EQ(with.world.issue_state("sr-update", 3), "none");
}

TEST(HeldRelease, OfALetterToTheOwnerAsAPostIsToBeSaid)
{
    WithOneHeld with({.from = eve, .to = owner_address, .subject = "A paper for all"});
    EXPECT_THAT(with.digest.body(), Not(HasSubstr("alone:")));
    EXPECT_EQ(with.say("release\n"), "it stays held;");
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "none");
    EXPECT_THAT(with.say("release as post\n"), HasSubstr("released as a post;"));
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "distributed");
}

TEST(HeldRelease, NeverGivesAMembersOwnLinkToAll)
{
    WithOneHeld with({.from = eve, .to = owner_address, .subject = "A paper"});
    const std::string address = with.digest.field("Reply-To");
    with.world.receive({.from = eve, .to = list_address, .subject = "Look", .text = "What is " + address + "?\n"});
    const store::Id item = with.world.held().back().id;
    const auto decided = with.world.desk().decide_held(with.world.rules(), item, release(), with.world.now());
    EXPECT_FALSE(decided.is_done);
    EXPECT_THAT(decided.text, HasSubstr("one member's own"));
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "none");
}

TEST(HeldBounce, IsNeitherPostNorCommandAndNotAnswered)
{
    WithOneHeld with(
        {.from = "mailer-daemon@elsewhere.example", .to = list_address, .subject = "Undelivered", .reverse_path = ""});
    EXPECT_EQ(with.link("release%20as%20post"), "");
    EXPECT_EQ(with.link("answer%0D%0A%0D%0A"), "");
    EXPECT_NE(with.link("discard"), "");
    for (const char* text : {"release\n", "release as post\n", "release as command\n", "answer\n\nHello\n"})
        EXPECT_EQ(with.say(text), "it stays held;") << text;
    EXPECT_EQ(with.world.issue_state("sr-update", 2), "none");
    EXPECT_EQ(with.say("discard\n"), "discarded;");
    EXPECT_THAT(with.world.held(), IsEmpty());
}

TEST(HeldLoop, IsOnlyDiscarded)
{
    WithOneHeld with({.from = eve,
                      .to = list_address,
                      .subject = "Issue 2",
                      .more_fields = "List-Id: <sr-update.lists.example.org>\r\n"});
    EXPECT_EQ(with.link("release%20as%20post"), "");
    EXPECT_EQ(with.say("release as post\n"), "it stays held;");
    EXPECT_TRUE(with.decide({.what = What::discard, .as = {}, .text = ""}).is_done);
}

// --- as commands -----------------------------------------------------------------------------------------------------

TEST(HeldRelease, AsACommandStillAsksWhoeverWouldJoin)
{
    WithOneHeld with({.from = eve, .to = owner_address, .subject = "Hello", .text = "subscribe\n\nThank you!\n"});
    EXPECT_EQ(with.say("release as command\n"), "released as commands;");
    EXPECT_THAT(with.world.held(), IsEmpty());
    const auto questions = with.sent_to(eve);
    ASSERT_THAT(questions, SizeIs(1));
    EXPECT_THAT(questions[0].field("Reply-To"), HasSubstr("sr-update+confirm-"));
    with.world.store().read([&](store::Store& store) {
        EXPECT_THAT(store.directory().members_of("sr-update", eve), IsEmpty()) << "nobody joins by another one's word";
    });
    with.world.receive({.from = eve, .to = questions[0].field("Reply-To"), .text = "yes\n"});
    with.world.store().read(
        [&](store::Store& store) { ASSERT_THAT(store.directory().members_of("sr-update", eve), SizeIs(1)); });
}

TEST(HeldRelease, AsACommandOfALetterWithoutOneLeavesItHeld)
{
    WithOneHeld with({.from = eve, .to = "sr-update+request@lists.example.org", .text = "Dear all, how are you?\n"});
    EXPECT_THAT(with.digest.body(), HasSubstr("\"release\" alone: as commands"));
    const auto decided = with.decide(release());
    EXPECT_FALSE(decided.is_done);
    EXPECT_THAT(decided.text, HasSubstr("no command stands in it"));
    EXPECT_THAT(with.world.held(), SizeIs(1));
}

// --- as feedback -----------------------------------------------------------------------------------------------------

TEST(HeldRelease, AsFeedbackIsTiedToWhatTheMessageClaims)
{
    WithOneHeld with({.from = "Ann <ann@firm.example>",
                      .to = list_address,
                      .subject = "Re: Issue #1",
                      .text = "The date is wrong.\n",
                      .more_fields = "In-Reply-To: <0@firm.example>\r\nReferences: <1@secretariat.example> "
                                     "<0@firm.example>\r\n"},
                     "[list.feedback]\nin_charge = [\"nmb\"]\ntake = [\"nmb\"]\n");
    EXPECT_EQ(with.say("release as feedback\n"), "released as feedback;");
    const auto rows = with.feedback();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("member").as_string(), "ann@firm.example");
    EXPECT_EQ(rows[0].at("issue").as_int64(), 1);
    EXPECT_EQ(rows[0].at("text").as_string(), "The date is wrong.");
    EXPECT_EQ(rows[0].at("state").as_string(), "routed");
    const auto asked = with.sent_to("office@afx.example");
    ASSERT_THAT(asked, SizeIs(1));
    EXPECT_THAT(asked[0].body(), HasSubstr("From alone, which proves nothing"));
    EXPECT_THAT(asked[0].field("Reply-To"), HasSubstr("sr-update+thread-"));
    EXPECT_EQ(with.detail_of("held_released"), "as feedback: its member by From alone, its issue by References");
    EXPECT_EQ(with.say("release as feedback\n"), "decided already;");
    EXPECT_EQ(with.feedback().size(), 1U);
}

TEST(HeldRelease, AsFeedbackOfAStrangerIsOfNobodyAndGoesToTheOwner)
{
    WithOneHeld with({.from = eve, .to = owner_address, .text = "A word.\n"});
    EXPECT_TRUE(with.decide(release(ReleaseAs::feedback)).is_done);
    const auto rows = with.feedback();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(rows[0].at("member").is_null());
    EXPECT_TRUE(rows[0].at("issue").is_null());
    EXPECT_THAT(with.sent_to(secretary), SizeIs(1));
}

// --- answered --------------------------------------------------------------------------------------------------------

TEST(HeldAnswer, GoesToItsAuthorInTheListsNameAndEndsIt)
{
    WithOneHeld with(
        {.from = eve, .to = owner_address, .subject = "A question", .message_id = "<q@elsewhere.example>"});
    EXPECT_EQ(with.say("answer\n\nDear Eve,\nwrite to " + with.digest.field("Reply-To") + ".\n\n> quoted\n"),
              "answered;");
    EXPECT_THAT(with.world.held(), IsEmpty());
    const auto letters = with.sent_to(eve);
    ASSERT_THAT(letters, SizeIs(1));
    EXPECT_EQ(letters[0].subject(), "Re: A question");
    EXPECT_EQ(letters[0].field("In-Reply-To"), "<q@elsewhere.example>");
    EXPECT_EQ(letters[0].field("Reply-To"), owner_address);
    EXPECT_EQ(letters[0].field("Auto-Submitted"), "no");
    EXPECT_EQ(letters[0].reverse_path, "") << "nobody proved that she wrote";
    EXPECT_THAT(letters[0].body(), HasSubstr("Dear Eve,\r\nwrite to sr-update+held-"));
    EXPECT_THAT(letters[0].octets, Not(HasSubstr(with.digest.field("Reply-To"))));
    EXPECT_THAT(letters[0].body(), Not(HasSubstr("> quoted")));
    EXPECT_EQ(with.detail_of("author_answered"), "");
    EXPECT_EQ(with.say("answer\n\nAgain\n"), "decided already;");
    EXPECT_THAT(with.sent_to(eve), SizeIs(1));
}

TEST(HeldAnswer, ByTheOperatorNeedsATextAndAPerson)
{
    WithOneHeld with({.from = eve, .to = owner_address, .more_fields = "Precedence: bulk\r\n"});
    EXPECT_FALSE(with.decide({.what = What::answer, .as = {}, .text = "Hello"}).is_done);
    EXPECT_THAT(with.world.held(), SizeIs(1));
    WithOneHeld person({.from = eve, .to = owner_address});
    EXPECT_FALSE(person.decide({.what = What::answer, .as = {}, .text = ""}).is_done);
    const auto decided = person.decide({.what = What::answer, .as = {}, .text = "Hello"});
    EXPECT_TRUE(decided.is_done);
    EXPECT_EQ(decided.text, "answered by the operator");
    EXPECT_THAT(person.sent_to(eve), SizeIs(1));
}

// --- who decides -----------------------------------------------------------------------------------------------------

TEST(HeldDecision, OfAnOwnersNameWithoutTheTokenChangesNothing)
{
    WithOneHeld with({.from = eve, .to = list_address, .subject = "Issue 2"});
    const std::string ours = with.digest.field("Reply-To");
    std::string altered = ours;
    char& last = altered[altered.find('@') - 1];
    last = last == 'a' ? 'b' : 'a';
    for (const std::string& to : {owner_address, list_address, altered}) {
        for (const char* text : {"release\n", "discard\n", "answer\n\nHello\n"})
            with.world.receive({.from = secretary, .to = to, .subject = "Re: held", .text = text});
    }
    EXPECT_EQ(with.world.held().front().id, with.item);
    EXPECT_THAT(with.world.take_sent_to(eve), IsEmpty());
    EXPECT_THAT(with.world.journal(), Not(Contains("held_released")));
    EXPECT_THAT(with.world.journal(), Not(Contains("held_discarded")));
}

TEST(HeldDecision, OfAProgramThatAnswersTheDigestIsNone)
{
    WithOneHeld with({.from = eve, .to = list_address, .subject = "Issue 2"});
    const std::string to = with.digest.field("Reply-To");
    for (const char* text : {"release\n", "discard\n", "answer\n\nI am away\n"}) {
        with.world.receive(
            {.from = secretary, .to = to, .text = text, .more_fields = "Auto-Submitted: auto-replied\r\n"});
        with.world.receive({.from = secretary, .to = to, .subject = "Out of office", .text = text, .reverse_path = ""});
    }
    ASSERT_FALSE(with.world.held().empty());
    EXPECT_EQ(with.world.held().front().id, with.item);
    EXPECT_THAT(with.world.take_sent(), IsEmpty());
}

TEST(HeldDecision, IsReadInTheLanguageOfTheDigest)
{
    WithOneHeld with({.from = eve, .to = list_address, .subject = "Issue 2"}, "language = \"fr\"\n");
    EXPECT_THAT(with.digest.octets, HasSubstr("release%20as%20post"));
    with.say("Écarter\n");
    EXPECT_THAT(with.world.held(), IsEmpty());
    EXPECT_THAT(with.world.journal(), Contains("held_discarded"));
}

// --- whom to ask -----------------------------------------------------------------------------------------------------

TEST(Stranger, IsToldWhomToAskOnceADay)
{
    World world(World::usual_config());
    world.receive({.from = eve, .to = list_address, .subject = "Buy now", .message_id = "<1@elsewhere.example>"});
    world.receive({.from = eve, .to = list_address, .subject = "Buy more"});
    const Sent told = only_one(world, eve);
    EXPECT_THAT(told.body(), HasSubstr(owner_address));
    EXPECT_THAT(told.octets, Not(HasSubstr("Buy"))) << "none of the words of who proved nothing";
    EXPECT_EQ(told.field("In-Reply-To"), "");
    EXPECT_EQ(told.reverse_path, "");
    EXPECT_EQ(told.field("Auto-Submitted"), "auto-replied");
    EXPECT_THAT(world.held(), SizeIs(2));
    world.receive({.from = eve, .to = "sr-update+help@lists.example.org"});
    EXPECT_THAT(world.take_sent_to(eve), IsEmpty()) << "one fixed text a day, whatever it is about";
    world.pass(25h);
    world.take_sent();
    world.receive({.from = eve, .to = list_address, .subject = "Buy again"});
    only_one(world, eve);
    const auto journal = world.journal();
    EXPECT_EQ(std::ranges::count(journal, "whom_to_ask_told"), 2);
}

TEST(Stranger, WhoIsProvenIsToldInFullOnceADay)
{
    World world(World::usual_config());
    for (int i = 0; i < 2; ++i)
        world.receive({.from = eve, .to = list_address, .subject = "A paper", .more_fields = pass_of_eve});
    const Sent told = only_one(world, eve);
    EXPECT_THAT(told.body(), HasSubstr("A paper"));
    EXPECT_THAT(told.body(), HasSubstr(owner_address));
}

TEST(Stranger, ThatIsAProgramIsToldNothing)
{
    World world(World::usual_config());
    world.receive({.from = eve, .to = list_address, .subject = "x", .more_fields = "Auto-Submitted: auto-replied\r\n"});
    world.receive({.from = eve, .to = list_address, .subject = "y", .more_fields = "Precedence: list\r\n"});
    world.receive({.from = eve, .to = list_address, .subject = "z", .reverse_path = ""});
    world.receive({.from = list_address, .to = list_address, .subject = "a"});
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_THAT(world.held(), SizeIs(4));
}

TEST(Stranger, WhoAnswersToAnAddressThatIsNotOursIsToldWhomToAsk)
{
    World world(World::usual_config());
    base::Key other_key{};
    other_key.fill(7);
    const config::Config& config = *world.rules().config;
    const std::string to = list::token_address(config, config.lists.front(), base::Purpose::reply, 1, other_key);
    world.receive({.from = eve, .to = to, .subject = "Re: Issue #1", .text = "A word.\n"});
    EXPECT_THAT(only_one(world, eve).body(), HasSubstr(owner_address));
    ASSERT_THAT(world.held(), SizeIs(1));
    EXPECT_THAT(world.held().front().reason, HasSubstr("feedback of nobody that we know"));
}

TEST(Member, WhoseFeedbackIsNotTakenIsToldWhoIsInChargeOfHisCountry)
{
    World world(
        World::usual_config("post_auth = \"open\"\n[list.feedback]\ntake = [\"nmb\"]\nin_charge = [\"nmb\"]\n"));
    world.import("sr-update", roster);
    world.receive({.from = secretary, .to = list_address, .subject = "Issue #1"});
    const std::string reply_to = world.take_sent_to("ann@firm.example").at(0).field("Reply-To");
    world.take_sent();
    for (int i = 0; i < 2; ++i)
        world.receive({.from = "ann@firm.example", .to = reply_to, .text = "A word " + std::to_string(i) + "\n"});
    EXPECT_THAT(only_one(world, "ann@firm.example").body(), HasSubstr("office@afx.example"));
    world.receive({.from = eve, .to = reply_to, .text = "Another\n"});
    EXPECT_THAT(only_one(world, eve).body(), Not(HasSubstr("office@afx.example"))) << "whoever found the token";
}

}  // namespace
