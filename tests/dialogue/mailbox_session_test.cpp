/// IMAP and POP3 as we speak them, line by line; whole and octet by octet.

#include "intake/imap_session.h"
#include "intake/pop3_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using End = MailboxSession::End;

constexpr std::size_t octets_max = 1000;

std::unique_ptr<MailboxSession> imap(const std::string& move_to = "")
{
    return std::make_unique<ImapSession>(
        ImapRules{.folder = "INBOX", .move_to = move_to, .message_octets_max = octets_max});
}

std::unique_ptr<MailboxSession> pop3()
{
    return std::make_unique<Pop3Session>(octets_max);
}

/// The server's side: what it hears, and what it says to that.
class Server {
  public:
    Server(MailboxSession& session, std::size_t octets_at_once) : session_(session), at_once_(octets_at_once) {}

    Server& hears(const std::string& line)
    {
        heard_ += session_.take_output();
        const auto end = heard_.find("\r\n");
        EXPECT_EQ(heard_.substr(0, end), line);
        heard_.erase(0, end == std::string::npos ? end : end + 2);
        return *this;
    }
    Server& says(std::string_view octets)
    {
        for (; !octets.empty(); octets.remove_prefix(std::min(at_once_, octets.size())))
            session_.receive(octets.substr(0, at_once_));
        return *this;
    }
    void hears_nothing_more() { EXPECT_EQ(heard_ + session_.take_output(), ""); }

  private:
    MailboxSession& session_;
    std::size_t at_once_;
    std::string heard_;
};

/// Whole, and octet by octet.
void each_way(const std::function<void(std::size_t)>& dialogue)
{
    for (const std::size_t at_once : {1000UL, 1UL}) {
        SCOPED_TRACE(at_once);
        dialogue(at_once);
    }
}

/// To the end of list(): two messages, 5 and 9.
void list_imap(MailboxSession& session, Server& server, const std::string& capabilities)
{
    session.list({});
    server.hears("g1 CAPABILITY")
        .says("* CAPABILITY IMAP4rev1 " + capabilities + "\r\ng1 OK\r\n")
        .hears("g2 SELECT \"INBOX\"")
        .says("* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\ng2 OK [READ-WRITE] selected\r\n")
        .hears("g3 UID FETCH 1:* (UID RFC822.SIZE)")
        .says("* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n* 2 FETCH (UID 9 RFC822.SIZE 200)\r\ng3 OK\r\n")
        .hears_nothing_more();
    ASSERT_FALSE(session.is_waiting());
    ASSERT_EQ(session.end(), End::done) << session.why();
}

TEST(ImapDialogue, ListsFetchesAndDeletes)
{
    each_way([](std::size_t at_once) {
        const auto session = imap();
        Server server(*session, at_once);
        server.says("A002 OK this was said to libcurl\r\n");
        list_imap(*session, server, "UIDPLUS MOVE");
        EXPECT_EQ(session->listing().uid_validity, 7);
        EXPECT_THAT(session->listing().items, ElementsAre(MailboxItem{"5", 100}, MailboxItem{"9", 200}));
        session->fetch("5");
        server.hears("g4 UID FETCH 5 (BODY.PEEK[])")
            .says("* 3 EXISTS\r\n* 1 FETCH (BODY[] {13}\r\na: b\r\n\r\ng4 OK UID 5)\r\ng4 OK\r\n");
        EXPECT_EQ(session->end(), End::done);
        EXPECT_EQ(session->take_message(), "a: b\r\n\r\ng4 OK");
        session->remove({"5", "9"});
        server.hears("g5 UID STORE 5,9 +FLAGS.SILENT (\\Deleted)")
            .says("g5 OK\r\n")
            .hears("g6 UID EXPUNGE 5,9")
            .says("* 1 EXPUNGE\r\n* 1 EXPUNGE\r\ng6 OK\r\n");
        EXPECT_EQ(session->end(), End::done);
        session->quit();
        server.hears("g7 LOGOUT").says("* BYE\r\ng7 OK\r\n").hears_nothing_more();
        EXPECT_EQ(session->end(), End::done);
        EXPECT_FALSE(session->is_waiting());
    });
}

TEST(ImapDialogue, MovesIntoAFolderThatItMakes)
{
    const auto session = imap("Done");
    Server server(*session, octets_max);
    list_imap(*session, server, "MOVE");
    EXPECT_FALSE(session->transfers_a_copy());
    session->transfer({"5"});
    server.hears("g4 CREATE \"Done\"")
        .says("g4 NO [ALREADYEXISTS] it exists\r\n")
        .hears("g5 UID MOVE 5 \"Done\"")
        .says("g5 OK\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::done);
}

TEST(ImapDialogue, CopiesWhereTheServerIsOldAndRemovesAsOftenAsItMustWithoutAnotherCopy)
{
    const auto session = imap("Done");
    Server server(*session, octets_max);
    list_imap(*session, server, "IDLE");
    EXPECT_TRUE(session->transfers_a_copy());
    session->transfer({"5"});
    server.hears("g4 CREATE \"Done\"")
        .says("g4 OK\r\n")
        .hears("g5 UID COPY 5 \"Done\"")
        .says("g5 NO over quota\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::refused);
    EXPECT_EQ(session->why(), "NO over quota");
    session->transfer({"5"});
    server.hears("g6 CREATE \"Done\"")
        .says("g6 NO\r\n")
        .hears("g7 UID COPY 5 \"Done\"")
        .says("g7 OK\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::done) << "the original is still there";
    session->remove({"5"});
    server.hears("g8 UID STORE 5 +FLAGS.SILENT (\\Deleted)")
        .says("g8 OK\r\n")
        .hears("g9 EXPUNGE")
        .says("g9 NO [NOPERM]\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::refused);
    session->remove({"5"});
    server.hears("g10 UID STORE 5 +FLAGS.SILENT (\\Deleted)")
        .says("g10 OK\r\n")
        .hears("g11 EXPUNGE")
        .says("g11 OK\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::done);
}

TEST(ImapDialogue, ListsAMessageWhoseSizeTheServerKeepsToItself)
{
    const auto session = imap();
    Server server(*session, octets_max);
    session->list({});
    server.hears("g1 CAPABILITY")
        .says("g1 OK\r\n")
        .hears("g2 SELECT \"INBOX\"")
        .says("* 2 EXISTS\r\n* OK [UIDVALIDITY 7]\r\ng2 OK\r\n")
        .hears("g3 UID FETCH 1:* (UID RFC822.SIZE)")
        .says("* 2 FETCH (UID 9)\r\n* 1 FETCH (UID 5 FLAGS ())\r\n* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n")
        .says("* 1 FETCH (UID 5 FLAGS (\\Seen))\r\ng3 OK\r\n");
    EXPECT_THAT(session->listing().items, ElementsAre(MailboxItem{"5", 100}, MailboxItem{"9", 0}));
}

TEST(ImapDialogue, ListsAllThatIsKnownBesideALimitedNumberOfNewOnes)
{
    const auto session = imap();
    Server server(*session, 1UL << 20);
    const std::string last = std::to_string(new_items_max + 2);
    session->list({.uid_validity = 7, .ids = {"1", last}});
    std::string fetched;
    for (std::size_t i = 1; i <= new_items_max + 2; ++i)
        fetched += "* " + std::to_string(i) + " FETCH (UID " + std::to_string(i) + " RFC822.SIZE 1)\r\n";
    server.hears("g1 CAPABILITY")
        .says("g1 OK\r\n")
        .hears("g2 SELECT \"INBOX\"")
        .says("* OK [UIDVALIDITY 7]\r\n* " + last + " EXISTS\r\ng2 OK\r\n")
        .hears("g3 UID FETCH 1:* (UID RFC822.SIZE)")
        .says(fetched + "* " + last + "1 FETCH (UID " + last + "1 RFC822.SIZE 1)\r\ng3 OK\r\n");
    const auto& items = session->listing().items;
    ASSERT_EQ(items.size(), new_items_max + 2) << "known ones do not count, and one new one is left for later";
    EXPECT_EQ(items.front().id, "1");
    EXPECT_EQ(items.back().id, last);
}

TEST(ImapDialogue, ListsOnlyWhatIsNewWhileTheUidsAreTheSame)
{
    struct Case {
        std::int64_t validity;
        std::string asked;
        std::size_t listed;
    };
    for (const Case& c :
         {Case{7, "g3 UID FETCH 10:* (UID RFC822.SIZE)", 0}, Case{6, "g3 UID FETCH 1:* (UID RFC822.SIZE)", 1}}) {
        const auto session = imap();
        Server server(*session, octets_max);
        session->list({.uid_validity = c.validity, .uid = 9});
        server.hears("g1 CAPABILITY")
            .says("g1 OK\r\n")
            .hears("g2 SELECT \"INBOX\"")
            .says("* OK [UIDVALIDITY 7]\r\n* 1 EXISTS\r\ng2 OK\r\n")
            .hears(c.asked)
            .says("* 1 FETCH (UID 9 RFC822.SIZE 10)\r\ng3 OK\r\n");
        EXPECT_EQ(session->listing().items.size(), c.listed);
    }
}

TEST(ImapDialogue, OfAnEmptyFolderAsksNothingMore)
{
    const auto session = imap();
    Server server(*session, octets_max);
    session->list({});
    server.hears("g1 CAPABILITY")
        .says("g1 OK\r\n")
        .hears("g2 SELECT \"INBOX\"")
        .says("* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\ng2 OK\r\n")
        .hears_nothing_more();
    EXPECT_EQ(session->end(), End::done);
    EXPECT_THAT(session->listing().items, IsEmpty());
}

TEST(ImapDialogue, OfAMessageThatVanishedBringsNothingAndOfARefusedOneTheReason)
{
    const auto session = imap();
    Server server(*session, octets_max);
    list_imap(*session, server, "UIDPLUS");
    session->fetch("5");
    server.hears("g4 UID FETCH 5 (BODY.PEEK[])").says("* 2 FETCH (UID 9 FLAGS ())\r\ng4 OK\r\n");
    EXPECT_EQ(session->end(), End::done);
    EXPECT_FALSE(session->take_message());
    session->fetch("9");
    server.hears("g5 UID FETCH 9 (BODY.PEEK[])").says("g5 NO [SERVERBUG] broken\r\n");
    EXPECT_EQ(session->end(), End::refused);
    EXPECT_EQ(session->why(), "NO [SERVERBUG] broken");
}

TEST(ImapDialogue, IsBrokenByAServerThatCannotBeBelieved)
{
    for (const std::string octets :
         {"* BYE overloaded\r\n", "* 1 FETCH (UID 5 BODY[] {1001}\r\n", "* 1 FETCH (UID 5 BODY[] {99999999999}\r\n"}) {
        const auto session = imap();
        Server server(*session, octets_max);
        list_imap(*session, server, "UIDPLUS");
        session->fetch("5");
        server.says(octets).says("g4 OK\r\n");
        EXPECT_FALSE(session->is_waiting());
        EXPECT_EQ(session->end(), End::broken) << octets;
        EXPECT_NE(session->why(), "");
    }
    const auto session = imap();
    Server server(*session, octets_max);
    session->list({});
    server.says("g1 OK\r\n* 2 EXISTS\r\ng2 OK\r\n");
    EXPECT_EQ(session->end(), End::broken) << "without UIDVALIDITY nobody knows which message is which";
}

/// To the end of list(): two messages, "b" before "a".
void list_pop3(MailboxSession& session, Server& server)
{
    session.list({});
    server.hears("UIDL")
        .says("+OK\r\n1 b\r\n2 a\r\n.\r\n")
        .hears("LIST")
        .says("+OK 2 messages\r\n1 100\r\n2 200 more\r\n.\r\n")
        .hears_nothing_more();
    ASSERT_FALSE(session.is_waiting());
    ASSERT_EQ(session.end(), End::done) << session.why();
}

TEST(Pop3Dialogue, ListsFetchesAndDeletes)
{
    each_way([](std::size_t at_once) {
        const auto session = pop3();
        Server server(*session, at_once);
        list_pop3(*session, server);
        EXPECT_THAT(session->listing().items, ElementsAre(MailboxItem{"b", 100}, MailboxItem{"a", 200}));
        session->fetch("a");
        server.hears("RETR 2").says("+OK\r\na: b\r\n\r\n..\r\n-ERR\r\n.\r\n");
        EXPECT_EQ(session->end(), End::done);
        EXPECT_EQ(session->take_message(), "a: b\r\n\r\n.\r\n-ERR\r\n");
        session->remove({"a", "b"});
        server.hears("DELE 2").says("+OK\r\n").hears("DELE 1").says("+OK\r\n");
        EXPECT_EQ(session->end(), End::done);
        session->quit();
        server.hears("QUIT").says("+OK bye\r\n").hears_nothing_more();
        EXPECT_EQ(session->end(), End::done);
        EXPECT_FALSE(session->is_waiting());
    });
}

TEST(Pop3Dialogue, OfAnEmptyMailboxListsNothing)
{
    const auto session = pop3();
    Server server(*session, octets_max);
    session->list({});
    server.hears("UIDL").says("+OK\r\n.\r\n").hears("LIST").says("+OK\r\n.\r\n").hears_nothing_more();
    EXPECT_EQ(session->end(), End::done);
    EXPECT_THAT(session->listing().items, IsEmpty());
}

TEST(Pop3Dialogue, ListsAllThatIsKnownBesideALimitedNumberOfNewOnes)
{
    const auto session = pop3();
    Server server(*session, 1UL << 20);
    session->list({.ids = {"k1", "k2"}});
    std::string ids = "1 k1\r\n";
    std::string sizes = "1 5\r\n";
    for (std::size_t i = 2; i < new_items_max + 3; ++i) {
        ids += std::to_string(i) + " n" + std::to_string(i) + "\r\n";
        sizes += std::to_string(i) + " 5\r\n";
    }
    const std::string last = std::to_string(new_items_max + 3);
    server.hears("UIDL").says("+OK\r\n" + ids + last + " k2\r\n.\r\n").hears("LIST").says("+OK\r\n" + sizes + ".\r\n");
    const auto& items = session->listing().items;
    ASSERT_EQ(items.size(), new_items_max + 2) << "one new one is left for later";
    EXPECT_EQ(items.front(), (MailboxItem{"k1", 5}));
    EXPECT_EQ(items.back(), (MailboxItem{"k2", 0})) << "its size was not told";
}

TEST(Pop3Dialogue, CountsMessagesThatItCannotTellApart)
{
    const auto session = pop3();
    Server server(*session, octets_max);
    session->list({});
    server.hears("UIDL")
        .says("+OK\r\n1 a\r\n2 \xE9\r\n3 " + std::string(256, 'x') + "\r\n.\r\n")
        .hears("LIST")
        .says("+OK\r\n1 5\r\n2 5\r\n3 5\r\n.\r\n");
    EXPECT_THAT(session->listing().items, ElementsAre(MailboxItem{"a", 5}));
    EXPECT_EQ(session->listing().nameless, 2U);
}

TEST(Pop3Dialogue, OfAListWithoutEndSaysSo)
{
    const auto session = pop3();
    Server server(*session, 1UL << 20);
    session->list({});
    server.hears("UIDL").says("+OK\r\n");
    for (int i = 0; i < 33 && session->is_waiting(); ++i) server.says(std::string(1UL << 20, 'x'));
    EXPECT_EQ(session->end(), End::broken);
    EXPECT_EQ(session->why(), "the server's list of messages is larger than 32 MiB");
}

TEST(Pop3Dialogue, TellsWhatTheServerRefuses)
{
    const auto session = pop3();
    Server server(*session, octets_max);
    list_pop3(*session, server);
    session->fetch("a");
    server.hears("RETR 2").says("-ERR cannot read it\r\n");
    EXPECT_EQ(session->end(), End::refused);
    EXPECT_EQ(session->why(), "-ERR cannot read it");
    session->fetch("b");
    server.hears("RETR 1").says("+OK\r\nx\r\n.\r\n");
    EXPECT_EQ(session->take_message(), "x\r\n") << "the next one is had";
}

TEST(Pop3Dialogue, IsBrokenByAServerThatCannotBeBelieved)
{
    for (const std::string& octets : {std::string("hello\r\n"), std::string(5000, 'x'),
                                      "+OK\r\n" + std::string(2 * octets_max, 'x'), std::string("\r\n")}) {
        const auto session = pop3();
        Server server(*session, octets_max);
        list_pop3(*session, server);
        session->fetch("a");
        server.says(octets).says("+OK\r\n.\r\n");
        EXPECT_FALSE(session->is_waiting());
        EXPECT_EQ(session->end(), End::broken) << octets.substr(0, 20);
        EXPECT_THAT(session->why(), testing::Not(HasSubstr("\n")));
    }
}

}  // namespace
}  // namespace intake
