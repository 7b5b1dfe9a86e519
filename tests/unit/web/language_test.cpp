#include "web/language.h"

#include <gtest/gtest.h>

namespace web {
namespace {

TEST(Language, IsThatWhichTheBrowserPrefersOfOurs)
{
    struct Case {
        const char* header;
        const char* language;
    };
    constexpr Case cases[] = {
        {"fr", "fr"},
        {"fr-CA, en;q=0.8", "fr"},
        {"de, es;q=0.5, fr;q=0.7", "fr"},
        {"EN-gb", "en"},
        {"de;q=1.0, es ; q=0.1", "es"},
        {"fr;q=0, es;q=0.001", "es"},
        {"fr;q=0", ""},
        {"th, ja", ""},
        {"*", ""},
        {"", ""},
        {"fr;q=banana, es;q=0.2", "es"},
        {",,;;,fr", "fr"},
        {"en, fr", "en"},
    };
    for (const Case& each : cases)
        EXPECT_EQ(accepted_language(each.header, {"en", "es", "fr"}), each.language) << each.header;
}

TEST(Language, MatchesWholeTagsBeforeTheirFirstPart)
{
    EXPECT_EQ(match_language("pt-BR", {"pt", "pt-br"}), "pt-br");
    EXPECT_EQ(match_language("pt-PT", {"pt", "pt-br"}), "pt");
    EXPECT_EQ(match_language("", {"en"}), "");
    EXPECT_EQ(match_language("english", {"en"}), "");
}

}  // namespace
}  // namespace web
