#include "mail/composer.h"

#include "base/text.h"
#include "mail/address_list.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

using namespace std::string_literals;

constexpr std::size_t all = 1'000'000;

TEST(Composer, StructuredFieldIsFoldedAtBlanksOnly)
{
    std::string value;
    for (int i = 0; i < 20; ++i) value += "<" + std::string(20, 'x') + "@body.example>  ";
    const std::string text = HeaderWriter().structured("References", value).text();
    for (const std::string_view line : base::split(text, '\n')) EXPECT_LE(line.size(), 79U);
    const Header header = scan_header(text);
    ASSERT_EQ(header.fields.size(), 1U);
    EXPECT_EQ(header.value("References"), base::trim(value));
}

TEST(Composer, NothingCanStartAFieldOfItsOwn)
{
    const std::string evils[] = {
        "x\r\nBcc: evil@body.example", "x\nBcc: y", "x\rBcc: y", "x\r\n\r\nbody", "\r\n", "x\0y"s, "\r\n\r\nBcc: y"};
    for (const std::string& evil : evils) {
        HeaderWriter writer;
        writer.structured("To", evil).unstructured("Subject", evil).unstructured("Subject", "ü" + evil);
        writer.copied("X-Copied: " + evil + "\r\n").copied("X-Copied: \xFC" + evil).copied("From: \xFC" + evil);
        const Header header = scan_header(writer.text());
        EXPECT_EQ(header.count("Bcc"), 0U) << evil;
        EXPECT_EQ(header.fields.size(), 6U) << evil;
        EXPECT_EQ(header.octets, writer.text().size()) << evil;
        EXPECT_EQ(header.defect, "") << evil;
    }
}

TEST(Composer, UnstructuredFieldIsEncodedWhereItNeedsIt)
{
    EXPECT_EQ(HeaderWriter().unstructured("Subject", "plain").text(), "Subject: plain\r\n");
    EXPECT_EQ(HeaderWriter().unstructured("Subject", "").text(), "Subject:\r\n");
    EXPECT_EQ(HeaderWriter().unstructured("Subject", "grün ist").text(), "Subject: =?utf-8?q?gr=C3=BCn?= ist\r\n");
}

struct CopyCase {
    std::string_view arrived;
    std::string_view copied;
};

TEST(Composer, CopiedFieldStaysButForRaw8Bit)
{
    constexpr CopyCase cases[] = {
        {"Subject:  two\r\n\tlines =?utf-8?q?x?=\r\n", "Subject:  two\r\n\tlines =?utf-8?q?x?=\r\n"},
        {"Subject: bare\n lines\n", "Subject: bare\r\n lines\r\n"},
        {"Subject: gr\xC3\xBCn\r\n", "Subject: =?utf-8?q?gr=C3=BCn?=\r\n"},
        {"Subject: gr\xFCn\r\n", "Subject: =?utf-8?q?gr=C3=BCn?=\r\n"},
        {"From: J\xFCrg <j@body.example>\r\n", "From: =?utf-8?q?J=C3=BCrg?= <j@body.example>\r\n"},
        {"From: \"J\xFCrg, M\" <j@body.example>, a@body.example\r\n",
         "From: =?utf-8?q?J=C3=BCrg=2C_M?= <j@body.example>, a@body.example\r\n"},
        {"no field", ""},
        {"", ""},
    };
    for (const CopyCase& c : cases) EXPECT_EQ(HeaderWriter().copied(c.arrived).text(), c.copied) << c.arrived;
}

TEST(Composer, PlainAsciiTextStaysReadable)
{
    EXPECT_EQ(compose_body("Hello,\nbye"), "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
                                           "Content-Transfer-Encoding: 7bit\r\n\r\nHello,\r\nbye\r\n");
}

void expect_lines_within_limits(const std::string& text)
{
    for (const std::string_view line : base::split(text, '\n')) {
        EXPECT_LE(line.size(), 999U);  // with the CR
        EXPECT_TRUE(line.empty() || line.ends_with('\r'));
        EXPECT_EQ(line.find('\r'), line.empty() ? std::string_view::npos : line.size() - 1);
    }
}

TEST(Composer, TextIsReadBackAsItWas)
{
    const std::string texts[] = {"",
                                 "grün\n",
                                 "x\n" + std::string(5000, 'y') + "\n",
                                 "a \n.\nFrom x\n",
                                 "a\0b\x07\n"s,
                                 std::string(300, ' ') + "\n"};
    for (const std::string& text : texts) {
        const std::string body = compose_body(text);
        expect_lines_within_limits(body);
        EXPECT_TRUE(base::is_ascii(body));
        EXPECT_EQ(first_text(scan_parts(body), all), text);
    }
    EXPECT_EQ(first_text(scan_parts(compose_body("gr\xFCn\n")), all), "grün\n");
}

TEST(Composer, AttachmentsAreReadBackAsTheyWere)
{
    std::string octets;
    for (int i = 0; i < 2000; ++i) octets += static_cast<char>(i * 11);
    const std::string message =
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ngr\xC3\xBCn\r\n--b--\r\n";
    const std::string body = compose_body("see below\n", {{"image/png", "a \"b\".png", octets},
                                                          {"Message/RFC822", "Nachricht ü.eml", message},
                                                          {"text/plain\r\nX: y", "", "z"}});
    expect_lines_within_limits(body);
    const PartScan scan = scan_parts(body);
    EXPECT_EQ(scan.defect, "");
    ASSERT_EQ(scan.parts.size(), 7U);
    EXPECT_EQ(first_text(scan, all), "see below\n");
    const PartContent image = read_part(scan.parts[2], all);
    EXPECT_EQ(image.media_type, "image/png");
    EXPECT_EQ(image.file_name, "a \"b\".png");
    EXPECT_EQ(image.body, octets);
    EXPECT_TRUE(image.is_attachment);
    const PartContent enclosed = read_part(scan.parts[3], all);
    EXPECT_EQ(enclosed.media_type, "message/rfc822");
    EXPECT_EQ(enclosed.file_name, "Nachricht ü.eml");
    EXPECT_EQ(enclosed.body, message);
    EXPECT_EQ(read_part(scan.parts[6], all).media_type, "application/octet-stream");
}

TEST(Composer, EnclosedMessageIsNeverEncoded)  // RFC 2046 §5.2.1
{
    const auto encoding = [](const std::string& octets) {
        const std::string body = compose_body("x", {{"message/rfc822", "m.eml", octets}});
        const PartScan scan = scan_parts(body);
        const Header header = scan_header(scan.parts.at(2).header);
        return scan.parts.at(2).media_type + ' ' + header.value("Content-Transfer-Encoding") + ' ' +
               scan_header(body).value("Content-Transfer-Encoding");
    };
    EXPECT_EQ(encoding("A: b\n\nx"), "message/rfc822 7bit 7bit");
    EXPECT_EQ(encoding("A: b\n\nü"), "message/rfc822 8bit 8bit");
    EXPECT_EQ(encoding("A: b\n\n" + std::string(998, 'x')), "message/rfc822 7bit 7bit");
    EXPECT_EQ(encoding("A: b\n\n" + std::string(999, 'x')), "application/octet-stream base64 7bit");
}

TEST(Composer, BoundaryStandsInNoPartAndIsTheSameForTheSameNotice)
{
    const std::string once = compose_body("x", {{"text/plain", "a", "b"}});
    EXPECT_EQ(once, compose_body("x", {{"text/plain", "a", "b"}}));
    EXPECT_NE(once, compose_body("x", {{"text/plain", "a", "c"}}));
    std::string enclosed = once;
    for (int i = 0; i < 3; ++i) enclosed = compose_body("x", {{"message/rfc822", "m.eml", enclosed}});
    EXPECT_EQ(scan_parts(enclosed).parts.size(), 12U);
    EXPECT_EQ(scan_parts(enclosed).defect, "");
}

TEST(Composer, EveryLineEndBecomesCrlf)
{
    EXPECT_EQ(with_crlf("a\nb\rc\r\nd\r\r\n\n"), "a\r\nb\r\nc\r\nd\r\n\r\n\r\n");
    EXPECT_EQ(with_crlf(""), "");
}

}  // namespace
}  // namespace mail
