#include "intake/imap_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ImapResponse> read_all(std::string_view octets, std::size_t at_once)
{
    ImapReader reader(1000);
    std::vector<ImapResponse> all;
    for (; !octets.empty(); octets.remove_prefix(std::min(at_once, octets.size()))) {
        reader.take(octets.substr(0, at_once));
        while (auto response = reader.next()) all.push_back(std::move(*response));
    }
    EXPECT_EQ(reader.fault(), "");
    return all;
}

TEST(ImapReader, ReadsTheSameHoweverTheOctetsCome)
{
    const std::string octets =
        "* 1 FETCH (UID 5 BODY[] {13}\r\na\r\ng1 OK \r\n\r\n FLAGS ())\r\n* 2 EXISTS\r\ng1 OK done\r\n";
    for (const std::size_t at_once : {1UL, 3UL, 1000UL}) {
        const auto all = read_all(octets, at_once);
        ASSERT_EQ(all.size(), 3U) << at_once;
        EXPECT_EQ(all[0].line, "* 1 FETCH (UID 5 BODY[] {13} FLAGS ())");
        EXPECT_THAT(all[0].literals, ElementsAre("a\r\ng1 OK \r\n\r\n"));
        EXPECT_EQ(all[1].line, "* 2 EXISTS");
        EXPECT_EQ(all[2].line, "g1 OK done");
    }
}

TEST(ImapReader, IsBrokenByWhatIsLargerThanExpected)
{
    for (const std::string& octets :
         {std::string("* 1 FETCH (UID 5 BODY[] {1001}\r\n"), std::string("* 1 FETCH (BODY[] {99999999999999999}\r\n"),
          std::string(70'000, 'x')}) {
        ImapReader reader(1000);
        reader.take(octets);
        EXPECT_NE(reader.fault(), "") << octets.substr(0, 40);
        EXPECT_FALSE(reader.next());
    }
}

TEST(ImapFetchResponse, GivesWhatWeAskFor)
{
    struct Case {
        std::string line;
        std::vector<std::string> literals;
        std::int64_t uid;  ///< 0: it is none
        std::optional<std::size_t> octets;
        std::optional<std::string> message;
    };
    const Case cases[] = {
        {"* 3 FETCH (UID 17 RFC822.SIZE 4711)", {}, 17, 4711, {}},
        {"* 3 fetch (rfc822.size 4711 uid 17)", {}, 17, 4711, {}},
        {"* 3 FETCH (FLAGS (\\Seen \"a)b\") UID 17 BODY[] {5})", {"hello"}, 17, {}, "hello"},
        {"* 3 FETCH (UID 17 ENVELOPE ({3} NIL) BODY[] {5})", {"abc", "hello"}, 17, {}, "hello"},
        {"* 3 FETCH (UID 17 BODY[] \"a\\\"b\")", {}, 17, {}, "a\"b"},
        {"* 3 FETCH (UID 17 BODY[] NIL)", {}, 17, {}, {}},
        {"* 3 FETCH (UID 17 BODY[HEADER.FIELDS (DATE)] {1} BODY[] {5})", {"x", "hello"}, 17, {}, "hello"},
        {"* 3 FETCH (UID 17 RFC822.SIZE -1)", {}, 17, {}, {}},
        {"* 3 FETCH (RFC822.SIZE 4711)", {}, 0, {}, {}},
        {"* 3 FETCH (UID 0 RFC822.SIZE 4711)", {}, 0, {}, {}},
        {"* 3 EXISTS", {}, 0, {}, {}},
        {"* FETCH (UID 17)", {}, 0, {}, {}},
        {"g1 OK FETCH (UID 17)", {}, 0, {}, {}},
        {"* 3 FETCH (UID 17 (((", {}, 17, {}, {}},
    };
    for (const Case& c : cases) {
        const auto fetch = read_imap_fetch({.line = c.line, .literals = c.literals});
        ASSERT_EQ(fetch.has_value(), c.uid != 0) << c.line;
        if (!fetch) continue;
        EXPECT_EQ(fetch->uid, c.uid) << c.line;
        EXPECT_EQ(fetch->octets, c.octets) << c.line;
        EXPECT_EQ(fetch->message, c.message) << c.line;
    }
}

TEST(ImapResponses, AreToldApart)
{
    EXPECT_EQ(read_imap_exists({.line = "* 12 EXISTS"}), 12);
    EXPECT_FALSE(read_imap_exists({.line = "* 12 RECENT"}));
    EXPECT_EQ(read_imap_uid_validity({.line = "* OK [UIDVALIDITY 3857529045] UIDs valid"}), 3857529045);
    EXPECT_FALSE(read_imap_uid_validity({.line = "* OK [UIDVALIDITY 0] UIDs valid"}));
    EXPECT_FALSE(read_imap_uid_validity({.line = "* OK [UIDNEXT 5]"}));
    EXPECT_THAT(read_imap_capabilities({.line = "* capability IMAP4rev1 UidPlus"}),
                ElementsAre("IMAP4REV1", "UIDPLUS"));
    EXPECT_THAT(read_imap_capabilities({.line = "* OK ready"}), IsEmpty());
    const auto end = read_imap_end({.line = "g5 NO [TRYCREATE] no such folder"});
    ASSERT_TRUE(end);
    EXPECT_EQ(end->tag, "g5");
    EXPECT_FALSE(end->is_ok);
    EXPECT_EQ(end->text, "NO [TRYCREATE] no such folder");
    EXPECT_FALSE(read_imap_end({.line = "* NO careful"}));
    EXPECT_FALSE(read_imap_end({.line = "+ go on"}));
    EXPECT_EQ(imap_quoted("a \"b\"\\\r\n"), R"("a \"b\"\\??")");
}

}  // namespace
}  // namespace intake
