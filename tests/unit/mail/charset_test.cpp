#include "mail/charset.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

using namespace std::string_literals;

struct DecodeCase {
    std::string_view name;
    std::string octets;
    std::string_view label;
    std::string utf8;
};

TEST(Charset, DecodesWhatMailHas)
{
    const DecodeCase cases[] = {
        {"UTF-8", "Grüße", "UTF-8", "Grüße"},
        {"Latin 1", "Gr\xFC\xDF", "iso-8859-1", "Grüß"},
        {"Latin 1 that is windows-1252", "\x93x\x94", "ISO-8859-1", "“x”"},
        {"a label with blanks", "\xFC", " iso-8859-15 ", "ü"},
        {"ISO-2022-JP", "\x1B$B$3$s\x1B(B", "iso-2022-jp", "こん"},
        {"ISO-2022-JP without a label", "\x1B$B$3$s\x1B(B", "", "こん"},
        {"windows-1251 without a label",
         "\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0 \xE8 \xF7\xF2\xEE \xED\xEE\xE2\xEE\xE3\xEE", "",
         "Привет, как дела и что нового"},
        {"windows-1250 without a label", "\xC8\x65sk\xFD spolek, Dvo\xF8\xE1k", "", "Český spolek, Dvořák"},
        {"windows-1257 without a label", "\xDE\x61liasis tinklas, vartotoj\xF8 s\xE0junga", "",
         "Žaliasis tinklas, vartotojų sąjunga"},
        {"windows-1254 without a label", "kar\xFE\xFD sorumlulu\xF0u, g\xF6n\xFCll\xFC", "",
         "karşı sorumluluğu, gönüllü"},
        {"of a Macintosh", "R\x8Eseau \x83thique & Soci\x8Et\x8E", "", "Réseau Éthique & Société"},
        {"of DOS", "Gesellschaft f\x81r \x99kologie", "", "Gesellschaft für Ökologie"},
        {"Ukrainian", "\xD3\xEA\xF0\xE0\xBF\xED\xF1\xFC\xEA\xE0 \xF0\xE0\xE4\xE0", "", "Українська рада"},
        {"French, as most write it", "Soci\xE9t\xE9 \xAB \xC9thique \xBB", "", "Société « Éthique »"},
        {"EUC-KR without a label",
         "\xC1\xF6\xB1\xDD \xBC\xAD\xBA\xF1\xBD\xBA\xB0\xA1 \xC3\xE2\xB9\xDF\xC7\xDF\xBD\xC0\xB4\xCF\xB4\xD9", "",
         "지금 서비스가 출발했습니다"},
        {"Thai", "\xA1\xD2", "TIS-620", "กา"},
        {"UTF-16 with its mark", "\xFE\xFF\0A\0B"s, "utf-16", "AB"},
        {"UTF-7 where labelled", "+AOQ-", "utf-7", "ä"},
        {"UTF-7 where not labelled", "+ADw-script+AD4-", "", "+ADw-script+AD4-"},
        {"no label, UTF-8", "ü", "", "ü"},
        {"no label, no UTF-8", "\xFC", "", "ü"},
        {"unknown label", "\xFC", "unknown-8bit", "ü"},
        {"ASCII that is not", "ü", "us-ascii", "ü"},
        {"ASCII that is windows-1252", "\x80", "us-ascii", "€"},
        {"UTF-8 that is Latin 1", "sch\xF6n", "utf-8", "schön"},
        {"a label that is a path", "ü", "../../x", "ü"},
        {"a label that is Latin 1 where UTF-8 is meant", "ok", "iso-8859-1", "ok"},
        {"another charset that is UTF-8", "ü", "iso-2022-jp", "ü"},
        {"nothing", "", "utf-8", ""},
    };
    for (const DecodeCase& c : cases) {
        EXPECT_EQ(to_utf8(c.octets, c.label), c.utf8) << c.name;
    }
}

TEST(Charset, FitsThoughAFewOctetsAreHarmed)
{
    EXPECT_EQ(to_utf8("grün, grüner, am gr\xC3", "utf-8"), "grün, grüner, am gr\uFFFD");
    EXPECT_EQ(to_utf8("\x1B$B$3$s$", "iso-2022-jp"), "こん\uFFFD");
    EXPECT_EQ(to_utf8("\xFF\xFE\xE4\0\xE4\0x"s, "utf-16"), "ää\uFFFD");
}

TEST(Charset, AlwaysGivesUtf8)
{
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    for (const std::string_view label : {"utf-8", "utf-16", "utf-32", "utf-7", "big5", "shift_jis", "gb2312", "euc-jp",
                                         "iso-2022-kr", "hz-gb-2312", "ks_c_5601-1987", "koi8-r", "x-unknown"}) {
        const std::string utf8 = to_utf8(all, label);
        EXPECT_EQ(to_utf8(utf8, "utf-8"), utf8) << label;
        EXPECT_FALSE(utf8.empty()) << label;
    }
}

TEST(Charset, LabelsOfNoCharsetAreUnknown)
{
    for (const std::string_view label :
         {"", " ", "unknown-8bit", "x-unknown", "default_charset", "../../x", "utf-8,swaplfnl", "\xFF", "utf-8\n"}) {
        EXPECT_EQ(is_known_charset(label), label == "utf-8\n") << label;
    }
    EXPECT_FALSE(is_known_charset(std::string(100'000, 'a')));
    for (const std::string_view label : {"UTF-8", "iso-8859-1", "KS_C_5601-1987", "windows-1252", "big5", "gbk"}) {
        EXPECT_TRUE(is_known_charset(label)) << label;
    }
}

}  // namespace
}  // namespace mail
