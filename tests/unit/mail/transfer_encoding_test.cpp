#include "mail/transfer_encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

using namespace std::string_literals;

constexpr std::size_t all = 1'000'000;

struct DecodeCase {
    std::string_view written;
    std::string_view octets;
};

TEST(TransferEncoding, BrokenBase64GivesWhatCanBeDecoded)
{
    constexpr DecodeCase cases[] = {
        {"QW5u", "Ann"},
        {"QW5uYQ==", "Anna"},
        {"QW5uYQ", "Anna"},
        {"QW5uYQ=", "Anna"},
        {"Q\r\nW\r\n5u", "Ann"},
        {"Q{W-5*u\x80", "Ann"},
        {"QW5uYQ==QW5u", "AnnaAnn"},
        {"==QW5u", "Ann"},
        {"Q=W5u", "Ann"},
        {"Q", ""},
        {"", ""},
        {"====", ""},
    };
    for (const DecodeCase& c : cases) EXPECT_EQ(decode_base64(c.written, all), c.octets) << c.written;
}

TEST(TransferEncoding, BrokenQuotedPrintableGivesWhatCanBeDecoded)
{
    constexpr DecodeCase cases[] = {
        {"gr=C3=BCn", "gr\xC3\xBCn"},
        {"gr=c3=bcn", "gr\xC3\xBCn"},
        {"a=\r\nb", "ab"},
        {"a= \t\r\nb", "ab"},
        {"a=\nb", "ab"},
        {"a  \r\nb", "a\r\nb"},
        {"a \nb \n", "a\nb\n"},
        {"a=", "a"},
        {"=XY", "=XY"},
        {"=4", "=4"},
        {"a=20\r\nb", "a \r\nb"},
        {"", ""},
        {"==41", "=A"},
        {"x  ", "x"},
        {"=\r\n=\r\n", ""},
    };
    for (const DecodeCase& c : cases) EXPECT_EQ(decode_quoted_printable(c.written, all), c.octets) << c.written;
}

TEST(TransferEncoding, DecodingStopsAtTheLimit)
{
    EXPECT_EQ(decode_base64("QW5uYQ==", 2), "An");
    EXPECT_EQ(decode_quoted_printable("=41=42=43\r\n", 2), "AB");
    EXPECT_EQ(decode_quoted_printable("a\r\nb", 2), "a\r");
}

TEST(TransferEncoding, GivesBackWhatWasEncoded)
{
    std::string octets;
    for (int i = 0; i < 1000; ++i) octets += static_cast<char>(i * 7);
    for (std::size_t length : {0U, 1U, 2U, 3U, 56U, 57U, 58U, 114U, 999U}) {
        const std::string piece = octets.substr(0, length);
        EXPECT_EQ(decode_base64(encode_base64_lines(piece), all), piece);
    }
    const std::string text =
        "From here\r\n.\r\nGrüße \r\n\tx=y\r\n" + std::string(500, ' ') + "\r\n" + std::string(500, 'x');
    EXPECT_EQ(decode_quoted_printable(encode_quoted_printable(text), all), text);
}

TEST(TransferEncoding, EncodedLinesHaveAtMost76Octets)  // RFC 2045 §6.7 (5), §6.8
{
    for (std::size_t length = 60; length < 240; ++length) {
        for (const std::string& text : {encode_quoted_printable(std::string(length, 'x') + "ü"),
                                        encode_quoted_printable("xü" + std::string(length, '=') + "\n.\n"),
                                        encode_base64_lines(std::string(length, 'x'))}) {
            std::size_t column = 0;
            for (const char c : text) {
                column = c == '\n' ? 0 : column + 1;
                ASSERT_LE(column, 77U) << text;  // with the CR
            }
        }
    }
}

TEST(TransferEncoding, QuotedPrintableHidesWhatSomeProgramsChange)  // RFC 2049 §3
{
    EXPECT_EQ(encode_quoted_printable("From x\n"), "=46rom x\r\n");
    EXPECT_EQ(encode_quoted_printable(".\n"), "=2E\r\n");
    EXPECT_EQ(encode_quoted_printable("a \nb\t"), "a=20\r\nb=09");
}

}  // namespace
}  // namespace mail
