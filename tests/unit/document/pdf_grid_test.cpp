#include "document/pdf_grid.h"

#include "document/joined_lines.h"
#include "support/document_text.h"
#include "support/pdf_words.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::type;

/// Lines at these places, each as long as the others reach.
std::vector<PdfRuling> grid(const std::vector<double>& xs, const std::vector<double>& ys)
{
    std::vector<PdfRuling> rulings;
    for (const double x : xs) rulings.push_back({.is_vertical = true, .at = x, .from = ys.front(), .to = ys.back()});
    for (const double y : ys) rulings.push_back({.is_vertical = false, .at = y, .from = xs.front(), .to = xs.back()});
    return rulings;
}

std::string laid_out(const std::vector<PdfWord>& words, const std::vector<PdfRuling>& rulings)
{
    Builder builder;
    place(lay_out_ruled_page(words, rulings).items, {.line = "line", .before = {}}, builder);
    return testing_support::text_of(builder.finish());
}

TEST(PdfGrid, WhatIsDrawnAroundIsACell)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Our events");
    type(words, 4, 34, "No");
    type(words, 24, 34, "Name");
    type(words, 104, 34, "About");
    type(words, 4, 60, "1");  // in the middle of its cell
    type(words, 24, 54, "Green");
    type(words, 24, 67, "Forum");
    type(words, 104, 54, "all who");
    type(words, 104, 67, "come");
    type(words, 4, 84, "2");
    type(words, 24, 84, "Fair");
    type(words, 0, 120, "Regards");
    EXPECT_EQ(laid_out(words, grid({0, 20, 100, 200}, {30, 50, 80, 100})),
              "Our events\n[No | Name | About]\n[1 | Green / Forum | all who / come]\n[2 | Fair]\nRegards\n");
}

TEST(PdfGrid, CellsWithoutALineBetweenThemAreOne)
{
    std::vector<PdfRuling> rulings = grid({0, 100, 200}, {0, 20, 40, 60});
    rulings[1] = {.is_vertical = true, .at = 100, .from = 20, .to = 60};  // not through the first row
    std::vector<PdfWord> words;
    type(words, 60, 4, "Events of the year");
    type(words, 4, 24, "Name");
    type(words, 104, 24, "Date");
    type(words, 4, 44, "Fair");
    type(words, 104, 44, "May");
    EXPECT_EQ(laid_out(words, rulings), "[Events of the year]\n[Name | Date]\n[Fair | May]\n");
}

TEST(PdfGrid, AFrameIsNoTable)
{
    std::vector<PdfWord> words;
    type(words, 4, 4, "One line");
    type(words, 4, 24, "Another");
    EXPECT_EQ(laid_out(words, grid({0, 200}, {0, 40})), "One line\nAnother\n");
}

struct JoinCase {
    const char* what;
    std::vector<CellLine> lines;
    const char* text;
};

TEST(JoinedLines, KnowWhereAWordWasBroken)
{
    const JoinCase cases[] = {
        {"words", {{"all who", 4, 40}, {"come", 4, 24}}, "all who\ncome"},
        {"a hyphen", {{"Get-", 4, 24}, {"together", 4, 44}}, "Get-together"},
        {"a hyphen before a name", {{"Trois-", 4, 34}, {"Rivi\u00E8res", 4, 44}}, "Trois-Rivi\u00E8res"},
        {"a dash", {{"Forum -", 4, 38}, {"Quito", 4, 29}}, "Forum -\nQuito"},
        {"a word that fills its cell by chance", {{"Unternehmens", 4, 74}, {"und", 4, 20}}, "Unternehmens\nund"},
        {"an address", {{"forum@secretar", 4, 74}, {"iat.example", 4, 60}}, "forum@secretariat.example"},
        {"its slash", {{"http://a.example/", 4, 80}, {"week", 4, 30}}, "http://a.example/week"},
        {"two addresses", {{"a@b.example", 4, 60}, {"c@d.example", 4, 60}}, "a@b.example\nc@d.example"},
        {"a name above an address", {{"Ann", 4, 20}, {"a@b.example", 4, 60}}, "Ann\na@b.example"},
        {"Chinese", {{"\u4F01\u4E1A", 4, 24}, {"\u8BBA\u575B", 4, 24}}, "\u4F01\u4E1A\u8BBA\u575B"},
        {"a word wider than its cell", {{"samfundsansva", 4, 73}, {"r", 4, 9}}, "samfundsansvar"},
        {"a cell as wide as its widest word",
         {{"citizenship", 4, 76}, {"roundtable", 4, 72}},
         "citizenship\nroundtable"},
    };
    for (const JoinCase& each : cases) EXPECT_EQ(join_lines(each.lines, 0, 80), each.text) << each.what;
}

}  // namespace
}  // namespace document
