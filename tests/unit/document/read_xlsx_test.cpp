#include "document/read_xlsx.h"

#include "support/document_text.h"
#include "support/office_files.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::text_of;
using testing_support::xlsx_of;
using testing_support::XlsxParts;

std::string in_sheet(const std::string& rows)
{
    return "<sheetData>" + rows + "</sheetData>";
}

TEST(ReadXlsx, ReadsWhatLibreOfficeWrites)
{
    const std::string octets =
        testing_support::read_text(testing_support::source_folder() / "tests/data/documents/events.xlsx");
    EXPECT_EQ(text_of(read_xlsx(octets)),
              "[Name of event | Date | Organizer | Audience | Contact]\n"
              "[Consumer Forum | 2005-05-14 | Consumers' House, Lyon | consumers | forum@body.example]\n"
              "[Réunion du comité | 2005-06-01 | AFNOR example | experts | Ann Example / ann@body.example]\n");
}

TEST(ReadXlsx, ShowsEachKindOfCell)
{
    const std::string styles = "<numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd\\ hh:mm'/>"
                               "<numFmt numFmtId='165' formatCode='[$-409]mmmm\\ yyyy;@'/><numFmt numFmtId='166' "
                               "formatCode='0000000000'/></numFmts>"
                               "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf "
                               "numFmtId='165'/><xf numFmtId='166'/></cellXfs>";
    const std::string rows =
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' "
        "t='inlineStr'><is><t>in</t></is></c></row>"
        "<row r='2'><c r='A2' s='1'><v>38486</v></c><c r='B2' s='2'><v>38486.5</v></c><c r='C2' "
        "s='3'><v>38486</v></c></row>"
        "<row r='3'><c r='A3' t='b'><v>1</v></c><c r='B3' t='b'><v>0</v></c><c r='C3' "
        "t='str'><f>A1&amp;B1</f><v>ab</v></c></row>"
        "<row r='4'><c r='A4'><v>42</v></c><c r='B4'><v>1.5</v></c><c r='C4' s='4'><v>612345678</v></c></row>"
        "<row><c><v>1</v></c><c t='e'><v>#REF!</v></c><c t='d'><v>2005-05-14T00:00:00</v></c></row>";
    EXPECT_EQ(
        text_of(read_xlsx(xlsx_of({.sheet = in_sheet(rows),
                                   .styles = styles,
                                   .strings = "<si><t>one_x000A_two</t></si><si><r><t>bold</t></r><r><t xml:space="
                                              "'preserve'> plain</t></r><rPh><t>said</t></rPh></si>"}))),
        "[one / two | bold plain | in]\n"
        "[2005-05-14 | 2005-05-14T12:00 | 2005-05]\n"
        "[yes | no | ab]\n"
        "[42 | 1.5 | 0612345678]\n"
        "[1 | #REF! | 2005-05-14]\n");
}

TEST(ReadXlsx, KnowsTheEpochOf1904)
{
    EXPECT_EQ(text_of(read_xlsx(xlsx_of({.sheet = in_sheet("<row><c s='0'><v>37024</v></c></row>"),
                                         .styles = "<cellXfs><xf numFmtId='14'/></cellXfs>",
                                         .workbook_properties = "date1904='1'"}))),
              "[2005-05-14]\n");
}

TEST(ReadXlsx, PlacesAreCells)
{
    const Reading one = read_xlsx(xlsx_of({.sheet = in_sheet("<row r='4'><c r='AB4'><v>1</v></c></row>")}));
    EXPECT_EQ(std::get<Table>(std::get<Document>(one).blocks.at(0)).rows.at(0).at(0).place, "AB4");
    const Reading two = read_xlsx(xlsx_of({.sheet = in_sheet("<row r='4'><c r='B4'><v>1</v></c></row>"),
                                           .second_sheet = in_sheet("<row><c><v>2</v></c></row>")}));
    const auto& table = std::get<Table>(std::get<Document>(two).blocks.at(1));
    EXPECT_EQ(table.name, "Second");
    EXPECT_EQ(table.rows.at(0).at(0).place, "Second!A1");
}

TEST(ReadXlsx, LeavesOutWhatIsHidden)
{
    const Reading sheet = read_xlsx(xlsx_of({.sheet = in_sheet("<row><c><v>1</v></c></row>"),
                                             .second_sheet = in_sheet("<row><c><v>2</v></c></row>"),
                                             .second_state = "hidden"}));
    EXPECT_EQ(text_of(sheet), "[1]\n");
    EXPECT_TRUE(std::get<Document>(sheet).has_hidden_text);
    const Reading rows = read_xlsx(xlsx_of(
        {.sheet =
             "<cols><col min='2' max='2' hidden='1'/></cols>" +
             in_sheet(
                 "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row hidden='1'><c><v>4</v></c></row>")}));
    EXPECT_EQ(text_of(rows), "[1 |  | 3]\n");
    EXPECT_TRUE(std::get<Document>(rows).has_hidden_text);
}

TEST(ReadXlsx, RepeatsWhatIsMergedOverRowsThatSayMore)
{
    const std::string rows =
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row><row><c/><c/></row>";
    EXPECT_EQ(
        text_of(read_xlsx(xlsx_of({.sheet = in_sheet(rows) + "<mergeCells><mergeCell ref='A1:A3'/></mergeCells>"}))),
        "[1 | 2]\n[1 | 3]\n");
}

TEST(ReadXlsx, ReadsThePartsThatThePackageNames)
{
    const std::string kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const std::string octets = testing_support::zip_of(
        {{"[Content_Types].xml", "<Types/>"},
         {"_rels/.rels", "<Relationships><Relationship Id='rId1' Type='" + kinds +
                             "officeDocument' Target='xl/workbook3.xml'/></Relationships>"},
         {"xl/workbook3.xml", "<workbook><sheets><sheet name='A' r:id='s'/></sheets></workbook>"},
         {"xl/_rels/workbook3.xml.rels", "<Relationships><Relationship Id='s' Type='" + kinds +
                                             "worksheet' Target='sheets/one.xml'/><Relationship Id='t' Type='" + kinds +
                                             "sharedStrings' Target='texts.xml'/></Relationships>"},
         {"xl/texts.xml", "<sst><si><t>shared</t></si></sst>"},
         {"xl/sheets/one.xml",
          "<worksheet><sheetData><row><c t='s'><v>0</v></c><c><v>2</v></c></row></sheetData></worksheet>"}});
    EXPECT_EQ(text_of(read_xlsx(octets)), "[shared | 2]\n");
}

TEST(ReadXlsx, AMillionRowsAreCut)
{
    std::string rows;
    for (int i = 1; i <= 1'000'000; ++i)
        rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"A" + std::to_string(i) + "\"><v>" +
                std::to_string(i * 7 % 1000) + "</v></c></row>";
    const Reading reading = read_xlsx(xlsx_of({.sheet = in_sheet(rows)}));
    ASSERT_TRUE(std::holds_alternative<Document>(reading)) << text_of(reading);
    EXPECT_TRUE(std::get<Document>(reading).is_cut);
    EXPECT_EQ(std::get<Table>(std::get<Document>(reading).blocks.at(0)).rows.size(), 20'000U);
}

TEST(ReadXlsx, FarCellsCostNothing)
{
    std::string rows;
    for (int i = 1; i <= 1000; ++i)
        rows += "<row r=\"" + std::to_string(i * 1000) + "\"><c r=\"XFD" + std::to_string(i * 1000) +
                "\"><v>1</v></c></row>";
    const Reading reading = read_xlsx(xlsx_of({.sheet = in_sheet(rows)}));
    EXPECT_TRUE(std::get<Document>(reading).is_cut);
}

}  // namespace
}  // namespace document
