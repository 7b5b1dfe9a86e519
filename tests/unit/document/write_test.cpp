/// What is written can be read back, as a respondent's program would leave it.

#include "document/read_docx.h"
#include "document/read_xlsx.h"
#include "document/write_docx.h"
#include "document/write_xlsx.h"
#include "support/document_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::text_of;

Sheet sample()
{
    return {.title = "Survey on events",
            .parts = {Paragraph{"Please return it before 14 May.\nThank you & <goodbye>."},
                      LabelledBlank{.label = "Name", .value = "", .choices = {}},
                      LabelledBlank{.label = "Country", .value = "FR", .choices = {"FR", "DE"}},
                      SheetTable{.columns = {{.heading = "Event"}, {.heading = "Date"}},
                                 .rows = {{"=HYPERLINK(\"http://x.example\")", "2005-05-14"}, {"Réunion\nplénière"}},
                                 .blank_rows = 3}}};
}

TEST(WriteXlsx, IsReadBackAsText)
{
    EXPECT_EQ(text_of(read_xlsx(write_xlsx(sample()))), "[Survey on events]\n"
                                                        "[Please return it before 14 May. / Thank you & <goodbye>.]\n"
                                                        "[Name]\n"
                                                        "[Country | FR]\n"
                                                        "[Event | Date]\n"
                                                        "[=HYPERLINK(\"http://x.example\") | 2005-05-14]\n"
                                                        "[Réunion / plénière]\n");
}

TEST(WriteXlsx, HoldsLongTextsAndManyRows)
{
    SheetTable table{.columns = {{.heading = "Text"}, {.heading = "More"}}, .rows = {}};
    for (int i = 0; i < 5000; ++i) table.rows.push_back({std::to_string(i), "x"});
    table.rows.push_back({std::string(40'000, 'a'), "end"});
    const Reading reading = read_xlsx(write_xlsx({.title = "", .parts = {table}}));
    const auto& rows = std::get<Table>(std::get<Document>(reading).blocks.at(0)).rows;
    ASSERT_EQ(rows.size(), 5002U);
    EXPECT_EQ(rows.back().at(0).text.size(), 32'767U);
    EXPECT_EQ(rows.back().at(1).text, "end");
}

TEST(WriteDocx, IsReadBackAsText)
{
    EXPECT_EQ(text_of(read_docx(write_docx(sample()))), "Survey on events\n"
                                                        "Please return it before 14 May.\n"
                                                        "Thank you & <goodbye>.\n"
                                                        "[Name]\n"
                                                        "[Country | FR]\n"
                                                        "\n"
                                                        "[Event | Date]\n"
                                                        "[=HYPERLINK(\"http://x.example\") | 2005-05-14]\n"
                                                        "[Réunion / plénière]\n");
}

TEST(WriteDocx, TheSameSheetMakesTheSameOctets)
{
    EXPECT_EQ(write_docx(sample()), write_docx(sample()));
}

TEST(WriteDocx, ControlsBreakNothing)
{
    const Reading reading = read_docx(write_docx({.title = "a\x01z\xFF", .parts = {}}));
    EXPECT_EQ(text_of(reading), "a z\xEF\xBF\xBD\n");
}

}  // namespace
}  // namespace document
