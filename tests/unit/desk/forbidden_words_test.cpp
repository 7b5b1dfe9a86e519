#include "desk/forbidden_words.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

using Words = std::vector<std::string>;

TEST(ForbiddenWords, AreFoundAsAReaderSeesThem)
{
    struct Case {
        Words words;
        std::string_view text;
        Words found;
    };
    const Case cases[] = {
        {{"confidential"}, "Strictly CONFIDENTIAL!", {"confidential"}},
        {{"confidential"}, "confidentially, unconfidential", {}},
        {{"confidential"}, "con\u00ADfi\u200Bden\u2060tial", {"confidential"}},
        {{"confidential"},
         "\uFF43\uFF4F\uFF4E\uFF46\uFF49\uFF44\uFF45\uFF4E\uFF54\uFF49\uFF41\uFF4C",
         {"confidential"}},
        {{"N12*"}, "see n1234 and N12, N13, AN12", {"n1234", "n12"}},
        {{"N12*"}, "N1234_draft.pdf", {"n1234"}},
        {{"N12*"}, "N12-4", {"n12"}},
        {{"*leak*"}, "a bleaked word", {"bleaked"}},
        {{"SR N#", "SR N #"}, "ISO/TMB/WG/SR N 45, SR N45a, SR Newsletter, sr n7", {"sr n 45", "sr n7"}},
        {{"N 12"}, "N\u00A0 12, N\n12, N12", {"n 12"}},
        {{"a", "b"}, "a b a b", {"a", "b"}},
        {{"b"}, "a bb b", {"b"}},
        {{"stra\u00DFe"}, "STRASSE", {"strasse"}},
        {{"\u00E9t\u00E9"}, "E\u0301TE\u0301", {"\u00E9t\u00E9"}},
        {{"\u6A5F\u5BC6"}, "\u3053\u308C\u306F\u6A5F\u5BC6\u3067\u3059", {"\u6A5F\u5BC6"}},
        {{"ISO/TMB N *"}, "iso/tmb n 7", {"iso/tmb n 7"}},
        {{"a.b"}, "axb", {}},
        {{"(draft)"}, "x(draft)y (DRAFT) z", {"(draft)"}},
        {{"\u0434\u043E\u043A"}, "\u0414\u041E\u041A", {"\u0434\u043E\u043A"}},
        {{"a"}, "", {}},
        {{}, "a", {}},
    };
    for (const Case& c : cases) {
        const ForbiddenWords words(c.words);
        ASSERT_TRUE(words.is_usable()) << testing::PrintToString(c.words);
        EXPECT_EQ(words.find_in(c.text), c.found) << testing::PrintToString(c.words) << ' ' << c.text;
    }
}

TEST(ForbiddenWords, OfAThousandWithAWildcardEachAreUsable)
{
    Words many;
    for (int i = 0; i < 1000; ++i) many.push_back("N" + std::to_string(i) + "*" + std::string(90, 'x'));
    const ForbiddenWords words(many);
    ASSERT_TRUE(words.is_usable());
    EXPECT_EQ(words.find_in("a N777-").size(), 0U);
    EXPECT_EQ(words.find_in("a N777" + std::string(92, 'x') + "-").size(), 1U);
}

TEST(ForbiddenWords, AreLookedForInLinearTime)
{
    const ForbiddenWords words({"a*a*a*a*b", "N12*", "x x x x x y"});
    for (const std::string_view piece : {"a", "x ", "N12 ", "N1", "\u0301", "\u200B"}) {
        std::string text;
        while (text.size() < 1U << 20U) text += piece;
        const auto start = std::chrono::steady_clock::now();
        EXPECT_LE(words.find_in(text).size(), 1U);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << piece;
    }
}

}  // namespace
}  // namespace desk
