#include "mail/encoded_word.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

struct DecodeCase {
    std::string_view written;
    std::string_view text;
};

TEST(EncodedWord, IsDecodedAsRfc2047Says)
{
    constexpr DecodeCase cases[] = {
        {"plain", "plain"},
        {"=?utf-8?q?gr=C3=BCn?=", "grün"},
        {"=?UTF-8?B?Z3LDvG4=?=", "grün"},
        {"=?UTF-8?B?Z3LDvG4?=", "grün"},
        {"=?iso-8859-1?Q?a_b?=", "a b"},
        {"=?ISO-8859-1*de?Q?=FC?=", "ü"},
        {"(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)"},  // RFC 2047 §8
        {"(=?ISO-8859-1?Q?a?= b)", "(a b)"},
        {"(=?ISO-8859-1?Q?a?=\r\n  =?ISO-8859-1?Q?b?=)", "(ab)"},
        {"(=?ISO-8859-1?Q?a?= =?utf-8?Q?_b?=)", "(a b)"},
        {"=?utf-8?B?4w==?= =?utf-8?Q?=82=AF?=", "ク"},  // a character across two words
        {"=?iso-2022-jp?B?GyRCJUYbKEI=?= =?iso-2022-jp?B?GyRCJUYbKEI=?=", "テテ"},
        {"a =?utf-8?q?b?= c  d", "a b c  d"},
        {"=?utf-8?q?b?=  ", "b  "},
        {"=?utf-8?q?"
         "?=",
         ""},
        {"=?x-unknown?q?a=C3=BC?=", "aü"},
        {"=?x-unknown?q?a=FC?=", "=?x-unknown?q?a=FC?="},
        {"=?utf-8?x?a?=", "=?utf-8?x?a?="},
        {"=?utf-8?b?a!b?=", "=?utf-8?b?a!b?="},
        {"=?utf-8?q?a", "=?utf-8?q?a"},
        {"=?", "=?"},
        {"=?=?utf-8?q?a?=", "=?a"},
        {"=?utf-8?q?=4?=", "=4"},
        {"=?utf-8?q?=0D=0ABcc:_x?=", "  Bcc: x"},
        {"gr\xFCn", "grün"},
        {"gr\xC3\xBCn", "grün"},
        {"a\r\n b\tc", "a b c"},
    };
    for (const DecodeCase& c : cases) EXPECT_EQ(decode_words(c.written), c.text) << c.written;
}

TEST(EncodedWord, RawTextIsInTheCharsetOfTheMessage)
{
    EXPECT_EQ(decode_words("\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251"), "Привет");
    EXPECT_EQ(decode_words("Привет", "windows-1251"), "Привет");
    EXPECT_EQ(decode_words("gr\xFCn", "x-unknown"), "grün");
}

std::string repeat(std::string_view text, std::size_t count)
{
    std::string repeated;
    for (std::size_t i = 0; i < count; ++i) repeated += text;
    return repeated;
}

TEST(EncodedWord, OfHostileKindTakesLinearTime)
{
    constexpr std::size_t count = 100'000;
    for (const std::string_view piece :
         {"=?", "=?utf-8?q?", "=?utf-8?b?!", "=?x?q?", "=?utf-8?q?a?= ", "=?utf-8?q?a?=x", "?="}) {
        EXPECT_FALSE(decode_words(repeat(piece, count)).empty());
        EXPECT_FALSE(decode_words(repeat(piece, count) + "?=").empty());
    }
    EXPECT_FALSE(encode_unstructured(repeat("ü ", count), 9).empty());
    EXPECT_FALSE(encode_unstructured(repeat("x ", count), 9).empty());
    EXPECT_FALSE(encode_phrase(repeat("\"", count)).empty());
}

TEST(EncodedWord, GivesBackWhatWasEncoded)
{
    const std::string texts[] = {
        "",
        "plain text",
        "grün",
        "ein grüner  Baum steht =?da?= und = _ ?",
        "=?utf-8?q?not_meant?=",
        repeat("wort ", 100) + "ö " + repeat("wort ", 100) + "x",
        repeat("漢字", 200),
        repeat("ü", 500) + " " + repeat("a", 2000),
        repeat("x", 5000),
        repeat("😀 ", 60) + "x",
    };
    for (const std::string& text : texts) {
        for (const std::size_t before : {0U, 9U, 60U, 77U, 200U}) {
            EXPECT_EQ(decode_words(encode_unstructured(text, before)), text) << before;
        }
        EXPECT_EQ(encode_phrase(text).find('\n'), std::string::npos);
        if (!base::is_ascii(text)) {
            EXPECT_EQ(decode_words(encode_phrase(text)), text);
        }
    }
}

TEST(EncodedWord, LinesAndWordsKeepTheirLimits)  // RFC 2047 §2
{
    for (std::size_t before = 0; before <= 78; ++before) {
        for (const std::string& text :
             {repeat("grün ", 60) + "x", repeat("ü", 300), repeat("wort ", 20) + "ü" + repeat(" wort", 30)}) {
            const std::string encoded = encode_unstructured(text, before);
            EXPECT_TRUE(base::is_ascii(encoded));
            const auto lines = base::split(encoded, '\n');
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::string_view line = base::trim(lines[i]);
                EXPECT_FALSE(line.empty() && i > 0);
                if (i > 0) {
                    EXPECT_LE(lines[i].size(), 79U) << encoded;  // with the CR
                }
                for (const std::string_view word : base::split(line, ' ')) EXPECT_LE(word.size(), 75U) << encoded;
            }
        }
    }
}

TEST(EncodedWord, CannotEndALineOfOurs)
{
    const std::string encoded = encode_unstructured("a\r\nBcc: evil@body.example\0x", 9);
    EXPECT_EQ(encoded, "a  Bcc: evil@body.example");
    EXPECT_EQ(encode_phrase("a\r\nb"), "\"a  b\"");
}

TEST(EncodedWord, PhraseIsWrittenAsPlainlyAsItCanBe)
{
    EXPECT_EQ(encode_phrase("Ann Example"), "Ann Example");
    EXPECT_EQ(encode_phrase("Ann, B. (x)"), "\"Ann, B. (x)\"");
    EXPECT_EQ(encode_phrase("Ann \"the\" \\"), R"("Ann \"the\" \\")");
    EXPECT_EQ(encode_phrase("Jörg"), "=?utf-8?q?J=C3=B6rg?=");
    EXPECT_EQ(encode_phrase(""), "");
}

}  // namespace
}  // namespace mail
