#include "form/doubt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using form::Doubt;
using form::text_of;
using form::Why;
using testing::HasSubstr;
using testing::Not;

TEST(DoubtText, IsInTheLanguageOfTheNoticeElseInEnglish)
{
    const Doubt missing{.field = "name", .why = Why::missing};
    EXPECT_EQ(text_of(missing, "en"), "it is missing");
    EXPECT_EQ(text_of(missing, "fr-CA"), "cela manque");
    EXPECT_EQ(text_of(missing, "es"), "falta");
    EXPECT_EQ(text_of(missing, "ja"), "it is missing");
    EXPECT_EQ(text_of(missing, ""), "it is missing");
}

TEST(DoubtText, NamesWhatItIsAbout)
{
    const Doubt picture{.why = Why::picture, .about = "scan {1}.jpg"};
    for (const char* language : {"en", "fr", "es"}) {
        EXPECT_THAT(text_of(picture, language), HasSubstr("scan {1}.jpg"));
    }
}

TEST(DoubtText, HasEachReasonInEachLanguage)
{
    for (int i = 0; i <= static_cast<int>(Why::long_document); ++i) {
        const Doubt doubt{.why = static_cast<Why>(i), .about = "7"};
        for (const char* language : {"en", "fr", "es"}) {
            EXPECT_FALSE(text_of(doubt, language).empty());
            EXPECT_THAT(text_of(doubt, language), Not(HasSubstr("{}")));
        }
        EXPECT_NE(text_of(doubt, "fr"), text_of(doubt, "en"));
        EXPECT_NE(text_of(doubt, "es"), text_of(doubt, "en"));
    }
}

}  // namespace
