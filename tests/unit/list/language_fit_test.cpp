#include "list/language_fit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace list {
namespace {

TEST(LanguageFit, WritesTagsInOneWay)
{
    EXPECT_EQ(canonical_tag("JA"), "ja");
    EXPECT_EQ(canonical_tag("pt_br"), "pt-BR");
    EXPECT_EQ(canonical_tag("zh-hant-tw"), "zh-Hant-TW");
    EXPECT_EQ(canonical_tag("iw"), "he");
    EXPECT_EQ(canonical_tag(""), "");
    EXPECT_EQ(canonical_tag("-"), "");
    EXPECT_EQ(canonical_tag("not a tag"), "");
    EXPECT_EQ(canonical_tag(std::string(300, 'a')), "");
}

TEST(LanguageFit, ChoosesForTheReader)
{
    struct Case {
        std::vector<std::string> tags;
        std::string language;
        std::string country;
        std::size_t place;
    };
    const Case cases[]{
        {{"en", "ja"}, "ja", "", 1},
        {{"en", "ja"}, "", "JP", 1},    // the language of his country
        {{"en", "ja"}, "en", "JP", 0},  // his own comes first
        {{"en", "ja"}, "", "", 0},
        {{"en", "ja"}, "de", "DE", 0},  // none fits
        {{"en", "fr"}, "", "CH", 0},    // most there read German
        {{"en", "pt-PT", "pt-BR"}, "pt", "BR", 2},
        {{"en", "pt-PT", "pt-BR"}, "pt", "PT", 1},
        {{"en", "pt-PT", "pt-BR"}, "pt-BR", "PT", 2},
        {{"en", "pt"}, "pt-PT", "", 1},  // another region's is better than none
        {{"en", "zh-Hans", "zh-Hant"}, "zh", "TW", 2},
        {{"en", "zh-Hans"}, "zh", "TW", 0},  // in a script that he may not read
        {{"", "fr"}, "fr", "", 1},           // an original of old
        {{"en", "fr"}, "no language", "??", 0},
    };
    for (const Case& each : cases)
        EXPECT_EQ(fitting(each.tags, each.language, each.country), each.place) << each.language << ' ' << each.country;
}

TEST(LanguageFit, NamesALanguageAsItsReadersDo)
{
    EXPECT_EQ(own_name("ja"), "\u65E5\u672C\u8A9E");
    EXPECT_EQ(own_name("fr"), "fran\u00E7ais");
    EXPECT_EQ(own_name("?"), "?");
}

}  // namespace
}  // namespace list
