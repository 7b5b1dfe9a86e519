#include "document/read_docx.h"

#include "support/document_text.h"
#include "support/office_files.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::docx_of;
using testing_support::text_of;

std::string paragraph(const std::string& runs)
{
    return "<w:p>" + runs + "</w:p>";
}

std::string run(const std::string& text)
{
    return "<w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r>";
}

TEST(ReadDocx, ReadsWhatLibreOfficeWrites)
{
    const std::string octets =
        testing_support::read_text(testing_support::source_folder() / "tests/data/documents/survey.docx");
    const Reading reading = read_docx(octets);
    EXPECT_EQ(text_of(reading), "Survey on events\n"
                                "Name:\tAnn Example\n"
                                "Country: France\n"
                                "Seen\n"
                                "\n"
                                "\u2022 first point\n"
                                "[Event | Date | Organizer]\n"
                                "[Consumer Forum / second line | 14 May 2005 | Consumers' House]\n"
                                "[Workshop | 1 June 2005 | Consumers' House]\n"
                                "Remarks: none\n");
    ASSERT_TRUE(std::holds_alternative<Document>(reading));
    EXPECT_TRUE(std::get<Document>(reading).has_hidden_text);
}

struct DocxCase {
    const char* what;
    std::string body;
    std::string_view text;
};

TEST(ReadDocx, ReadsParagraphsControlsAndFields)
{
    const DocxCase cases[] = {
        {"tabs and breaks", paragraph(run("a") + "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"), "a\tb\nc\n"},
        {"tracked changes",
         paragraph("<w:ins>" + run("new") + "</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"), "new\n"},
        {"struck out", paragraph(run("a") + "<w:r><w:rPr><w:strike/></w:rPr><w:t>b</w:t></w:r>"), "a\n"},
        {"hidden text", paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r>" + run("seen")), "seen\n"},
        {"a link", paragraph("<w:hyperlink>" + run("ann@body.example") + "</w:hyperlink>"), "ann@body.example\n"},
        {"a control that is filled in",
         paragraph(run("Name: ") + "<w:sdt><w:sdtPr><w:alias w:val='name'/></w:sdtPr><w:sdtContent>" + run("Ann") +
                   "</w:sdtContent></w:sdt>"),
         "Name: Ann\n{name = Ann}\n"},
        {"a control that is not",
         paragraph(run("Name: ") + "<w:sdt><w:sdtPr><w:tag w:val='name'/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" +
                   run("Click here") + "</w:sdtContent></w:sdt>"),
         "Name:\n{name = }\n"},
        {"a box",
         paragraph("<w:sdt><w:sdtPr><w:alias w:val='willing'/><w14:checkbox><w14:checked "
                   "w14:val='1'/></w14:checkbox></w:sdtPr>"
                   "<w:sdtContent>" +
                   run("X") + "</w:sdtContent></w:sdt>" + run(" yes")),
         "\u2612 yes\n{willing = yes}\n"},
        {"a date",
         paragraph("<w:sdt><w:sdtPr><w:alias w:val='date'/><w:date w:fullDate='2005-05-14T00:00:00Z'/></w:sdtPr>"
                   "<w:sdtContent>" +
                   run("14 mai 2005") + "</w:sdtContent></w:sdt>"),
         "14 mai 2005\n{date = 2005-05-14}\n"},
        {"a block control",
         "<w:sdt><w:sdtPr><w:alias w:val='about'/></w:sdtPr><w:sdtContent>" + paragraph(run("a")) +
             paragraph(run("b")) + "</w:sdtContent></w:sdt>",
         "a\nb\n{about = a / b}\n"},
        {"older form fields",
         paragraph(run("Willing ") +
                   "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default "
                   "w:val='0'/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
                   "<w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>") +
             paragraph(
                 "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry "
                 "w:val='FR'/><w:listEntry w:val='DE'/></w:ddList></w:ffData></w:fldChar></w:r>"
                 "<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>") +
             paragraph("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
                       "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" +
                       run("Ann") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>" + run("!")),
         "Willing \u2612\nDE\nAnn!\n"},
        {"symbols for boxes", paragraph("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>" + run(" yes")),
         "\u2612 yes\n"},
        {"a text box, once",
         paragraph("<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" + paragraph(run("box")) +
                   "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" +
                   paragraph(run("box")) + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>" +
                   run("around")),
         "around\nbox\n"},
        {"a table with merged and skipped cells",
         "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph(run("wide")) + "</w:tc><w:tc>" +
             paragraph(run("c")) + "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>" +
             paragraph(run("b")) +
             "</w:tc></w:tr>"
             "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" +
             paragraph(run("gone")) + "</w:tc></w:tr></w:tbl>",
         "[wide |  | c]\n[ | b]\n"},
        {"a control in a cell",
         "<w:tbl><w:tr><w:tc>" + paragraph(run("Name")) +
             "</w:tc><w:sdt><w:sdtPr><w:alias w:val='name'/></w:sdtPr><w:sdtContent><w:tc>" + paragraph(run("Ann")) +
             "</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>",
         "[Name | Ann]\n{name = Ann}\n"},
    };
    for (const DocxCase& each : cases) EXPECT_EQ(text_of(read_docx(docx_of(each.body))), each.text) << each.what;
}

TEST(ReadDocx, ReadsThePartThatThePackageNames)
{
    const std::string octets = testing_support::zip_of(
        {{"[Content_Types].xml", "<Types/>"},
         {"_rels/.rels",
          "<Relationships><Relationship Id='rId3' Type='http://schemas.openxmlformats.org/"
          "package/2006/relationships/metadata/core-properties' Target='docProps/core.xml'/><Relationship "
          "Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
          "officeDocument' Target='/word/document2.xml'/></Relationships>"},
         {"word/document2.xml", "<w:document><w:body>" + paragraph(run("here")) + "</w:body></w:document>"}});
    EXPECT_EQ(text_of(read_docx(octets)), "here\n");
}

TEST(ReadDocx, TellsOfPeopleAndMacros)
{
    const Reading reading = read_docx(
        docx_of(paragraph(run("a")),
                {{"docProps/core.xml", "<cp:coreProperties><dc:creator>Ann Example</dc:creator><cp:lastModifiedBy>Ben "
                                       "Example</cp:lastModifiedBy></cp:coreProperties>"},
                 {"docProps/app.xml", "<Properties><Manager>Cem Example</Manager><Company/></Properties>"},
                 {"word/vbaProject.bin", "x"}}));
    const auto& document = std::get<Document>(reading);
    EXPECT_EQ(document.persons, (std::vector<std::string>{"author: Ann Example", "last changed by: Ben Example",
                                                          "manager: Cem Example"}));
    EXPECT_TRUE(document.has_macros);
}

}  // namespace
}  // namespace document
