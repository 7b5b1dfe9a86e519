#include "document/read_csv.h"

#include "support/document_text.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::text_of;

struct CsvCase {
    const char* what;
    std::string_view text;
    std::string_view table;
};

TEST(ReadCsv, FindsTheDelimiterOut)
{
    constexpr CsvCase cases[] = {
        {"commas", "Name,Date\r\nForum,2005-05-14\r\n", "[Name | Date]\n[Forum | 2005-05-14]\n"},
        {"semicolons, with commas in values", "Name;Price\nForum;1,50\nFair, large;2,00\n",
         "[Name | Price]\n[Forum | 1,50]\n[Fair, large | 2,00]\n"},
        {"tabs", "Name\tURL\nForum\thttp://forum.example\n", "[Name | URL]\n[Forum | http://forum.example]\n"},
        {"bars", "Name|Date\nForum|2005\n", "[Name | Date]\n[Forum | 2005]\n"},
        {"quotes, doubled ones and line breaks", "a,\"b,\"\"c\"\"\"\n\"d\r\ne\",f\n", "[a | b,\"c\"]\n[d / e | f]\n"},
        {"a quote out of place", "5\" disk,x\ny,z\n", "[5\" disk | x]\n[y | z]\n"},
        {"a value that begins with a quoted word", "q|a\n\"Fair\" means what?|Just\n\"x\" | y\n",
         "[q | a]\n[\"Fair\" means what? | Just]\n[x | y]\n"},
        {"a quote that nothing ends", "a,b\n\"c,d\ne,f\n", "[a | b]\n[\"c | d]\n[e | f]\n"},
        {"Excel's own word", "sep=;\na;b,c\n", "[a | b,c]\n"},
        {"rows of other lengths", "Events of 2005\n\na,b,c\n1,2,3\n4,5\n",
         "[Events of 2005]\n[]\n[a | b | c]\n[1 | 2 | 3]\n[4 | 5]\n"},
        {"no delimiter", "ann@body.example\nben@body.example\n", "[ann@body.example]\n[ben@body.example]\n"},
        {"the quote that keeps spreadsheets from running it", "a,b\n'=1+1,c\n", "[a | b]\n[=1+1 | c]\n"},
        {"old Mac line ends", "a;b\rc;d\r", "[a | b]\n[c | d]\n"},
        {"nothing", "", ""},
    };
    for (const CsvCase& each : cases) EXPECT_EQ(text_of(read_csv(each.text)), each.table) << each.what;
}

TEST(ReadCsv, PlacesCountRowsAndColumns)
{
    const Document document = read_csv("a,b\n\n,c\n");
    const auto& table = std::get<Table>(document.blocks.at(0));
    EXPECT_EQ(table.rows.at(2).at(1).text, "c");
    EXPECT_EQ(table.rows.at(2).at(1).place, "row 3, column 2");
}

TEST(ReadCsv, AMillionRowsAreCut)
{
    std::string text = "name,email\n";
    for (int i = 0; i < 1'000'000; ++i) text += "Ann,ann@body.example\n";
    const Document document = read_csv(text);
    EXPECT_TRUE(document.is_cut);
    const auto& table = std::get<Table>(document.blocks.at(0));
    EXPECT_GT(table.rows.size(), 10'000U);
    EXPECT_LE(table.rows.size(), 20'000U);
}

TEST(ReadCsv, TellsATableFromAText)
{
    EXPECT_TRUE(is_table("Name\tDate\nForum\t2005\n"));
    EXPECT_TRUE(is_table("Name;Date\nForum;2005\nFair;2006\n"));
    EXPECT_FALSE(is_table("Dear all,\nwe have no events; sorry.\n"));
    EXPECT_FALSE(is_table("one line; only\n"));
    EXPECT_FALSE(is_table("a,b\nc,d\n"));
}

}  // namespace
}  // namespace document
