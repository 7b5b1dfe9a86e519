#include "document/read_pdf.h"

#include "base/text.h"
#include "document/pdf_layout.h"
#include "document/pdf_pages.h"
#include "support/document_text.h"
#include "support/pdf_words.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace document {
namespace {

using testing_support::type;

using testing_support::text_of;

/// A PDF whose objects are given; the first is its catalog. `trailer`: more of the trailer's keys.
std::string pdf_of(const std::vector<std::string>& objects, const std::string& trailer = "")
{
    std::string pdf = "%PDF-1.5\n";
    std::string places;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        places += fmt::format("{:010} 00000 n \n", pdf.size());
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    const std::size_t table = pdf.size();
    return pdf + fmt::format(
                     "xref\n0 {}\n0000000000 65535 f \n{}trailer\n<</Size {} /Root 1 0 R {}>>\nstartxref\n{}\n%%EOF\n",
                     objects.size() + 1, places, objects.size() + 1, trailer, table);
}

std::string pdf_of_pages(std::size_t count)
{
    std::string kids;
    std::vector<std::string> objects{"<</Type/Catalog/Pages 2 0 R>>", ""};
    for (std::size_t i = 0; i < count; ++i) {
        kids += fmt::format("{} 0 R ", i + 3);
        objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]>>");
    }
    objects[1] = fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", count, kids);
    return pdf_of(objects);
}

const std::string form_pdf = pdf_of(
    {"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R 6 0 R 7 0 "
     "R]>>/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
     "<</Type/Pages/Count 1/Kids[3 0 R]>>",
     "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots[4 0 R 5 0 R 6 0 R 7 0 R]>>",
     "<</Type/Annot/Subtype/Widget/FT/Tx/T(text1)/TU(Name)/V(Ann Example)/Rect[0 0 9 9]>>",
     "<</Type/Annot/Subtype/Widget/FT/Btn/T(willing)/V/Yes/AS/Yes/Rect[0 0 9 9]>>",
     "<</Type/Annot/Subtype/Widget/FT/Ch/T(country)/Ff 131072/V(FR)/Opt[(DE)(FR)]/Rect[0 0 9 9]>>",
     "<</Type/Annot/Subtype/Widget/FT/Tx/T(empty)/Rect[0 0 9 9]>>", "<</Author(Ben Example)/Creator(A program)>>"},
    "/Info 8 0 R");

TEST(ReadPdf, ReadsTheFieldsOfItsForm)
{
    const Reading reading = read_pdf(form_pdf);
    EXPECT_EQ(text_of(reading), "{Name = Ann Example}\n{willing = yes}\n{country = FR}\n{empty = }\n");
    ASSERT_TRUE(std::holds_alternative<Document>(reading));
    const auto& document = std::get<Document>(reading);
    EXPECT_EQ(std::get<Field>(document.blocks.at(0)).place, "page 1");
    EXPECT_EQ(document.persons, std::vector<std::string>{"author: Ben Example"});
    EXPECT_TRUE(document.has_macros);
}

TEST(ReadPdf, ReadsWhatLibreOfficeWrites)
{
    const Reading reading =
        read_pdf(testing_support::read_text(testing_support::source_folder() / "tests/data/documents/survey.pdf"));
    EXPECT_EQ(text_of(reading), "Survey on events\n"
                                "Name:\tAnn Example\n"
                                "Country: France\n"
                                "Seen\n"
                                "\u2022 first point\n"
                                "[Event | Date | Organizer]\n"
                                "[Consumer Forum / second line | 14 May 2005 | Consumers' House]\n"
                                "[Workshop | 1 June 2005 | Consumers' House]\n"
                                "Remarks: none\n");
    ASSERT_TRUE(std::holds_alternative<Document>(reading));
    const auto& pages = std::get<Document>(reading).pages;
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_NEAR(pages.front().width_mm, 210, 1);
    EXPECT_NEAR(pages.front().height_mm, 297, 1);
}

TEST(ReadPdf, AScanIsAPicture)
{
    EXPECT_EQ(text_of(read_pdf(pdf_of_pages(1))), "unreadable: picture");
}

TEST(ReadPdf, HarmedAndHostileOnesAreTold)
{
    EXPECT_EQ(text_of(read_pdf("%PDF-1.4\nnothing")), "unreadable: damaged");
}

PdfWord word(double left, double line, const std::string& text)
{
    constexpr double width = 5;
    return {.left = left,
            .top = line * 12,
            .right = left + width * static_cast<double>(text.size()),
            .bottom = line * 12 + 10,
            .text = text};
}

std::string laid_out(std::vector<PdfWord> words)
{
    Builder builder;
    place(lay_out_page(std::move(words)), {.line = "line", .before = {}}, builder);
    return text_of(builder.finish());
}

TEST(PdfLayout, WordsMakeLinesInTheirOrder)
{
    EXPECT_EQ(laid_out({word(45, 1, "Ann"), word(0, 1, "Name:"), word(0, 2, "Bye")}), "Name:\tAnn\nBye\n");
    EXPECT_EQ(laid_out({word(0, 1, "Dear"), word(22, 1, "all")}), "Dear all\n");
}

TEST(PdfLayout, AlignedColumnsAreATable)
{
    EXPECT_EQ(laid_out({word(0, 1, "Title"), word(0, 3, "Event"), word(100, 3, "Date"), word(0, 4, "Forum"),
                        word(100, 4, "2005"), word(0, 5, "Fair"), word(100, 5, "2006"), word(0, 8, "Bye")}),
              "Title\n[Event | Date]\n[Forum | 2005]\n[Fair | 2006]\nBye\n");
}

TEST(PdfLayout, LinesOfACellStandCloserThanRows)
{
    EXPECT_EQ(laid_out({word(0, 1, "Event"), word(100, 1, "Date"), word(0, 3, "Consumer"), word(100, 3, "2005"),
                        word(0, 4, "Forum"), word(0, 6, "Fair"), word(100, 6, "2006")}),
              "[Event | Date]\n[Consumer / Forum | 2005]\n[Fair | 2006]\n");
}

/// Words of one text from `left` on, at `top`, as wide as their letters.
TEST(PdfLayout, NarrowColumnsArePartedByWhatIsFreeAllTheWayDown)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Name");
    type(words, 80, 0, "Day");
    type(words, 180, 0, "E-mail");
    type(words, 0, 13, "SR Forum Tokyo");
    type(words, 80, 13, "1 June 2005");
    type(words, 180, 13, "a@b.example");
    type(words, 0, 26, "Fair");
    type(words, 80, 26, "2 July 2005");
    type(words, 180, 26, "c@d.example");
    EXPECT_EQ(
        laid_out(words),
        "[Name | Day | E-mail]\n[SR Forum Tokyo | 1 June 2005 | a@b.example]\n[Fair | 2 July 2005 | c@d.example]\n");
}

TEST(PdfLayout, ARuleBetweenRowsShowsInTheirPitch)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Question");
    type(words, 100, 0, "Answer");
    type(words, 0, 13.5, "What is");
    type(words, 100, 13.5, "A standard");
    type(words, 0, 26.3, "it?");
    type(words, 100, 39.8, "All.");
    type(words, 0, 39.8, "Who pays");
    type(words, 0, 52.6, "for it?");
    EXPECT_EQ(laid_out(words), "[Question | Answer]\n[What is / it? | A standard]\n[Who pays / for it? | All.]\n");
}

TEST(PdfLayout, AnAddressThatItsCellBreaksIsOneWord)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Name");
    type(words, 100, 0, "E-mail");
    type(words, 0, 13.5, "Forum");
    type(words, 100, 13.5, "forum@secretar");
    type(words, 100, 26.3, "iat.example");
    type(words, 0, 39.8, "Fair");
    type(words, 100, 39.8, "fair@b.example");
    EXPECT_EQ(laid_out(words), "[Name | E-mail]\n[Forum | forum@secretariat.example]\n[Fair | fair@b.example]\n");
}

TEST(PdfLayout, CellsMayBeCentredBesideEachOther)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Name");
    type(words, 100, 0, "Contact");
    type(words, 0, 20, "Baltic Green");
    type(words, 100, 27, "info@bgf.example");
    type(words, 0, 34, "Fund");
    type(words, 0, 51, "Tallinn");
    type(words, 100, 58, "office@traders.example");
    type(words, 0, 65, "Traders");
    type(words, 0, 82, "Union");
    type(words, 100, 82, "union@u.example");
    EXPECT_EQ(laid_out(words), "[Name | Contact]\n[Baltic Green / Fund | info@bgf.example]\n"
                               "[Tallinn / Traders | office@traders.example]\n[Union | union@u.example]\n");
}

/// The last letter ends there.
void type_up_to(std::vector<PdfWord>& words, double right, double top, const std::string& text)
{
    words.push_back({.left = right - 5 * static_cast<double>(text.size()),
                     .top = top,
                     .right = right,
                     .bottom = top + 12,
                     .text = text});
}

TEST(PdfLayout, CellsOfASheetStandCloseAndOnTheLowerEdgeOfTheirRows)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "No");
    type(words, 60, 0, "Name");
    type(words, 200, 0, "About");
    for (const auto& [top, number, name] : {std::tuple{10.0, "1", "Net"}, {29.2, "2", "Union"}, {39.2, "3", "Fair"}}) {
        type_up_to(words, 58, top, number);
        type(words, 60, top, name);
    }
    type(words, 200, 10, "Consumers of all countries");
    type(words, 200, 20.2, "Trade and other");
    type(words, 200, 29.2, "work");
    type(words, 200, 39.2, "All");
    EXPECT_EQ(laid_out(words), "[No | Name | About]\n[1 | Net | Consumers of all countries]\n[2 | Union | Trade and "
                               "other / work]\n[3 | Fair | "
                               "All]\n");
}

TEST(PdfLayout, AHyphenAtTheEndOfALineHasNoBlankBehindIt)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Date");
    type(words, 100, 0, "Name");
    type(words, 0, 13.5, "May");
    type(words, 100, 13.5, "Get-");
    type(words, 100, 26.3, "together");
    type(words, 0, 39.8, "June");
    type(words, 100, 39.8, "Fair");
    EXPECT_EQ(laid_out(words), "[Date | Name]\n[May | Get-together]\n[June | Fair]\n");
}

RawTable raw(const std::vector<std::vector<std::string>>& rows)
{
    RawTable table;
    for (const auto& row : rows) {
        table.rows.emplace_back();
        for (const std::string& text : row) table.rows.back().push_back({.text = text, .span = {}});
    }
    return table;
}

TEST(PdfPages, ARowMayGoOnOnTheNext)
{
    PdfPage page{.items = {raw({{"1", "Forum", "May", "a@b.example"}, {"2", "Fair of", "June", "fair@secretar"}})},
                 .drawn = {}};
    PdfPage next{.items = {raw({{"", "the year", "", "iat.example"}, {"3", "Day", "July", ""}})}, .drawn = {}};
    join_pages(page, next);
    const auto& row = std::get<RawTable>(page.items.back()).rows.back();
    EXPECT_EQ(row[1].text, "Fair of\nthe year");
    EXPECT_EQ(row[3].text, "fair@secretariat.example");
    EXPECT_EQ(std::get<RawTable>(next.items.front()).rows.size(), 1U);
}

TEST(PdfPages, ARowOfItsOwnStaysOne)
{
    PdfPage page{.items = {raw({{"1", "Forum", "", ""}})}, .drawn = {}};
    PdfPage next{.items = {raw({{"2", "", "June", ""}})}, .drawn = {}};  // there was no date yet
    join_pages(page, next);
    EXPECT_EQ(std::get<RawTable>(next.items.front()).rows.size(), 1U);
}

/// "a b / c d"
std::string rows_of(const Item& item)
{
    std::string text;
    for (const auto& row : std::get<RawTable>(item).rows) {
        text += text.empty() ? "" : "/ ";
        for (const RawCell& cell : row) text += cell.text + ' ';
    }
    return text;
}

TEST(PdfPages, ADrawnTableGoesOnBelow)
{
    PdfPage page{.items = {raw({{"Name", "Date"}, {"Forum", "May"}})},
                 .drawn = {{.xs = {0, 50, 90}, .ys = {60, 80, 99}}}};
    PdfPage next{.items = {raw({{"Name", "Date"}, {"Fair", "June"}})},
                 .drawn = {{.xs = {0, 50, 90}, .ys = {0, 20, 40}}}};
    join_pages(page, next);
    EXPECT_EQ(rows_of(page.items.front()), "");
    EXPECT_EQ(rows_of(next.items.front()), "Name Date / Forum May / Fair June ");
}

TEST(PdfPages, ASheetGoesOnBeside)
{
    PdfPage page{.items = {raw({{"Name", "Date"}, {"Forum", "May"}})},
                 .drawn = {{.xs = {0, 50, 90}, .ys = {0, 20, 40}}}};
    PdfPage next{.items = {raw({{"Host", "Mail"}, {"TISI", "a@b.example"}})},
                 .drawn = {{.xs = {0, 30, 80}, .ys = {0, 20, 40}}}};
    join_pages(page, next);
    EXPECT_EQ(rows_of(page.items.front()), "");
    EXPECT_EQ(rows_of(next.items.front()), "Name Date Host Mail / Forum May TISI a@b.example ");
}

TEST(PdfLayout, OneTableMayFollowAnother)
{
    std::vector<PdfWord> words;
    type(words, 0, 0, "Your name");
    type(words, 200, 0, "Ann Example");
    type(words, 0, 13, "Country");
    type(words, 200, 13, "Japan");
    type(words, 50, 39, "Question");
    type(words, 300, 39, "Answer");
    type(words, 50, 52, "Why?");
    type(words, 300, 52, "Because.");
    EXPECT_EQ(laid_out(words),
              "[Your name | Ann Example]\n[Country | Japan]\n[Question | Answer]\n[Why? | Because.]\n");
}

}  // namespace
}  // namespace document
