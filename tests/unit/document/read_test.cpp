#include "document/read.h"

#include "document/builder.h"
#include "document/reading_json.h"
#include "support/document_text.h"
#include "support/office_files.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <cmath>

namespace document {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;
using testing_support::docx_of;
using testing_support::text_of;
using testing_support::xlsx_of;
using testing_support::zip_of;

std::string read(std::string_view octets, std::string_view name = "file")
{
    return text_of(read_document(octets, name));
}

std::string fixture(const std::string& name)
{
    return testing_support::read_text(testing_support::source_folder() / "tests/data/documents" / name);
}

TEST(ReadDocument, TellsTheFormatByItsContent)
{
    const std::string first_events = "[Name of event | Date | Organizer | Audience | Contact]\n";
    for (const char* name : {"events.xlsx", "events.ods"})
        EXPECT_TRUE(read(fixture(name), "picture.png").starts_with(first_events)) << name;
    for (const char* name : {"survey.docx", "survey.odt", "survey.pdf"})
        EXPECT_TRUE(read(fixture(name), "table.csv").starts_with("Survey on events\n")) << name;
    EXPECT_EQ(read("<html><table><tr><td>a<td>b</table>"), "[a | b]\n");
    EXPECT_EQ(read("<div><b>a:</b> b</div><div>c</div>", "message.html"), "a: b\nc\n");
    EXPECT_EQ(read("a,b\nc,d\n", "LIST.CSV"), "[a | b]\n[c | d]\n");
    EXPECT_EQ(read("a,b\nc,d\n", "letter.txt"), "a,b\nc,d\n");
    EXPECT_EQ(read("a\tb\nc\td\n", "letter.txt"), "[a | b]\n[c | d]\n");
}

TEST(ReadDocument, DecodesAnyCharset)
{
    EXPECT_EQ(read("\xEF\xBB\xBFNom;Ville\nR\xC3\xA9mi;Lyon\n", "a.csv"), "[Nom | Ville]\n[Rémi | Lyon]\n");
    EXPECT_EQ(read("Nom;Ville\nR\xE9mi;Lyon\n", "a.csv"), "[Nom | Ville]\n[Rémi | Lyon]\n");
    EXPECT_EQ(read("\xFF\xFEN\0o\0m\0\t\0V\0\n\0R\0\xE9\0\t\0L\0\n\0"sv, "a.txt"), "[Nom | V]\n[Ré | L]\n");
    EXPECT_EQ(read("<html><meta charset=windows-1251><p>\xCF\xF0\xE8\xE2\xE5\xF2"), "Привет\n");
}

TEST(ReadDocument, WhatSaysNothingSaysWhy)
{
    EXPECT_EQ(read("\x89PNG\r\n\x1A\n"), "unreadable: picture");
    EXPECT_EQ(read("{\\rtf1 a}"), "unreadable: unknown");
    EXPECT_EQ(read("\x7F"
                   "ELF\1\1\1\0"sv),
              "unreadable: unknown");
    const std::string compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(512, '\0');
    EXPECT_EQ(read(compound + "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"s), "unreadable: unknown");
    EXPECT_EQ(read(compound + "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s), "unreadable: encrypted");
    EXPECT_EQ(read(zip_of({{"a.txt", "x"}})), "unreadable: unknown");
    EXPECT_EQ(read(docx_of("<w:p>").substr(0, 300)), "unreadable: unknown");
    EXPECT_EQ(read(docx_of("<w:p><w:r>")), "unreadable: damaged");
    EXPECT_EQ(read(""), "");
}

TEST(ReadDocument, BombsAreHostile)
{
    // Some hundred thousand times its size.
    EXPECT_EQ(read(docx_of("<w:p><w:r><w:t>" + std::string(40'000'000, 'a') + "</w:t></w:r></w:p>")),
              "unreadable: hostile");
    testing_support::ZipFiles many;
    for (int i = 0; i < 2000; ++i) many.emplace_back("word/media/" + std::to_string(i), "");
    EXPECT_EQ(read(docx_of("<w:p/>", many)), "unreadable: hostile");
    const std::string doctype = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>";
    EXPECT_EQ(read(zip_of({{"[Content_Types].xml", ""},
                           {"word/document.xml", doctype + "<w:document><w:body><w:p/></w:body></w:document>"}})),
              "unreadable: hostile");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<w:tbl><w:tr><w:tc>" + std::to_string(i % 7);
    for (int i = 0; i < 100'000; ++i) deep += "</w:tc></w:tr></w:tbl>";
    const std::string answer = read(docx_of(deep));
    EXPECT_EQ(answer, "unreadable: hostile");
}

TEST(ReadDocument, PathsOfEntriesMeanNothing)
{
    EXPECT_EQ(
        read(docx_of("<w:p><w:r><w:t>a</w:t></w:r></w:p>", {{"../../etc/passwd", "x"}, {"/word/document.xml", "x"}})),
        "a\n");
    EXPECT_EQ(text_of(read_document("a\tb\nc\td\n", "../../a.csv")), "[a | b]\n[c | d]\n");
}

TEST(ReadingJson, IsReadBackAsItWas)
{
    Document document{.blocks = {Line{"a \"quoted\" é", "line 1"}, Field{"name", "value", "page 1"},
                                 Table{"Sheet", {{{"a", "A1"}, {"b\nc", "B1"}}, {}}}},
                      .persons = {"author: Ann"},
                      .pages = {{210, 297.5}},
                      .has_macros = true,
                      .is_cut = true,
                      .has_hidden_text = true};
    const auto back = from_json(to_json(document));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_json(*back), to_json(document));
    EXPECT_EQ(text_of(*back), "a \"quoted\" é\n{name = value}\n[a | b / c]\n[]\n");
    for (const Unreadable why : {Unreadable::encrypted, Unreadable::picture, Unreadable::too_long})
        EXPECT_EQ(std::get<Unreadable>(from_json(to_json(why)).value()), why);
}

TEST(ReadingJson, APageOfNoSizeIsNone)
{
    Builder builder;
    builder.add_page({.width_mm = std::nan(""), .height_mm = 1e300});
    const Document document = builder.finish();
    EXPECT_EQ(document.pages.at(0).width_mm, 0);
    EXPECT_EQ(document.pages.at(0).height_mm, 0);
    EXPECT_TRUE(from_json(to_json(document)));
}

TEST(ReadingJson, OfAnotherShapeIsNone)
{
    for (const char* json :
         {"", "[]", "{}", "{\"why\":\"no such\"}", "{\"why\":1}",
          "{\"blocks\":[[\"l\"]],\"persons\":[],\"pages\":[],\"macros\":false,\"cut\":false,\"hidden\":false}",
          "{\"blocks\":7,\"persons\":[],\"pages\":[],\"macros\":false,\"cut\":false,\"hidden\":false}"})
        EXPECT_FALSE(from_json(json)) << json;
}

}  // namespace
}  // namespace document
