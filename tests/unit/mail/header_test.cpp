#include "mail/header.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

using namespace std::string_literals;

TEST(Header, FieldsLieInTheOriginalOctets)
{
    const std::string octets = "Subject: one\r\n two\r\nFrom:ann@body.example\r\n\r\nbody\r\n";
    const Header header = scan_header(octets);
    ASSERT_EQ(header.fields.size(), 2U);
    EXPECT_EQ(header.fields[0].name, "Subject");
    EXPECT_EQ(header.fields[0].value, " one\r\n two");
    EXPECT_EQ(header.fields[0].whole, "Subject: one\r\n two\r\n");
    EXPECT_EQ(header.fields[1].value, "ann@body.example");
    EXPECT_EQ(header.fields[0].whole.data(), octets.data());
    EXPECT_EQ(header.body, "body\r\n");
    EXPECT_EQ(octets.substr(header.octets), "body\r\n");
    EXPECT_EQ(header.defect, "");
}

struct DefectCase {
    std::string name;
    std::string octets;
    std::size_t fields;
    std::string body;
    std::string defect;
};

TEST(Header, EndsWhereMailProgramsEndIt)
{
    const DefectCase cases[] = {
        {"bare LF", "A: b\nC: d\n\nbody\n", 2, "body\n", ""},
        {"no body", "A: b\r\n\r\n", 1, "", ""},
        {"no empty line", "A: b\r\n", 1, "", ""},
        {"no last line end", "A: b", 1, "", ""},
        {"nothing", "", 0, "", ""},
        {"body only", "\r\nbody", 0, "body", ""},
        {"a line without a colon", "A: b\r\nno field\r\nC: d\r\n\r\nx", 1, "no field\r\nC: d\r\n\r\nx",
         "a line of the header has no field name"},
        {"a colon without a name", "A: b\r\n: c\r\n", 1, ": c\r\n", "a line of the header has no field name"},
        {"a name that is not ASCII", "\xC3\xA4: b\r\n", 0, "\xC3\xA4: b\r\n", "a line of the header has no field name"},
        {"a blank first", " x: y\r\nA: b\r\n\r\n", 1, "", "the header starts with a blank"},
        {"a blank before the colon", "From : x\r\n\r\n", 1, "", "a blank stands before a colon"},
        {"an mbox line", "From ann Thu 12:00\nA: b\n\nx", 1, "x", "an mbox line stands before the header"},
        {"an mbox line later", "A: b\nFrom ann Thu 12\n\nx", 1, "From ann Thu 12\n\nx",
         "a line of the header has no field name"},
        {"a field that looks like one", "From : a\n\n", 1, "", "a blank stands before a colon"},
        {"a NUL", "A: b\0c\r\n\r\n"s, 1, "", "a header field has a NUL"},
        {"a bare CR", "A: b\rBcc: c\r\n\r\n", 1, "", "a header field has a bare CR"},
        {"a line of blanks goes on", "A: b\r\n \r\n c\r\n\r\nx", 1, "x", ""},
    };
    for (const DefectCase& c : cases) {
        const Header header = scan_header(c.octets);
        EXPECT_EQ(header.fields.size(), c.fields) << c.name;
        EXPECT_EQ(header.body, c.body) << c.name;
        EXPECT_EQ(header.defect, c.defect) << c.name;
        EXPECT_FALSE(header.exceeds_limits) << c.name;
    }
}

TEST(Header, FindsFieldsWithoutCase)
{
    const Header header = scan_header("From: a\r\nTO: \r\n\tb \r\nfrom : c\r\n\r\n");
    EXPECT_EQ(header.count("FROM"), 2U);
    EXPECT_EQ(header.all("from").at(1)->value, " c");
    EXPECT_EQ(header.value("to"), "b");
    EXPECT_EQ(header.value("Cc"), "");
    EXPECT_EQ(header.find("Cc"), nullptr);
}

TEST(Header, BeyondItsLimitsIsNotReadFurther)
{
    const HeaderLimits limits{.octets_max = 100, .field_octets_max = 20, .fields_max = 3};
    const std::string beyond[] = {
        "A: b\r\nC: " + std::string(20, 'x') + "\r\n\r\n",
        "A: b\r\nC: x\r\n " + std::string(20, 'x') + "\r\n\r\n",
        "A: b\r\nA: b\r\nA: b\r\nA: b\r\n\r\n",
        std::string(101, ' '),
    };
    for (const std::string& octets : beyond) {
        const Header header = scan_header(octets, limits);
        EXPECT_TRUE(header.exceeds_limits) << octets;
        EXPECT_NE(header.defect, "") << octets;
        EXPECT_LE(header.fields.size(), 3U) << octets;
    }
    EXPECT_FALSE(scan_header("A: b\r\n\r\n" + std::string(1000, 'x'), limits).exceeds_limits);
}

TEST(Header, OfHostileSizeIsCutShort)
{
    const std::string line = "Subject: " + std::string(1'000'000, 'x') + "\r\n\r\n";
    EXPECT_TRUE(scan_header(line).exceeds_limits);
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "A: b\r\n";
    EXPECT_EQ(scan_header(many).fields.size(), 2000U);
    std::string folded = "A: b";
    for (int i = 0; i < 300'000; ++i) folded += "\r\n ";
    EXPECT_TRUE(scan_header(folded).exceeds_limits);
}

TEST(Header, UnfoldingKeepsTheBlankOfAFold)  // RFC 5322 §2.2.3
{
    EXPECT_EQ(unfold("a\r\n b\n\tc"), "a b\tc");
    EXPECT_EQ(unfold("a\rb\nc\r\n"), "a b c ");
}

}  // namespace
}  // namespace mail
