#include "support/office_files.h"

#include "document/zip_writer.h"

#include <fmt/format.h>

namespace testing_support {

namespace {

constexpr std::string_view xml_head = R"(<?xml version="1.0" encoding="UTF-8"?>)";
constexpr std::string_view types =
    R"(<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>)";

}  // namespace

std::string zip_of(const ZipFiles& files)
{
    std::vector<document::ZipEntry> entries;
    for (const auto& [name, octets] : files)
        entries.push_back({.name = name, .octets = octets, .is_stored = name == "mimetype"});
    return document::write_zip(entries);
}

std::string docx_of(std::string_view body, const ZipFiles& more)
{
    ZipFiles files{
        {"[Content_Types].xml", std::string(types)},
        {"word/document.xml",
         fmt::format("{}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
                     "xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" "
                     "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
                     "<w:body>{}</w:body></w:document>",
                     xml_head, body)}};
    files.insert(files.end(), more.begin(), more.end());
    return zip_of(files);
}

std::string xlsx_of(const XlsxParts& parts)
{
    const bool has_two = !parts.second_sheet.empty();
    const std::string second = has_two ? fmt::format(R"(<sheet name="Second" sheetId="2" r:id="rId2" state="{}"/>)",
                                                     parts.second_state.empty() ? "visible" : parts.second_state)
                                       : "";
    ZipFiles files{
        {"[Content_Types].xml", std::string(types)},
        {"xl/workbook.xml",
         fmt::format(
             "{}<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
             "<workbookPr {}/><sheets><sheet name=\"First\" sheetId=\"1\" r:id=\"rId1\"/>{}</sheets></workbook>",
             xml_head, parts.workbook_properties, second)},
        {"xl/_rels/workbook.xml.rels",
         fmt::format(R"({}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>)"
                     R"(<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)",
                     xml_head)},
        {"xl/styles.xml", fmt::format("{}<styleSheet>{}</styleSheet>", xml_head, parts.styles)},
        {"xl/sharedStrings.xml", fmt::format("{}<sst>{}</sst>", xml_head, parts.strings)},
        {"xl/worksheets/sheet1.xml", fmt::format("{}<worksheet>{}</worksheet>", xml_head, parts.sheet)}};
    if (has_two)
        files.emplace_back("xl/worksheets/sheet2.xml",
                           fmt::format("{}<worksheet>{}</worksheet>", xml_head, parts.second_sheet));
    return zip_of(files);
}

std::string open_document_of(std::string_view kind, std::string_view body, std::string_view styles,
                             const ZipFiles& more)
{
    ZipFiles files{
        {"mimetype", fmt::format("application/vnd.oasis.opendocument.{}", kind)},
        {"content.xml", fmt::format("{}<office:document-content><office:automatic-styles>{}</office:automatic-styles>"
                                    "<office:body><office:{}>{}</office:{}></office:body></office:document-content>",
                                    xml_head, styles, kind, body, kind)}};
    files.insert(files.end(), more.begin(), more.end());
    return zip_of(files);
}

}  // namespace testing_support
