#include "document/read_text.h"

#include "support/document_text.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::text_of;

TEST(ReadText, KeepsLinesAndOneEmptyOneBetweenThem)
{
    EXPECT_EQ(text_of(read_text("\n\nName: Ann\r\n\r\n\r\n  Date:\t2005 \nEnd\n\n")),
              "Name: Ann\n\nDate:\t2005\nEnd\n");
}

TEST(ReadText, KeepsColumnsThatBlanksAlign)
{
    EXPECT_EQ(text_of(read_text("Name      Date\nForum     2005\n")), "Name      Date\nForum     2005\n");
}

TEST(ReadText, PlacesCountAllLines)
{
    const Document document = read_text("a\n\n\nb");
    EXPECT_EQ(std::get<Line>(document.blocks.at(2)).text, "b");
    EXPECT_EQ(std::get<Line>(document.blocks.at(2)).place, "line 4");
}

TEST(ReadText, ShowsWhatPeopleSee)
{
    // A no-break space, a zero-width one, a soft hyphen, a control and an octet that is no UTF-8.
    EXPECT_EQ(text_of(read_text("\xC2\xA0"
                                "An\xE2\x80\x8Bn\xC2\xA0"
                                "Ex\xC2\xAD"
                                "am\x01ple\xFF")),
              "Ann Exam ple\xEF\xBF\xBD\n");
}

TEST(ReadText, IsCutWhenItIsTooLong)
{
    const Document document = read_text(std::string(20'000'000, '\n') + "a");
    EXPECT_EQ(text_of(document), "a\n");
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += "line\n";
    EXPECT_TRUE(read_text(text).is_cut);
}

}  // namespace
}  // namespace document
