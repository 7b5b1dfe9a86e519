#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <string>

namespace store {
namespace {

using namespace std::chrono_literals;

using namespace std::string_literals;

class Spool : public testing::Test, public testing_support::StoreFixture {};

TEST_F(Spool, KeepsEveryOctet)
{
    std::string octets = "Received: x\r\n\r\n";
    for (int i = 0; i < 256; ++i) octets += static_cast<char>(i);
    const Id message = spool("k", octets);
    EXPECT_EQ(in([&](Store& s) { return s.spool().octets(message); }), octets);
    const Id empty = spool("e", "");
    EXPECT_EQ(in([&](Store& s) { return s.spool().octets(empty); }), "");
}

TEST_F(Spool, MessageThatComesTwiceIsHandledOnce)
{
    const NewMessage message{.received_at = start,
                             .recipient = "sr-update@lists.example",
                             .reverse_path = "",
                             .content = "x",
                             .message_id = "<1@body.example>",
                             .ingest_key = std::string(32, 'k')};
    const Spooled first = in([&](Store& s) { return s.spool().add(message); });
    const Spooled second = in([&](Store& s) { return s.spool().add(message); });
    EXPECT_FALSE(first.is_duplicate);
    EXPECT_TRUE(second.is_duplicate);
    EXPECT_EQ(first.message, second.message);
    EXPECT_EQ(in([&](Store& s) { return s.spool().waiting_count(); }), 1);
}

TEST_F(Spool, KeyIsForgottenOnlyWhenItIsOld)
{
    NewMessage message{.received_at = start,
                       .recipient = "r@lists.example",
                       .reverse_path = "",
                       .content = "x",
                       .message_id = "",
                       .ingest_key = "key\0one"s};
    in([&](Store& s) { s.spool().add(message); });
    EXPECT_EQ(in([&](Store& s) { return s.spool().forget_keys_before(start); }), 0);
    message.ingest_key = "key\0two"s;
    EXPECT_FALSE(in([&](Store& s) { return s.spool().add(message); }).is_duplicate);
    EXPECT_EQ(in([&](Store& s) { return s.spool().forget_keys_before(start + 1ms); }), 2);
    EXPECT_FALSE(in([&](Store& s) { return s.spool().add(message); }).is_duplicate);
}

TEST_F(Spool, OneMessageForTwoRecipientsIsTwoWithTheSameOctetsKeptOnce)
{
    const Id one = spool("one", "the same");
    const Id two = spool("two", "the same");
    EXPECT_NE(one, two);
    EXPECT_EQ(in([&](Store& s) { return s.spool().octets(one); }), in([&](Store& s) { return s.spool().octets(two); }));
    SQLite::Database database((folder / "store.sqlite").string());
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM content").getInt(), 1);
}

TEST_F(Spool, OldestWaitingMessageIsNextUntilItHasItsEnd)
{
    const Id one = spool("one");
    const Id two = spool("two");
    in([&](Store& s) {
        EXPECT_EQ(s.spool().next()->id, one);
        s.spool().begin(one);
        EXPECT_EQ(s.spool().next()->handlings, 1);
        s.spool().hold(one, "why", start);
        EXPECT_EQ(s.spool().next()->id, two);
        s.spool().finish(two, "done so", start);
        EXPECT_FALSE(s.spool().next());
        EXPECT_EQ(s.spool().find(two)->state, MessageState::done);
        EXPECT_EQ(s.spool().find(two)->reason, "done so");
        EXPECT_FALSE(s.spool().find(4711));
        EXPECT_EQ(s.spool().octets(4711), "");
    });
}

TEST_F(Spool, HeldMessageIsToldOnceAndAgainWhenItIsHeldAnew)
{
    const Id message = spool("one");
    in([&](Store& s) {
        Message described = *s.spool().find(message);
        described.list = "sr-update";
        s.spool().describe(described);
        s.spool().hold(message, "why", start);
        EXPECT_EQ(s.spool().held_untold("sr-update", "", 10).size(), 1U);
        EXPECT_TRUE(s.spool().held_untold("", "", 10).empty());
        EXPECT_TRUE(s.spool().held_untold("other", "", 10).empty());
        EXPECT_TRUE(s.spool().held_untold("sr-update", "why", 10).empty());
        EXPECT_TRUE(s.spool().held_untold("sr-update", "", 0).empty());
        EXPECT_EQ(s.spool().octets_count(message), std::ssize(s.spool().octets(message)));
        s.spool().mark_told(message, start);
        EXPECT_TRUE(s.spool().held_untold("sr-update", "", 10).empty());
        EXPECT_EQ(s.spool().held().size(), 1U);
        s.spool().hold(message, "another reason", start);
        EXPECT_EQ(s.spool().held_untold("sr-update", "", 10).size(), 1U);
        EXPECT_EQ(s.spool().held_count(), 1);
    });
}

TEST_F(Spool, SearchTakesItsWordsAsDataOnly)
{
    const Id message = spool("one");
    in([&](Store& s) {
        Message described = *s.spool().find(message);
        described.author = "100%_sure'); DROP TABLE message; --@body.example";
        s.spool().describe(described);
        EXPECT_EQ(s.spool().search("<one@body.example>", 10).size(), 1U);
        EXPECT_EQ(s.spool().search("DROP TABLE", 10).size(), 1U);
        EXPECT_EQ(s.spool().search("%_SURE", 10).size(), 1U);
        EXPECT_TRUE(s.spool().search("1%sure", 10).empty());
        EXPECT_TRUE(s.spool().search("' OR '1'='1", 10).empty());
        EXPECT_TRUE(s.spool().search("body.example", 0).empty());
    });
}

TEST_F(Spool, JournalRefusesToBeChanged)
{
    in([&](Store& s) { s.journal().add({.at = start, .event = "held", .message = 1, .by = "desk", .detail = "x"}); });
    SQLite::Database database((folder / "store.sqlite").string(), SQLite::OPEN_READWRITE);
    EXPECT_THROW(database.exec("UPDATE journal SET detail = 'y'"), SQLite::Exception);
}

TEST_F(Spool, ConfirmationExpiresOnceAndCountsByAddressWithoutCase)
{
    const Id message = spool("one");
    in([&](Store& s) {
        const Id id = s.confirmations().add(
            {.message = message, .address = "Ann@Body.example", .asked_at = start, .expires_at = start + 1h});
        EXPECT_EQ(s.confirmations().asked_since(Asked::post, "ANN@body.example", start), 1);
        EXPECT_EQ(s.confirmations().asked_since(Asked::post, "ann@body.example", start + 1ms), 0);
        EXPECT_TRUE(s.confirmations().expire_posts(start + 1h - 1ms).empty());
        EXPECT_EQ(s.confirmations().expire_posts(start + 1h).size(), 1U);
        EXPECT_TRUE(s.confirmations().expire_posts(start + 2h).empty());
        EXPECT_FALSE(s.confirmations().find(id)->is_open);
    });
}

}  // namespace
}  // namespace store
