#include "mail/part_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

constexpr std::size_t all = 1'000'000;

PartContent read(const std::string& octets, std::size_t octets_max = all)
{
    return read_part(scan_parts(octets).parts.front(), octets_max);
}

struct NameCase {
    std::string_view fields;
    std::string_view file_name;
};

TEST(PartReader, FileNameIsDecodedOnceAndWhole)
{
    constexpr NameCase cases[] = {
        {"Content-Disposition: attachment; filename=a.pdf", "a.pdf"},
        {"Content-Disposition: attachment; filename=\"a;b \\\"c\\\".pdf\"", "a;b \"c\".pdf"},
        {"Content-Disposition: attachment; filename=my report.pdf", "my report.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''gr%C3%BCn.pdf", "grün.pdf"},
        {"Content-Disposition: attachment; filename*=iso-8859-1'de'gr%FCn.pdf", "grün.pdf"},
        {"Content-Disposition: attachment; filename=x; filename*=utf-8''%41", "A"},
        {"Content-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=\"%41.e\"; filename*2=xe", "a %41.exe"},
        {"Content-Disposition: attachment; filename*1=b; filename*0=a; filename*3=d", "ab"},
        {"Content-Disposition: attachment; filename*=utf-8''=?utf-8?q?a?=", "=?utf-8?q?a?="},
        {"Content-Disposition: attachment; filename=\"=?utf-8?q?=C3=BC?=.pdf\"", "ü.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab%00", "a  b "},
        {"Content-Type: image/png; name=\"old.png\"", "old.png"},
        {"Content-Type: image/png; name=a (comment)", "a"},
        {"Content-Disposition: attachment; filename=\"never closed", "never closed"},
        {"Content-Disposition: attachment; filename", ""},
        {"Content-Disposition: attachment;;; =x; filename=\"\"", ""},
        {"Content-Disposition: inline", ""},
        // What a name is, is data: nothing here makes a path of it. But it is shown to people.
        {"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "../../etc/passwd"},
        {"Content-Disposition: attachment; filename=\"C:\\\\x\"", "C:\\x"},
        {"Content-Disposition: attachment; filename=\"..\"", ".."},
        {"Content-Disposition: attachment; filename=CON", "CON"},
        {"Content-Disposition: attachment; filename*=utf-8''a%00b", "a b"},
        {"Content-Disposition: attachment; filename*=utf-8''%E2%80%AEgpj.exe", "gpj.exe"},
        {"Content-Disposition: attachment; filename*=utf-8''a%E2%81%A6b%E2%80%A6%E2%80%8F", "ab\u2026\u200F"},
    };
    for (const NameCase& c : cases) {
        EXPECT_EQ(read(std::string(c.fields) + "\r\n\r\n").file_name, c.file_name) << c.fields;
    }
}

TEST(PartReader, LongFileNamesAndManyParametersAreCut)
{
    EXPECT_EQ(read("Content-Disposition: attachment; filename=" + std::string(5000, 'x') + "\r\n\r\n").file_name.size(),
              255U);
    std::string many = "Content-Disposition: attachment";
    for (int i = 0; i < 2000; ++i) many += "; filename*" + std::to_string(i) + "*=a";
    EXPECT_EQ(read(many + "\r\n\r\n").file_name, std::string(128, 'a'));
}

struct BodyCase {
    std::string_view encoding;
    std::string_view written;
    std::string_view body;
};

TEST(PartReader, TransferEncodingIsUndone)
{
    constexpr BodyCase cases[] = {
        {"7bit", "a=41\r\n", "a=41\r\n"},   {"BASE64", "QW5u\r\nYQ==\r\n", "Anna"},
        {"base64 (really)", "QW5u", "Ann"}, {"quoted-printable", "gr=C3=BCn=\r\ner\r\n", "grüner\r\n"},
        {"x-unknown", "QW5u", "QW5u"},      {"", "x", "x"},
    };
    for (const BodyCase& c : cases) {
        const std::string octets =
            "Content-Transfer-Encoding: " + std::string(c.encoding) + "\r\n\r\n" + std::string(c.written);
        EXPECT_EQ(read(octets).body, c.body) << c.encoding;
        EXPECT_FALSE(read(octets, c.body.size()).is_cut) << c.encoding;
        const PartContent cut = read(octets, c.body.size() - 1);
        EXPECT_TRUE(cut.is_cut) << c.encoding;
        EXPECT_EQ(cut.body, c.body.substr(0, c.body.size() - 1)) << c.encoding;
    }
}

TEST(PartReader, TellsCharsetAndAttachment)
{
    const PartContent content =
        read("Content-Type: text/plain; CHARSET=\"ISO-8859-1\"\r\nContent-Disposition: Attachment\r\n\r\nx");
    EXPECT_EQ(content.media_type, "text/plain");
    EXPECT_EQ(content.charset, "ISO-8859-1");
    EXPECT_TRUE(content.is_attachment);
    EXPECT_FALSE(read("Content-Disposition: inline; filename=x\r\n\r\n").is_attachment);
}

struct TextCase {
    std::string name;
    std::string octets;
    std::string text;
};

TEST(PartReader, FirstTextIsWhatAPersonReadsFirst)
{
    const std::string mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    const std::string html_part = "--b\r\nContent-Type: text/html\r\n\r\n<p>html\r\n";
    const TextCase cases[] = {
        {"plain", "\r\none\r\ntwo\r\n", "one\ntwo\n"},
        {"Latin 1",
         "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FC", "ü"},
        {"plain before HTML", mixed + html_part + "--b\r\n\r\nplain\r\n--b--\r\n", "plain"},
        {"HTML only", mixed + html_part + "--b--\r\n", "html"},
        {"a blank alternative to HTML",
         "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n" + html_part + "--b--\r\n", "html"},
        {"blank plain text before HTML", mixed + "--b\r\n\r\n \r\n" + html_part + "--b--\r\n", " "},
        {"blank plain text alone", "\r\n \r\n", " \n"},
        {"flowed", "Content-Type: text/plain; format=Flowed; delsp=YES\r\n\r\none \r\ntwo\r\n> a \r\n> b\r\n",
         "onetwo\n> ab\n"},
        {"with a byte order mark", "\r\n\uFEFFone\r\n", "one\n"},
        {"an attached text",
         mixed + "--b\r\nContent-Disposition: attachment\r\n\r\nfile\r\n--b\r\n\r\nplain\r\n--b--\r\n", "plain"},
        {"an enclosed message", mixed + "--b\r\nContent-Type: message/rfc822\r\n\r\n\r\nyes\r\n--b--\r\n", ""},
        {"no text", "Content-Type: image/png\r\n\r\nx", ""},
        {"nothing", "", ""},
    };
    for (const TextCase& c : cases) EXPECT_EQ(first_text(scan_parts(c.octets), all), c.text) << c.name;
}

TEST(PartReader, TextOfHostileSizeIsReadToItsLimitOnly)
{
    std::string html = "Content-Type: text/html\r\n\r\n";
    std::string base64 = "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    while (html.size() < 5'000'000) html += "<table><tr><td>&amp;&#x41;";
    while (base64.size() < 5'000'000) base64 += "P\r\nH\r\nA\r\n+\r\n";
    for (const std::string& octets : {html, base64}) {
        const std::string text = first_text(scan_parts(octets), 1000);
        EXPECT_FALSE(text.empty());
        EXPECT_LE(text.size(), 1000U);
    }
}

TEST(PartReader, CutTextEndsWithAWholeCharacter)
{
    EXPECT_EQ(first_text(scan_parts("Content-Type: text/plain; charset=utf-8\r\n\r\nüü"), 3), "ü\uFFFD");
}

}  // namespace
}  // namespace mail
