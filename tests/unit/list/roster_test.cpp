#include "list/roster.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace list {
namespace {

using namespace std::string_literals;

const RosterRules rules{.categories = {"nmb", "d-liaison", "subscriber", "expert"}, .join_category = "subscriber"};

struct Read {
    std::vector<std::pair<std::size_t, store::Member>> rows;
    std::vector<RosterFault> faults;
};

Read read_all(std::string_view csv)
{
    Read read;
    read.faults = read_roster(
        csv, rules, [&](std::size_t line, store::Member member) { read.rows.emplace_back(line, std::move(member)); });
    return read;
}

std::string shown(const std::vector<RosterFault>& faults)
{
    std::string text;
    for (const RosterFault& fault : faults)
        text += std::to_string(fault.line) + ':' + std::to_string(fault.column) + ": " + fault.text + '\n';
    return text;
}

TEST(Roster, ReadsEveryColumnAndKeepsTheOthers)
{
    const Read read = read_all("email,name,category,organisation,country,language,url,about,state,Room\r\n"
                               "Ann@Body.Example,\"Secretary, NB\",nmb,National "
                               "Body,th,pt-BR,https://body.example,\"two\r\nlines\",paused,4.11\r\n");
    EXPECT_EQ(shown(read.faults), "");
    ASSERT_EQ(read.rows.size(), 1U);
    const store::Member& member = read.rows.front().second;
    EXPECT_EQ(read.rows.front().first, 2U);
    EXPECT_EQ(member.email, "Ann@body.example");
    EXPECT_EQ(member.name, "Secretary, NB");
    EXPECT_EQ(member.category, "nmb");
    EXPECT_EQ(member.organisation, "National Body");
    EXPECT_EQ(member.country, "TH");
    EXPECT_EQ(member.language, "pt-BR");
    EXPECT_EQ(member.about, "two\r\nlines");
    EXPECT_EQ(member.state, store::MemberState::paused);
    ASSERT_EQ(member.attributes.size(), 1U);
    EXPECT_EQ(member.attributes.front().name, "room");
}

TEST(Roster, HasADigestColumnWhereSomebodyReadsDigests)
{
    const Read read = read_all("email,digest\na@body.example,Weekly\nb@body.example,weekly plain\nc@body.example,off\n"
                               "d@body.example,\n");
    EXPECT_EQ(shown(read.faults), "2:2: digest: \"Weekly\" is none of off, daily, weekly, daily plain, weekly plain\n");
    ASSERT_EQ(read.rows.size(), 3U);
    std::vector<store::Member> members;
    for (const auto& [line, member] : read.rows) members.push_back(member);
    EXPECT_EQ(store::digest_text(members[0].digest), "weekly plain");
    EXPECT_TRUE(!members[1].digest && members[1].leaves_digest);
    EXPECT_TRUE(!members[2].digest && !members[2].leaves_digest);
    EXPECT_NE(write_roster(members).find("state,digest\r\n"), std::string::npos);
    EXPECT_NE(write_roster(members).find("active,weekly plain\r\n"), std::string::npos);
    EXPECT_EQ(write_roster({members[1]}).find("digest"), std::string::npos);
}

TEST(Roster, KnowsItsSeparatorAndLineEnds)
{
    for (const std::string_view csv : {"email,name\na@body.example,A\n", "email;name\r\na@body.example;A\r\n",
                                       "\xEF\xBB\xBF"
                                       "email\tname\ra@body.example\tA\r",
                                       "name,email\nA,a@body.example", "\"email\",\"name\"\n\"a@body.example\",\"A\"\n",
                                       "EMAIL , Name\n a@body.example , A \n\n\n"}) {
        const Read read = read_all(csv);
        EXPECT_EQ(shown(read.faults), "") << csv;
        ASSERT_EQ(read.rows.size(), 1U) << csv;
        EXPECT_EQ(read.rows.front().second.email, "a@body.example") << csv;
        EXPECT_EQ(read.rows.front().second.name, "A") << csv;
        EXPECT_EQ(read.rows.front().second.category, "subscriber") << csv;
    }
}

TEST(Roster, FaultsSayLineColumnAndWhat)
{
    struct Case {
        std::string csv;
        std::string_view faults;
    };
    const Case cases[] = {
        {"", "1:0: the file is empty; the header row must name a column email\n"},
        {"\n\n", "1:0: the file is empty; the header row must name a column email\n"},
        {"\xFF\xFE"
         "e\0m\0"s,
         "1:0: the file is UTF-16; save it as UTF-8\n"},
        {"\xFE\xFF\0e\0m"s, "1:0: the file is UTF-16; save it as UTF-8\n"},
        {"name\nA\n", "1:0: the header row has no column email\n"},
        {"email,,x\na@body.example,,\n", "1:2: the header row has a column without a name\n"},
        {"email,x,X\na@body.example,,\n", "1:3: the header row has \"x\" twice\n"},
        {"email\nno-address\n", "2:1: email: \"no-address\" is not an address: has no @\n"},
        {"name,email\nA,\n", "2:2: email: is empty\n"},
        {"email,country\na@body.example,Thailand\n", "2:2: country: \"Thailand\" is no ISO 3166 code of two letters\n"},
        {"email,country\na@body.example,XX\n", "2:2: country: \"XX\" is no ISO 3166 code of two letters\n"},
        {"email,language\na@body.example,Portugu\xC3\xAAs\n",
         "2:2: language: \"Portugu\xC3\xAAs\" is no language tag (RFC 5646)\n"},
        {"email,category\na@body.example,press\n", "2:2: category: \"press\" is no category of [server]\n"},
        {"email,state\na@body.example,gone\n",
         "2:2: state: \"gone\" is none of invited, pending, active, paused, suppressed, left\n"},
        {"email\na@body.example,b\n", "2:2: the row has 2 values for 1 columns\n"},
        {"email\na@body.example\nA@Body.example\n",
         "3:1: email: \"A@body.example\" stands in category subscriber at line 2 already\n"},
        {"email,name\na@body.example,\"x\ny\"\n", "2:2: name: \"x y\" has control characters or line ends\n"},
        {"email,about\na@body.example,\"x\0y\"\n"s, "2:2: about: has a NUL\n"},
        {"email,name\na@body.example,\xFF\n", "2:2: name: is not UTF-8\n"},
        {"email,about\na@body.example," + std::string(65537, 'x') + "\n", "2:2: about: has more than 65536 octets\n"},
        {"email,name\na@body.example,\"never closed\nb@body.example,B\n", "2:2: a quoted value does not end\n"},
        {"email,name\na@body.example,\"x\"y\nb@body.example,B\n",
         "2:2: a quote stands where none may be (RFC 4180); what follows cannot be read\n"},
        {"about,email\n\"two\nlines\",no-address\n", "2:2: email: \"no-address\" is not an address: has no @\n"},
        {"about,email\n\n\n\"two\n\nlines\",no-address\nx,also-none\n",
         "4:2: email: \"no-address\" is not an address: has no @\n7:2: email: \"also-none\" is not an address: has no "
         "@\n"},
        {"e\0m\0a\0i\0l\0\n"s, "1:1: the header row has a column name that is not one line of UTF-8\n1:0: the header "
                               "row has no column email\n"},
    };
    for (const Case& c : cases) EXPECT_EQ(shown(read_all(c.csv).faults), c.faults) << c.csv.substr(0, 100);
}

TEST(Roster, GoodRowsBetweenBadOnesAreKnown)
{
    const Read read = read_all("email,country\na@body.example,th\nbad,th\nc@body.example,xx\nd@body.example,\n");
    EXPECT_EQ(read.faults.size(), 2U);
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.rows[1].first, 5U);
}

TEST(Roster, InternationalDomainsAreOneContactHoweverWritten)
{
    const Read read = read_all("email\nann@b\u00FCro.example\nann@xn--bro-hoa.example\n");
    ASSERT_EQ(read.rows.size(), 1U);
    EXPECT_EQ(read.rows.front().second.email, "ann@xn--bro-hoa.example");
    EXPECT_EQ(read.faults.size(), 1U);
}

TEST(Roster, ContactMayStandInSeveralCategories)
{
    const Read read = read_all("email,category\na@body.example,nmb\na@body.example,expert\na@body.example,nmb\n");
    EXPECT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.faults.size(), 1U);
}

TEST(Roster, FaultsAreBoundedWhateverComes)
{
    std::string csv = "email\n";
    for (int i = 0; i < 5000; ++i) csv += "bad\n";
    EXPECT_EQ(read_all(csv).faults.size(), roster_faults_max);
    EXPECT_EQ(read_all("email" + std::string(100'000, ',') + "\n").faults.size(), 199U);
    EXPECT_EQ(read_all("email\n\"" + std::string(10'000'000, 'x')).faults.size(), 1U);
}

TEST(Roster, OfAHundredThousandRowsIsRead)
{
    std::string csv = "email,name,category,country\r\n";
    for (int i = 0; i < 100'000; ++i)
        csv += "member" + std::to_string(i) + "@body" + std::to_string(i % 977) + ".example,\"Name, of " +
               std::to_string(i) + "\",expert,FR\r\n";
    const Read read = read_all(csv);
    EXPECT_EQ(read.rows.size(), 100'000U);
    EXPECT_EQ(shown(read.faults), "");
    EXPECT_EQ(read.rows.back().first, 100'001U);
}

store::Member member_of(std::string email, std::string name)
{
    store::Member member;
    member.email = std::move(email);
    member.name = std::move(name);
    member.category = "expert";
    return member;
}

TEST(Roster, NoCellOfAnExportIsAFormula)
{
    std::vector<store::Member> members;
    for (const char* evil :
         {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1+1", "''=1+1", "\"=1+1\""}) {
        store::Member member = member_of("a@body.example", evil);
        member.organisation = evil;
        member.url = evil;
        member.about = evil;
        member.attributes = {{.name = evil, .value = evil}};
        members.push_back(member);
    }
    members.push_back(member_of("+tag@body.example", "x"));
    const std::string csv = write_roster(members);
    bool starts_cell = true;
    bool is_quoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (starts_cell) {
            const char first = c == '"' ? csv[i + 1] : c;
            EXPECT_EQ("=+-@\t"s.find(first), std::string::npos) << csv.substr(i, 20);
            EXPECT_FALSE(c == '"' && first == '\r') << csv.substr(i, 20);
        }
        if (c == '"') is_quoted = !is_quoted;
        starts_cell = !is_quoted && (c == ',' || c == '\n');
    }
}

TEST(Roster, ExportIsReadBackAsItWas)
{
    std::vector<store::Member> members;
    int count = 0;
    for (const char* text : {"plain", "Secretary, NB", "say \"x\"", "a;b", "=1+1", "'=1+1", "''+x", "'quoted'",
                             "+49 30 1234", "-", "@home", "\u00E4\u20AC", "'"}) {
        store::Member member = member_of("m" + std::to_string(count++) + "@body.example", text);
        member.organisation = text;
        member.about = std::string(text) + "\r\nsecond line";
        member.attributes = {{.name = "phone", .value = text}};
        member.state = store::MemberState::left;
        members.push_back(member);
    }
    for (const char* email :
         {"+tag@body.example", "-x@body.example", "=x@body.example", "\"a,b\"@body.example", "'o@body.example"})
        members.push_back(member_of(email, "x"));
    const Read read = read_all(write_roster(members));
    EXPECT_EQ(shown(read.faults), "");
    ASSERT_EQ(read.rows.size(), members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const store::Member& back = read.rows[i].second;
        EXPECT_EQ(back.email, members[i].email);
        EXPECT_EQ(back.name, members[i].name);
        EXPECT_EQ(back.organisation, members[i].organisation);
        EXPECT_EQ(back.about, members[i].about);
        EXPECT_EQ(back.state, members[i].state);
        if (!members[i].attributes.empty()) {
            ASSERT_FALSE(back.attributes.empty()) << members[i].name;
            EXPECT_EQ(back.attributes.front().value, members[i].attributes.front().value);
        }
    }
}

}  // namespace
}  // namespace list
