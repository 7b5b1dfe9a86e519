#include "desk/directives.h"

#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "mail/transfer_encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace desk {
namespace {

const std::string header = "From: ann@body.example\r\nSubject: News\r\nMIME-Version: 1.0\r\n";
const std::string line = "Send-At: 2005-05-14T09:30Z";

std::string part(const std::string& type, const std::string& body, const std::string& encoding = "7bit")
{
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body;
}

std::string multipart(const std::string& subtype, const std::vector<std::string>& parts, const std::string& boundary)
{
    std::string octets = "Content-Type: multipart/" + subtype + "; boundary=" + boundary + "\r\n\r\n";
    for (const std::string& each : parts) octets += "--" + boundary + "\r\n" + each + "\r\n";
    return octets + "--" + boundary + "--\r\n";
}

std::string reason_against(const std::string& post)
{
    const base::Result<Directives> directives = read_directives(post);
    return directives ? "" : directives.error().text;
}

/// All texts of a message, decoded.
std::string texts_of(const std::string& octets)
{
    std::string all;
    const mail::PartScan scan = mail::scan_parts(octets);
    for (const mail::PartPlace& place : scan.parts) {
        if (place.media_type.starts_with("text/")) all += mail::read_part(place, 10'000).body + '|';
    }
    return all;
}

TEST(Directives, AreReadFromHeaderAndTextAlike)
{
    const auto in_header =
        read_directives("Send-At: 2005-05-14T09:30Z\r\nCorrects: #3\r\n" + header + "\r\nDear all\r\n");
    ASSERT_TRUE(in_header);
    EXPECT_EQ(in_header->send_at, base::parse_time("2005-05-14T09:30Z"));
    EXPECT_EQ(in_header->corrects, 3);
    EXPECT_EQ(in_header->octets, "") << "nothing is to be taken out";

    const auto in_text = read_directives(header + "\r\n" + line + "\r\nCorrects: 3\r\n\r\nDear all\r\n");
    ASSERT_TRUE(in_text);
    EXPECT_EQ(in_text->send_at, in_header->send_at);
    EXPECT_EQ(in_text->corrects, 3);
    EXPECT_EQ(in_text->octets, header + "\r\nDear all\r\n");

    const auto none = read_directives(header + "\r\nDear all\r\n" + line + "\r\n");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->send_at || none->corrects);
    EXPECT_EQ(none->octets, "");
}

TEST(Directives, AreTakenOutInEachTransferEncoding)
{
    const std::string text = line + "\r\n\r\nDear caf\xC3\xA9\r\n";
    const std::string type = "text/plain; charset=utf-8";
    for (const std::string& each :
         {part(type, text, "8bit"), part(type, mail::encode_quoted_printable(text), "quoted-printable"),
          part(type, mail::encode_base64_lines(text), "base64")}) {
        const auto directives = read_directives(header + each);
        ASSERT_TRUE(directives);
        EXPECT_TRUE(directives->send_at);
        EXPECT_EQ(texts_of(directives->octets), "Dear caf\xC3\xA9\r\n|") << each;
    }
}

TEST(Directives, LeaveAllOtherPartsOctetForOctet)
{
    const std::string pdf = part("application/pdf", "JVBERi0xLjQ=\r\n  odd   \r\n", "base64");
    const std::string plain = part("text/plain", line + "\r\n\r\nDear all\r\n");
    const std::string html = part("text/html", "<p>" + line + "</p>\r\n<p>Dear all</p>\r\n");
    const auto directives =
        read_directives(header + multipart("mixed", {multipart("alternative", {plain, html}, "in"), pdf}, "out"));
    ASSERT_TRUE(directives);
    EXPECT_EQ(directives->octets, header + multipart("mixed",
                                                     {multipart("alternative",
                                                                {part("text/plain", "Dear all\r\n"),
                                                                 part("text/html", "<p></p>\r\n<p>Dear all</p>\r\n")},
                                                                "in"),
                                                      pdf},
                                                     "out"));
}

TEST(Directives, AreThoseOfTheFirstTextAlone)
{
    const std::string second = part("text/plain", "Corrects: 3\r\n");
    const auto behind = read_directives(header + multipart("mixed", {part("text/plain", "Dear all\r\n"), second}, "b"));
    ASSERT_TRUE(behind);
    EXPECT_FALSE(behind->corrects);
    const std::string enclosed = part("message/rfc822", "Subject: x\r\n\r\nCorrects: 3\r\n");
    const auto within = read_directives(header + multipart("mixed", {enclosed}, "b"));
    ASSERT_TRUE(within);
    EXPECT_FALSE(within->corrects);
}

TEST(Directives, StandInAPostInMarkdown)
{
    const auto directives = read_directives(header + part("text/markdown", line + "\r\n\r\n# Plan\r\n"));
    ASSERT_TRUE(directives);
    EXPECT_EQ(texts_of(directives->octets), "# Plan\r\n|");
}

TEST(Directives, ThatCannotBeObeyedSayWhy)
{
    const std::string utf_16 = std::string("\xFF\xFE", 2) + std::string("C\0o\0r\0r\0e\0c\0t\0s\0:\0003\0\n\0x\0", 24);
    const std::string plain = part("text/plain", line + "\r\n\r\nDear all\r\n");
    const struct {
        const char* reason;
        std::string post;
    } cases[] = {
        {"its Send-At is no time such as 2005-05-14T09:30Z", header + "\r\nSend-At: tomorrow\r\n\r\nx\r\n"},
        {"its Send-At is no time such as 2005-05-14T09:30Z", header + "\r\nSend-At:\r\n\r\nx\r\n"},
        {"its Corrects is no number of an issue such as 3", header + "\r\nCorrects: the last one\r\n\r\nx\r\n"},
        {"its Corrects is no number of an issue such as 3", "Corrects: -1\r\n" + header + "\r\nx\r\n"},
        {"it says two different things of Send-At",
         "Send-At: 2005-05-15T09:30Z\r\n" + header + "\r\n" + line + "\r\n\r\nx\r\n"},
        {"it says two different things of Corrects", header + "\r\nCorrects: 3\r\nCorrects: 4\r\n"},
        {"the line \"Send-At: 2005-05-14T09:30Z\" cannot be taken out of its text (it is signed): write it as a header "
         "field",
         header + multipart("signed", {plain, part("application/pgp-signature", "x")}, "b")},
        {"the line \"Send-At: 2005-05-14T09:30Z\" cannot be taken out of its text (its transfer encoding is unknown): "
         "write "
         "it as a header field",
         header + part("text/plain", line + "\r\n\r\nx\r\n", "x-uue")},
        {"its parts are not told apart safely: write what is for us as header fields",
         header + multipart("mixed", {part("text/plain", line + "\r\n=2D-b\r\n", "quoted-printable")}, "b")},
        {"the line \"Corrects: 3\" cannot be taken out of its text (it is shown in another place or charset): write it "
         "as a "
         "header field",
         header + part("text/plain; charset=utf-16", mail::encode_base64_lines(utf_16), "base64")},
        {"the line \"Send-At: 2005-05-14T09:30Z\" cannot be taken out of its text (it is shown in another place or "
         "charset): "
         "write it as a header field",
         header + multipart("alternative", {plain, part("text/html", "<p>Read me in a browser</p><p>" + line + "</p>")},
                            "b")},
    };
    for (const auto& each : cases) EXPECT_EQ(reason_against(each.post), each.reason) << each.post;
}

}  // namespace
}  // namespace desk
