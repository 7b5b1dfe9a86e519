#include "mail/part_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

std::string multipart(std::string_view boundary, std::string_view body)
{
    return "Content-Type: multipart/mixed; boundary=\"" + std::string(boundary) + "\"\r\n\r\n" + std::string(body);
}

/// "depth type [body]" of each part; of leaves only, the body.
std::string shown(const PartScan& scan)
{
    std::string text;
    for (const PartPlace& part : scan.parts) {
        if (!text.empty()) text += ' ';
        text += std::to_string(part.depth) + ' ' + part.media_type;
        const bool is_container = part.media_type.starts_with("multipart/") || part.media_type == "message/rfc822";
        if (!is_container) text += " [" + std::string(part.body) + ']';
    }
    return text;
}

struct ScanCase {
    std::string name;
    std::string octets;
    std::string parts;
    std::string defect;
};

TEST(PartScanner, FindsThePartsThatMailProgramsSee)
{
    const ScanCase cases[] = {
        {"a plain message", "Subject: x\r\n\r\nbody\r\n", "0 text/plain [body\r\n]", ""},
        {"nothing", "", "0 text/plain []", ""},
        {"a broken type", "Content-Type: text\r\n\r\nx", "0 text/plain [x]", ""},
        {"a type in capitals with a comment", "Content-Type: TEXT/HTML (x); a=b\r\n\r\nx", "0 text/html [x]", ""},
        {"two parts",
         multipart("b", "pre\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\n\r\ntwo\r\n--b--\r\npost\r\n"),
         "0 multipart/mixed 1 text/plain [one] 1 text/html [two]", ""},
        {"bare LF", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n",
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"a delimiter with blanks behind it", multipart("b", "--b \t\r\n\r\none\r\n--b-- \r\n"),
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"a longer boundary", multipart("ab", "--ab\r\n\r\n--abc\r\n--ab--x\r\n--ab--\r\n"),
         "0 multipart/mixed 1 text/plain [--abc\r\n--ab--x]", ""},
        {"a boundary in mid-line", multipart("b", "--b\r\n\r\nx --b\r\n --b--\r\n--b--\r\n"),
         "0 multipart/mixed 1 text/plain [x --b\r\n --b--]", ""},
        {"a part without a body", multipart("b", "--b\r\n\r\n--b\r\nA: b\r\n--b--\r\n"),
         "0 multipart/mixed 1 text/plain [] 1 text/plain []", ""},
        {"a part without a header", multipart("b", "--b\r\nbody\r\n--b--\r\n"), "0 multipart/mixed 1 text/plain [body]",
         "a part has no header"},
        {"not closed", multipart("b", "--b\r\n\r\none\r\n"), "0 multipart/mixed 1 text/plain [one\r\n]",
         "a multipart is not closed"},
        {"an inner one that is not closed",
         multipart("a", "--a\r\n" + multipart("b", "--b\r\n\r\none\r\n--a\r\n\r\ntwo\r\n--a--\r\n")),
         "0 multipart/mixed 1 multipart/mixed 2 text/plain [one] 1 text/plain [two]", "a multipart is not closed"},
        {"a delimiter after the closing one", multipart("b", "--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n"),
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"the same boundary twice",
         multipart("b", "--b\r\n" + multipart("b", "--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--\r\n")),
         "0 multipart/mixed 1 multipart/mixed 2 text/plain [one] 1 text/plain [two]", ""},
        {"no empty line before the first delimiter",
         "Content-Type: multipart/mixed; boundary=b\r\n--b\r\n\r\none\r\n--b--\r\n",
         "0 multipart/mixed 1 text/plain [one]", "a line of the header has no field name"},
        {"a blank instead of the empty line, and a boundary with a colon",
         "Content-Type: multipart/mixed; boundary=\"b:c\"\r\n \r\n--b:c\r\n\r\none\r\n--b:c--\r\n",
         "0 multipart/mixed 1 text/plain [one]", "a line of the header has no field name"},
        {"an enclosed message without a header", "Content-Type: message/rfc822\r\nno field\r\n",
         "0 message/rfc822 1 text/plain [no field\r\n]", "a line of the header has no field name"},
        {"no semicolon before the boundary",
         "Content-Type: multipart/mixed\r\n\tboundary=\"b\"\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"no boundary", "Content-Type: multipart/mixed\r\n\r\n--\r\n\r\nx\r\n", "0 multipart/mixed",
         "a multipart has no boundary"},
        {"an empty boundary", multipart("", "--\r\n\r\nx\r\n"), "0 multipart/mixed", "a multipart has no boundary"},
        {"a boundary with a semicolon", multipart("a;b", "--a;b\r\n\r\none\r\n--a;b--\r\n"),
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"a boundary in pieces",
         "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\r\n\r\n--ab\r\n\r\none\r\n--ab--\r\n",
         "0 multipart/mixed 1 text/plain [one]", ""},
        {"an enclosed message", "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ninner",
         "0 message/rfc822 1 text/plain [inner]", ""},
        {"an encoded enclosed message", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==",
         "0 message/rfc822", "an enclosed message is encoded"},
        {"a digest",
         "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\ninner\r\n--b--\r\n",
         "0 multipart/digest 1 message/rfc822 2 text/plain [inner]", ""},
        {"other types are no containers", "Content-Type: message/external-body\r\n\r\nx", "0 message/external-body [x]",
         ""},
    };
    for (const ScanCase& c : cases) {
        const PartScan scan = scan_parts(c.octets);
        EXPECT_EQ(shown(scan), c.parts) << c.name;
        EXPECT_EQ(scan.defect, c.defect) << c.name;
        EXPECT_FALSE(scan.exceeds_limits) << c.name;
    }
}

TEST(PartScanner, HeaderIsGivenWithItsEmptyLine)
{
    const std::string octets = multipart("b", "--b\r\nA: b\r\n\r\none\r\n--b--\r\n");
    const PartScan scan = scan_parts(octets);
    EXPECT_EQ(scan.parts.at(1).header, "A: b\r\n\r\n");
    EXPECT_EQ(std::string(scan.parts.at(0).header) + std::string(scan.parts.at(0).body), octets);
}

TEST(PartScanner, BeyondItsLimitsReadsNoFurther)
{
    std::string nested;
    for (int i = 0; i < 100'000; ++i) nested += multipart("b" + std::to_string(i), "--b" + std::to_string(i) + "\r\n");
    const PartScan deep = scan_parts(nested);
    EXPECT_TRUE(deep.exceeds_limits);
    EXPECT_EQ(deep.defect, "the parts are nested too deeply");
    EXPECT_EQ(deep.parts.back().depth, 100U);

    std::string messages;
    for (int i = 0; i < 100'000; ++i) messages += "Content-Type: message/rfc822\r\n\r\n";
    EXPECT_TRUE(scan_parts(messages).exceeds_limits);

    std::string siblings = multipart("b", "");
    for (int i = 0; i < 1'000'000; ++i) siblings += "--b\r\n\r\nx\r\n";
    const PartScan many = scan_parts(siblings);
    EXPECT_TRUE(many.exceeds_limits);
    EXPECT_EQ(many.parts.size(), 1000U);

    EXPECT_TRUE(scan_parts("A: " + std::string(1'000'000, 'x')).exceeds_limits);
}

TEST(PartScanner, ComparesHostileBoundariesInLinearTime)
{
    std::string octets;
    const std::string long_boundary(10'000, 'b');
    for (int i = 0; i < 99; ++i)
        octets += multipart(long_boundary + std::to_string(i), "--" + long_boundary + std::to_string(i) + "\r\n");
    octets += "\r\n";
    for (int i = 0; i < 500; ++i) octets += "--" + long_boundary + "\r\n";
    for (int i = 0; i < 500'000; ++i) octets += "--b\r\n";
    const PartScan scan = scan_parts(octets);
    EXPECT_EQ(scan.parts.size(), 100U);
    EXPECT_FALSE(scan.exceeds_limits);
}

}  // namespace
}  // namespace mail
