#include "base/text.h"
#include "support/relay_dialogue.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace delivery {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using testing_support::RelayDialogue;
using testing_support::transaction;

const std::string envelope1 = "MAIL FROM:<v1@lists.example>\r\nRCPT TO:<r1@body.example>\r\nDATA\r\n";
const std::string envelope2 = "MAIL FROM:<v2@lists.example>\r\nRCPT TO:<r2@body.example>\r\nDATA\r\n";
const std::string message = "Subject: x\r\n\r\nbody\r\n.\r\n";
const std::string chunk1 =
    "MAIL FROM:<v1@lists.example>\r\nRCPT TO:<r1@body.example>\r\nBDAT 20 LAST\r\nSubject: x\r\n\r\nbody\r\n";
const std::string good_envelope = "250 ok\r\n250 ok\r\n354 go\r\n";

TEST(RelayInLockStep, SaysOneCommandAtATime)
{
    RelayDialogue("")
        .begin(1)
        .says("MAIL FROM:<v1@lists.example>\r\n")
        .tells_nothing()
        .hears("250 ok\r\n")
        .says("RCPT TO:<r1@body.example>\r\n")
        .hears("250 ok\r\n")
        .says("DATA\r\n")
        .hears("354 go\r\n")
        .says("")
        .tells("dot 1")
        .release()
        .says(message)
        .tells_nothing()
        .hears("250 taken\r\n")
        .tells("ended 1 replied dot 250")
        .begin(2)
        .says("MAIL FROM:<v2@lists.example>\r\n")
        .tells_nothing();
}

TEST(RelayInLockStep, KnowsWhichCommandWasRefusedAndResetsBeforeTheNext)
{
    struct Case {
        int good;
        std::string_view reply;
        std::string_view event;
    };
    constexpr Case cases[] = {
        {0, "550 5.7.1 no", "ended 1 replied mail 550"},
        {0, "451 later", "ended 1 replied mail 451"},
        {1, "550 5.1.1 unknown", "ended 1 replied rcpt 550"},
        {1, "452 full", "ended 1 replied rcpt 452"},
        {2, "554 no", "ended 1 replied data 554"},
        {2, "451 later", "ended 1 replied data 451"},
    };
    for (const Case& c : cases) {
        RelayDialogue relay("");
        relay.begin(1);
        for (int i = 0; i < c.good; ++i) {
            relay.take_output();
            relay.hears("250 ok\r\n");
        }
        relay.take_output();
        relay.hears(std::string(c.reply) + "\r\n").tells(c.event).says("");
        ASSERT_TRUE(relay.session.can_begin()) << c.event;
        relay.begin(2)
            .says("RSET\r\n")  // alone: a group needs PIPELINING (RFC 2920)
            .hears("250 reset\r\n")
            .tells_nothing()
            .says("MAIL FROM:<v2@lists.example>\r\n")
            .hears("250 ok\r\n")
            .says("RCPT TO:<r2@body.example>\r\n");
    }
}

TEST(RelayInLockStep, RefusalAtTheDotIsThatMessagesAlone)
{
    for (const std::string_view reply : {"550 5.7.1 spam", "452 4.3.1 full"}) {
        RelayDialogue relay("");
        relay.begin(1)
            .says("MAIL FROM:<v1@lists.example>\r\n")
            .hears("250 a\r\n")
            .says("RCPT TO:<r1@body.example>\r\n")
            .hears("250 a\r\n")
            .says("DATA\r\n")
            .hears("354 a\r\n")
            .tells("dot 1")
            .release()
            .says(message)
            .hears(std::string(reply) + "\r\n")
            .tells("ended 1 replied dot " + std::string(reply.substr(0, 3)));
        EXPECT_TRUE(relay.session.can_begin());
    }
}

TEST(PipeliningRelay, GetsTheEnvelopeInOneWriteAndTheNextWithTheEnd)
{
    RelayDialogue relay("PIPELINING");
    relay.begin(1).says(envelope1);
    EXPECT_FALSE(relay.session.can_begin());
    relay.hears(good_envelope).tells("dot 1");
    EXPECT_FALSE(relay.session.can_begin()) << "before the first message's end is released";
    relay.release();
    EXPECT_TRUE(relay.session.can_begin());
    relay.begin(2).says(message + envelope2);
    EXPECT_FALSE(relay.session.can_begin());
    relay.hears("250 taken\r\n")
        .tells("ended 1 replied dot 250")
        .tells_nothing()
        .hears(good_envelope)
        .tells("dot 2")
        .release()
        .says(message)
        .hears("250 taken\r\n")
        .tells("ended 2 replied dot 250")
        .tells_nothing();
}

TEST(PipeliningRelay, NextMessageNeverEndsBeforeTheLastOneIsAnswered)
{
    RelayDialogue relay("PIPELINING");
    relay.begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .says(message + envelope2)
        .tells_nothing();
    relay.hears("250 taken\r\n250 ok\r\n250 ok\r\n")
        .tells("ended 1 replied dot 250")
        .tells_nothing()
        .hears("354 go\r\n")
        .tells("dot 2");
}

TEST(PipeliningRelay, ReportsTheFirstRefusalOnceAllRepliesOfTheGroupAreRead)
{
    struct Case {
        std::string_view replies;
        std::string_view event;
        bool needs_void_dot;
    };
    constexpr Case cases[] = {
        {"550 no\r\n503 no\r\n503 no\r\n", "ended 1 replied mail 550", false},
        {"451 no\r\n503 no\r\n503 no\r\n", "ended 1 replied mail 451", false},
        {"250 ok\r\n550 no\r\n503 no\r\n", "ended 1 replied rcpt 550", false},
        {"250 ok\r\n452 no\r\n554 no valid recipients\r\n", "ended 1 replied rcpt 452", false},
        {"250 ok\r\n250 ok\r\n451 no\r\n", "ended 1 replied data 451", false},
        {"250 ok\r\n550 no\r\n354 go\r\n", "ended 1 replied rcpt 550",
         true},  // RFC 2920 §3.1: it wants a message for nobody
        {"550 no\r\n503 no\r\n354 go\r\n", "ended 1 replied mail 550", true},
    };
    for (const Case& c : cases) {
        RelayDialogue relay("PIPELINING");
        relay.begin(1).says(envelope1);
        const auto before_last = c.replies.substr(0, c.replies.rfind("\r\n", c.replies.size() - 3) + 2);
        relay.hears(before_last).tells_nothing();
        EXPECT_FALSE(relay.session.can_begin());
        relay.hears(c.replies.substr(before_last.size())).tells(c.event).tells_nothing();
        relay.says(c.needs_void_dot ? ".\r\n" : "");
        ASSERT_TRUE(relay.session.can_begin());
        relay.begin(2).says("RSET\r\n" + envelope2);
        if (c.needs_void_dot) relay.hears("554 no valid recipients\r\n");
        relay.hears("250 reset\r\n")
            .tells_nothing()
            .hears(good_envelope)
            .tells("dot 2")
            .release()
            .says(message)
            .hears("250 taken\r\n")
            .tells("ended 2 replied dot 250");
    }
}

TEST(PipeliningRelay, RefusalOfARidingEnvelopeIsNotTheLastMessages)
{
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .says(message + envelope2)
        .hears("550 spam\r\n250 ok\r\n550 unknown\r\n503 no\r\n")
        .tells("ended 1 replied dot 550")
        .tells("ended 2 replied rcpt 550")
        .tells_nothing()
        .begin(3)
        .says("RSET\r\nMAIL FROM:<v3@lists.example>\r\nRCPT TO:<r3@body.example>\r\nDATA\r\n");
}

TEST(ChunkingRelay, GetsEverythingInOneWriteAfterTheMark)
{
    RelayDialogue relay("PIPELINING CHUNKING");
    relay.begin(1).says("").tells("dot 1").release().says(chunk1);
    EXPECT_FALSE(relay.session.can_begin());
    relay.hears("250 ok\r\n250 ok\r\n").tells_nothing().hears("250 taken\r\n").tells("ended 1 replied dot 250");
    EXPECT_TRUE(relay.session.can_begin());
}

TEST(ChunkingRelay, RefusedEnvelopeIsReportedAsSuchAndNeverAsTaken)
{
    struct Case {
        std::string_view replies;
        std::string_view event;
    };
    constexpr Case cases[] = {
        {"550 no\r\n503 no\r\n503 no\r\n", "ended 1 replied mail 550"},
        {"250 ok\r\n550 no\r\n554 no\r\n", "ended 1 replied rcpt 550"},
        {"250 ok\r\n451 no\r\n250 taken\r\n", "ended 1 replied rcpt 451"},
        {"250 ok\r\n250 ok\r\n552 no\r\n", "ended 1 replied dot 552"},
    };
    for (const Case& c : cases) {
        RelayDialogue relay("PIPELINING CHUNKING");
        relay.begin(1).tells("dot 1").release().says(chunk1).hears(c.replies).tells(c.event).tells_nothing();
        relay.begin(2).tells("dot 2").release();
        EXPECT_TRUE(relay.take_output().starts_with("RSET\r\nMAIL FROM:<v2@lists.example>\r\n")) << c.event;
    }
}

TEST(ChunkingRelay, WithoutPipeliningIsSpokenToInLockStep)
{
    RelayDialogue("CHUNKING").begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
}

TEST(WithdrawnMessage, CostsTheConnectionOnceTheRelayAwaitsItsOctets)
{
    for (const std::string offers : {"", "PIPELINING"}) {
        RelayDialogue relay(offers);
        relay.begin(1).take_output();
        relay.hears("250 ok\r\n").take_output();
        relay.hears("250 ok\r\n").take_output();
        relay.hears("354 go\r\n")
            .tells("dot 1")
            .withdraw()
            .tells("ended 1 withdrawn data 0")
            .tells("broken quit 0")
            .says("")
            .tells_nothing();
    }
}

TEST(WithdrawnMessage, LeavesAChunkingRelayNoneTheWiser)
{
    RelayDialogue relay("PIPELINING CHUNKING");
    relay.begin(1).tells("dot 1").withdraw().tells("ended 1 withdrawn data 0").says("").tells_nothing();
    ASSERT_TRUE(relay.session.can_begin());
    relay.begin(1).tells("dot 1").release().says(chunk1).hears("250 ok\r\n250 ok\r\n250 taken\r\n");
    relay.tells("ended 1 replied dot 250");
}

TEST(LostConnection, IsInDoubtExactlyWhenTheEndWasWritten)
{
    struct Mode {
        std::string_view offers;
        std::string message;
    };
    const Mode modes[] = {{"", message}, {"PIPELINING", message}, {"PIPELINING CHUNKING", chunk1}};
    for (const Mode& mode : modes) {
        for (const std::size_t body : {6U, 20'000U}) {
            const std::string octets(body - 2, 'x');
            const std::size_t length =
                mode.message.size() - 6 + body +
                (mode.offers.ends_with("CHUNKING") && body > 6 ? std::to_string(body + 14).size() - 2 : 0);
            for (const std::size_t written : {std::size_t{0}, std::size_t{1}, length / 2, length - 1, length}) {
                RelayDialogue relay{std::string(mode.offers)};
                relay.begin(transaction(1, octets + "\r\n"));
                for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"}) {
                    if (mode.offers.ends_with("CHUNKING")) break;
                    relay.take_output();
                    relay.hears(reply);
                }
                relay.tells("dot 1").release().writes(written).loses_the_line();
                relay.tells(written == length ? "ended 1 in-doubt dot 0" : "ended 1 not-accepted dot 0")
                    .tells("broken dot 0")
                    .tells_nothing();
                EXPECT_FALSE(relay.session.can_begin());
                EXPECT_EQ(relay.take_output(), "");
            }
        }
    }
}

TEST(LostConnection, BeforeTheDotIsNeverInDoubt)
{
    for (const std::string offers : {"", "PIPELINING"}) {
        for (int good = 0; good <= 3; ++good) {
            RelayDialogue relay{std::string(offers)};
            relay.begin(1);
            constexpr std::string_view replies[] = {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"};
            for (int i = 0; i < good; ++i) {
                relay.take_output();
                relay.hears(replies[i]);
            }
            relay.take_output();
            if (good == 3) relay.tells("dot 1");
            relay.loses_the_line().tells("ended 1 not-accepted mail 0").tells("broken mail 0").tells_nothing();
        }
    }
    RelayDialogue("PIPELINING CHUNKING")
        .begin(1)
        .tells("dot 1")
        .loses_the_line()
        .tells("ended 1 not-accepted mail 0")
        .tells("broken mail 0")
        .tells_nothing();
}

TEST(LostConnection, LeavesTheRidingEnvelopeUntried)
{
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .says(message + envelope2)
        .loses_the_line()
        .tells("ended 1 in-doubt dot 0")
        .tells("ended 2 not-accepted mail 0")
        .tells("broken dot 0")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .writes(message.size() - 1)
        .loses_the_line()
        .tells("ended 1 not-accepted dot 0")
        .tells("ended 2 not-accepted mail 0")
        .tells("broken dot 0")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .writes(message.size())
        .loses_the_line()
        .tells("ended 1 in-doubt dot 0")
        .tells("ended 2 not-accepted mail 0")
        .tells("broken dot 0")
        .tells_nothing();
}

TEST(LostConnection, AfterARefusalWasReadIsThatRefusal)
{
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears("250 ok\r\n550 unknown\r\n")
        .loses_the_line()
        .tells("ended 1 replied rcpt 550")
        .tells("broken mail 0")
        .tells_nothing();
    RelayDialogue("PIPELINING CHUNKING")
        .begin(1)
        .tells("dot 1")
        .release()
        .says(chunk1)
        .hears("250 ok\r\n550 unknown\r\n")
        .loses_the_line()
        .tells("ended 1 replied rcpt 550")
        .tells("broken dot 0")
        .tells_nothing();
}

TEST(Relay421, EndsTheSessionOnceWhereverItComes)  // RFC 5321 §3.8
{
    RelayDialogue first;
    first.says("EHLO lists.example\r\n").hears("421 busy\r\n").tells("broken helo 421").tells_nothing();
    RelayDialogue("").hears("421 bye\r\n").tells("broken connect 421").tells_nothing();
    RelayDialogue("")
        .begin(1)
        .says("MAIL FROM:<v1@lists.example>\r\n")
        .hears("421 bye\r\n")
        .tells("ended 1 replied mail 421")
        .tells("broken connect 421")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears("250 ok\r\n421 bye\r\n")
        .tells("ended 1 replied rcpt 421")
        .tells("broken connect 421")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears("250 ok\r\n250 ok\r\n421 bye\r\n")
        .tells("ended 1 replied data 421")
        .tells("broken connect 421")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .begin(2)
        .says(message + envelope2)
        .hears("421 bye\r\n")
        .tells("ended 1 replied dot 421")
        .tells("ended 2 not-accepted mail 421")
        .tells("broken connect 421")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .hears("421 idle for too long\r\n")
        .tells("ended 1 not-accepted mail 421")
        .tells("broken connect 421")
        .tells_nothing();
}

TEST(Garbage, EndsTheSessionAndIsNeverTakenForAReply)
{
    for (const std::string_view garbage :
         {"hello\r\n", "25\r\n", "999 x\r\n", "250-a\r\n550 b\r\n", "\r\n", "\xFF\xFF\r\n"}) {
        RelayDialogue("PIPELINING")
            .begin(1)
            .says(envelope1)
            .hears(good_envelope)
            .tells("dot 1")
            .release()
            .says(message)
            .hears(garbage)
            .tells("ended 1 in-doubt dot 0")
            .tells("broken dot 0")
            .tells_nothing();
    }
    RelayDialogue("").hears(std::string(100'000, '2')).tells("broken quit 0").tells_nothing();
}

/// What no sane relay says, at each step of a conversation: bounded, told on one line, and never a loss of step.
TEST(Garbage, OfAnySizeIsBoundedAndToldOnOneLineAtEachStep)
{
    const std::string mebibyte(1 << 20, 'x');
    std::string endless;
    for (int i = 0; i < 100'000; ++i) endless += "250-and so on\r\n";
    for (const std::string& garbage : {"250 " + mebibyte + "\r\n", mebibyte, endless, "\0\0\0\r\n"s, "\xFF\xFE\r\n"s,
                                       "250-a\r\n550 b\r\n"s, "HTTP/1.1 400 Bad Request\r\n"s, "25\r\n"s}) {
        for (int step = 0; step < 4; ++step) {
            SCOPED_TRACE(std::to_string(step) + ' ' + garbage.substr(0, 20));
            RelayDialogue relay("");
            relay.begin(1).take_output();
            for (int i = 0; i < step; ++i) {
                relay.hears(i == 2 ? "354 go\r\n" : "250 ok\r\n");
                if (i == 2) relay.tells("dot 1").release();
                relay.take_output();
            }
            relay.hears(garbage);
            const auto event = relay.session.next_event();
            ASSERT_TRUE(event && std::holds_alternative<Ended>(*event));
            const Outcome& outcome = std::get<Ended>(*event).outcome;
            EXPECT_EQ(outcome.ending, step == 3 ? Ending::in_doubt : Ending::not_accepted);
            EXPECT_LE(outcome.reply.line().size(), 512U);
            EXPECT_EQ(outcome.reply.line(), base::one_line(outcome.reply.line(), std::string::npos));
            relay.tells(step == 3 ? "broken dot 0" : "broken mail 0").tells_nothing();
        }
    }
}

/// The code is plain; what stands behind it is for people only.
TEST(Replies, WithNulAndEightBitCountByTheirCode)
{
    RelayDialogue relay("");
    relay.begin(1).take_output();
    relay.hears("250 2.1.0 \0\x1B[31m\xFF ok\r\n"sv).says("RCPT TO:<r1@body.example>\r\n");
    relay.hears("550 5.1.1 \0\x1B[31m\xFF no\r\n"sv);
    const auto event = relay.session.next_event();
    ASSERT_TRUE(event && std::holds_alternative<Ended>(*event));
    const std::string line = std::get<Ended>(*event).outcome.reply.line();
    EXPECT_EQ(line, base::one_line(line, std::string::npos));
    EXPECT_TRUE(line.starts_with("550 5.1.1 "));
}

TEST(StaleReply, IsNeverTakenForTheAnswerToWhatWasNotSaidYet)
{
    RelayDialogue("")
        .begin(1)
        .says("MAIL FROM:<v1@lists.example>\r\n")
        .hears("250 ok\r\n250 stale\r\n")
        .says("")
        .tells("ended 1 not-accepted mail 0")
        .tells("broken mail 0")
        .tells_nothing();
    for (const std::size_t written : {std::size_t{0}, std::size_t{1}, message.size() - 1}) {
        RelayDialogue("PIPELINING")
            .begin(1)
            .says(envelope1)
            .hears(good_envelope)
            .tells("dot 1")
            .release()
            .writes(written)
            .hears("250 stale\r\n")
            .tells("ended 1 not-accepted dot 0")
            .tells("broken dot 0")
            .tells_nothing();
    }
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope + "250 stale\r\n")
        .tells("dot 1")
        .tells("ended 1 not-accepted mail 250")
        .tells("broken connect 250")
        .tells_nothing();
    RelayDialogue("PIPELINING")
        .begin(1)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .writes(5)
        .hears("552 too big\r\n")
        .tells("ended 1 replied dot 552")
        .tells_nothing();
}

TEST(Greeting, FallsBackToHelo)  // RFC 5321 §3.2
{
    RelayDialogue relay;
    relay.says("EHLO lists.example\r\n")
        .hears("502 what\r\n")
        .tells_nothing()
        .says("HELO lists.example\r\n")
        .hears("250-relay\r\n250 PIPELINING\r\n")
        .tells("ready");
    relay.begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
    RelayDialogue refused;
    refused.says("EHLO lists.example\r\n")
        .hears("502 what\r\n")
        .says("HELO lists.example\r\n")
        .hears("550 no\r\n")
        .tells("broken helo 550")
        .tells_nothing();
    RelayDialogue never;
    never.says("EHLO lists.example\r\n").hears("554 go away\r\n").tells("broken helo 554").tells_nothing();
    RelayDialogue dropped;
    dropped.says("EHLO lists.example\r\n").loses_the_line().tells("broken helo 0").tells_nothing();
}

TEST(Offers, DecideWhatIsSaidAboutTheMessage)
{
    RelayDialogue relay("size=1000 8bitmime SmtpUtf8");
    delivery::Transaction special = transaction(1);
    special.is_8bit = true;
    special.is_smtputf8 = true;
    special.reverse_path.clear();
    relay.begin(special).says("MAIL FROM:<> SIZE=20 BODY=8BITMIME SMTPUTF8\r\n");
}

TEST(Offers, ThatAreMissingRefuseHereWithoutAWord)
{
    delivery::Transaction eight = transaction(1);
    eight.is_8bit = true;
    RelayDialogue("").begin(eight).says("").tells("ended 1 replied mail 451").tells_nothing();
    delivery::Transaction international = transaction(1);
    international.is_smtputf8 = true;
    RelayDialogue relay("PIPELINING 8BITMIME");
    relay.begin(international).says("").tells("ended 1 replied rcpt 550");
    EXPECT_TRUE(relay.session.can_begin());
    RelayDialogue("SIZE=19").begin(1).says("").tells("ended 1 replied mail 552");
    RelayDialogue("SIZE=20").begin(1).says("MAIL FROM:<v1@lists.example> SIZE=20\r\n");
    RelayDialogue("SIZE=0").begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
    RelayDialogue("SIZE=x").begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
}

TEST(Bodies, GoOutOctetByOctetWhateverTheirSizeAndDots)
{
    const std::string bodies[] = {"", ".\r\n", "..\r\n.a\r\nb.\r\n", std::string(16'384, '.') + "\r\n",
                                  std::string(2'000'000, 'y') + "\r\n.\r\n"};
    for (const std::string& body : bodies) {
        std::string stuffed;
        for (std::size_t i = 0; i < body.size(); ++i) {
            if (body[i] == '.' && (i == 0 || body[i - 1] == '\n')) stuffed += '.';
            stuffed += body[i];
        }
        RelayDialogue dot("PIPELINING");
        dot.begin(transaction(1, body)).says(envelope1).hears(good_envelope).tells("dot 1").release().begin(2);
        EXPECT_EQ(dot.take_output(), "Subject: x\r\n\r\n" + stuffed + ".\r\n" + envelope2);
        RelayDialogue chunk("PIPELINING CHUNKING");
        chunk.begin(transaction(1, body)).tells("dot 1").release();
        EXPECT_EQ(chunk.take_output(), "MAIL FROM:<v1@lists.example>\r\nRCPT TO:<r1@body.example>\r\nBDAT " +
                                           std::to_string(14 + body.size()) + " LAST\r\nSubject: x\r\n\r\n" + body);
    }
}

TEST(Heads, NeverEndAMessageOrLoseADot)
{
    delivery::Transaction dotted = transaction(1);
    dotted.head = ".Bcc: x@body.example\r\nSubject: x\r\n.List-Unsubscribe: <https://evil.example>\r\n\r\n";
    RelayDialogue("PIPELINING")
        .begin(dotted)
        .says(envelope1)
        .hears(good_envelope)
        .tells("dot 1")
        .release()
        .says("..Bcc: x@body.example\r\nSubject: x\r\n..List-Unsubscribe: <https://evil.example>\r\n\r\nbody\r\n.\r\n");
    RelayDialogue chunk("PIPELINING CHUNKING");
    chunk.begin(dotted).tells("dot 1").release();
    EXPECT_NE(chunk.take_output().find("LAST\r\n.Bcc: x@body.example\r\nSubject: x\r\n.List"), std::string::npos);
}

TEST(Replies, MayComeOctetByOctetAndOnSeveralLines)
{
    RelayDialogue relay("PIPELINING");
    relay.begin(1).says(envelope1);
    for (const char& octet : std::string("250-2.1.0 a\r\n250 2.1.0 b\r\n250-x\r\n250 y\r\n354 go\r\n"))
        relay.hears({&octet, 1});
    relay.tells("dot 1").release().says(message);
    for (const char& octet : std::string("250-2.0.0 queued\r\n250 2.0.0 as 4711\r\n")) relay.hears({&octet, 1});
    relay.tells("ended 1 replied dot 250").tells_nothing();
}

TEST(Quit, IsSaidOnceAndEndsTheSession)
{
    RelayDialogue relay("");
    relay.session.quit();
    relay.session.quit();
    EXPECT_FALSE(relay.session.can_begin());
    relay.says("QUIT\r\n")
        .hears("221 bye\r\n")
        .tells("broken quit 221")
        .tells_nothing()
        .loses_the_line()
        .tells_nothing();
}

TEST(Patience, IsWhatRfc5321Asks)  // §4.5.3.2
{
    using namespace std::chrono_literals;
    RelayDialogue relay("");
    relay.begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
    EXPECT_GE(relay.session.patience(), 5min);
    relay.hears("250 a\r\n").says("RCPT TO:<r1@body.example>\r\n");
    EXPECT_GE(relay.session.patience(), 5min);
    relay.hears("250 a\r\n").says("DATA\r\n");
    EXPECT_GE(relay.session.patience(), 2min);
    relay.hears("354 a\r\n").tells("dot 1");
    EXPECT_FALSE(relay.session.is_awaiting_reply());
    relay.release();
    EXPECT_GE(relay.session.patience(), 3min);
    relay.says(message);
    EXPECT_GE(relay.session.patience(), 10min);
    EXPECT_TRUE(relay.session.is_awaiting_reply());
}

TEST(Patience, IsNotRenewedByAReplyThatDripsOctetByOctet)
{
    RelayDialogue relay("");
    relay.begin(1).says("MAIL FROM:<v1@lists.example>\r\n");
    const auto before = relay.session.progress();
    for (const char octet : std::string_view("250-a\r\n250-b\r\n250 c\r")) relay.hears({&octet, 1});
    EXPECT_EQ(relay.session.progress(), before);
    relay.hears("\n");
    EXPECT_NE(relay.session.progress(), before);
}

TEST(Patience, IsRenewedByEachBlockThatTheRelayTakes)
{
    RelayDialogue relay("");
    relay.begin(transaction(1, std::string(200'000, 'x') + "\r\n")).says("MAIL FROM:<v1@lists.example>\r\n");
    relay.hears("250 a\r\n").says("RCPT TO:<r1@body.example>\r\n").hears("250 a\r\n").says("DATA\r\n");
    relay.hears("354 a\r\n").tells("dot 1").release();
    for (auto before = relay.session.progress(); relay.session.output().size() > 20'000;
         before = relay.session.progress()) {
        relay.writes(20'000);
        EXPECT_NE(relay.session.progress(), before);
    }
}

}  // namespace
}  // namespace delivery
