#include "document/read_odf.h"

#include "support/document_text.h"
#include "support/office_files.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

namespace document {
namespace {

using testing_support::open_document_of;
using testing_support::text_of;

std::string fixture(const std::string& name)
{
    return testing_support::read_text(testing_support::source_folder() / "tests/data/documents" / name);
}

TEST(ReadOdt, ReadsWhatLibreOfficeWrites)
{
    const Reading reading = read_odt(fixture("survey.odt"));
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

struct OdtCase {
    const char* what;
    std::string_view body;
    std::string_view text;
};

TEST(ReadOdt, ReadsParagraphsAndControls)
{
    constexpr OdtCase cases[] = {
        {"blanks", "<text:p>a \n b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e</text:p>", "a b   c\td\ne\n"},
        {"what shows where to write", "<text:p>Name: <text:placeholder>&lt;name&gt;</text:placeholder></text:p>",
         "Name:\n"},
        {"notes and annotations",
         "<text:p>a<office:annotation><text:p>x</text:p></office:annotation><text:note>n</text:note></text:p>", "a\n"},
        {"a hidden section", "<text:section text:display='none'><text:p>h</text:p></text:section><text:p>a</text:p>",
         "a\n"},
        {"a text box", "<text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>a</text:p>",
         "a\nbox\n"},
        {"controls of its form",
         "<office:forms><form:form><form:text xml:id='c1' form:name='name' form:current-value='Ann'/>"
         "<form:checkbox xml:id='c2' form:name='willing' form:current-state='checked'/>"
         "<form:listbox xml:id='c3' form:name='country'><form:option form:label='FR'/><form:option form:label='DE' "
         "form:current-selected='true'/></form:listbox>"
         "</form:form></office:forms><text:p>Name: <draw:control draw:control='c1'/></text:p><text:p><draw:control "
         "draw:control='c2'/> willing</text:p>",
         "Name: Ann\n{name = Ann}\n\u2612 willing\n{willing = yes}\n{country = DE}\n"},
        {"content controls",
         "<text:p>Name: <loext:content-control loext:alias='name'>Ann</loext:content-control></text:p>"
         "<text:p>Date: <loext:content-control loext:tag='date' "
         "loext:showing-place-holder='true'>Choose</loext:content-control></text:p>"
         "<text:p><loext:content-control loext:alias='ok' loext:checkbox='true' "
         "loext:checked='true'>X</loext:content-control> ok</text:p>",
         "Name: Ann\n{name = Ann}\nDate:\n{date = }\n\u2612 ok\n{ok = yes}\n"},
    };
    for (const OdtCase& each : cases)
        EXPECT_EQ(text_of(read_odt(open_document_of("text", each.body))), each.text) << each.what;
}

TEST(ReadOdt, TellsOfPeopleAndMacros)
{
    const Reading reading = read_odt(fixture("survey.odt"));
    EXPECT_EQ(std::get<Document>(reading).persons,
              (std::vector<std::string>{"first author: Ann Example", "last changed by: Ben Example"}));
    EXPECT_FALSE(std::get<Document>(reading).has_macros);
    EXPECT_TRUE(std::get<Document>(read_odt(open_document_of("text", "<text:p>a</text:p>", "",
                                                             {{"Basic/Standard/Module1.xml", "<x/>"}})))
                    .has_macros);
}

TEST(ReadOdt, EncryptedOnesAreTold)
{
    EXPECT_EQ(text_of(read_odt(open_document_of(
                  "text", "", "",
                  {{"META-INF/manifest.xml", "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></"
                                             "manifest:file-entry></manifest:manifest>"}}))),
              "unreadable: encrypted");
}

TEST(ReadOds, ReadsWhatLibreOfficeWrites)
{
    EXPECT_EQ(text_of(read_ods(fixture("events.ods"))),
              "[Name of event | Date | Organizer | Audience | Contact]\n"
              "[Consumer Forum | 2005-05-14 | Consumers' House, Lyon | consumers | forum@body.example]\n"
              "[Réunion du comité | 2005-06-01 | AFNOR example | experts | Ann Example / ann@body.example]\n");
}

TEST(ReadOds, ShowsEachKindOfCell)
{
    const Reading reading = read_ods(open_document_of(
        "spreadsheet",
        "<table:table table:name='Events'><table:table-column table:default-cell-style-name='month'/><table:table-row>"
        "<table:table-cell office:value-type='date' office:date-value='2005-05-01'><text:p>May "
        "2005</text:p></table:table-cell>"
        "<table:table-cell office:value-type='boolean' "
        "office:boolean-value='true'><text:p>VRAI</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='1234.5'><text:p>1 234,50</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='612'><text:p>0612</text:p></table:table-cell>"
        "<table:table-cell office:value-type='time' "
        "office:time-value='PT09H30M00S'><text:p>09:30</text:p></table:table-cell>"
        "</table:table-row></table:table>",
        "<number:date-style style:name='N1'><number:month/><number:year/></number:date-style><style:style "
        "style:name='month' style:data-style-name='N1'/>"));
    EXPECT_EQ(text_of(reading), "[2005-05 | yes | 1234.5 | 0612 | 09:30]\n");
    EXPECT_EQ(std::get<Table>(std::get<Document>(reading).blocks.at(0)).rows.at(0).at(1).place, "B1");
}

TEST(ReadOds, RepeatedRowsAndCellsAreBounded)
{
    const Reading empty = read_ods(open_document_of(
        "spreadsheet",
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048574'><table:table-cell "
        "table:number-columns-repeated='16384'/></table:table-row>"
        "</table:table>"));
    EXPECT_EQ(text_of(empty), "[a]\n");
    EXPECT_FALSE(std::get<Document>(empty).is_cut);
    const Reading full = read_ods(open_document_of(
        "spreadsheet", "<table:table><table:table-row table:number-rows-repeated='9999999999999'><table:table-cell "
                       "table:number-columns-repeated='9999999999999'><text:p>a</text:p></table:table-cell></"
                       "table:table-row></table:table>"));
    EXPECT_TRUE(std::get<Document>(full).is_cut);
}

TEST(ReadOds, LeavesOutWhatIsHidden)
{
    const Reading reading = read_ods(open_document_of(
        "spreadsheet",
        "<table:table "
        "table:style-name='h'><table:table-row><table:table-cell><text:p>sheet</text:p></table:table-cell></"
        "table:table-row></table:table>"
        "<table:table><table:table-row "
        "table:visibility='collapse'><table:table-cell><text:p>row</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>",
        "<style:style style:name='h'><style:table-properties table:display='false'/></style:style>"));
    EXPECT_EQ(text_of(reading), "[a]\n");
    EXPECT_TRUE(std::get<Document>(reading).has_hidden_text);
}

}  // namespace
}  // namespace document
