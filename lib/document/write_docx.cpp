#include "document/write_docx.h"

#include "base/text.h"
#include "document/tidy_text.h"
#include "document/zip_writer.h"
#include "mail/text_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace document {

namespace {

constexpr std::string_view xml_head = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";

constexpr std::string_view content_types =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Default Extension="xml" ContentType="application/xml"/>)"
    R"(<Override PartName="/word/document.xml" ContentType=")"
    R"(application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>)";

constexpr std::string_view relations =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" Target="word/document.xml" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>)";

constexpr std::string_view document_start =
    R"(<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>)";
/// A4 with margins of 2 cm, in twentieths of a point.
constexpr std::string_view document_end =
    R"(<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>)"
    R"(<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>)"
    R"(</w:sectPr></w:body></w:document>)";
constexpr double text_width = 9638;

enum class Weight : unsigned char { plain, bold, title };

std::string run(std::string_view text, Weight weight)
{
    std::string properties;
    if (weight != Weight::plain)
        properties = "<w:rPr><w:b/>" + std::string(weight == Weight::title ? "<w:sz w:val=\"32\"/>" : "") + "</w:rPr>";
    std::string lines;
    for (const std::string_view line : base::split(text, '\n')) {
        if (line.data() != text.data()) lines += "<w:br/>";
        lines += "<w:t xml:space=\"preserve\">" + mail::escape_markup(line) + "</w:t>";
    }
    return "<w:r>" + properties + lines + "</w:r>";
}

/// Controls are no characters of XML, so texts are tidied.
std::string paragraph(std::string_view text, Weight weight)
{
    const std::string tidy = tidy_lines(text);
    return "<w:p>" + (tidy.empty() ? std::string{} : run(tidy, weight)) + "</w:p>";
}

std::string cell(std::string_view text, int width, Weight weight)
{
    return fmt::format(R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>{}</w:tc>)", width,
                       paragraph(text, weight));
}

/// Every cell has its borders, so that people see where to write. `rows` are <w:tr>.
std::string table(const std::vector<int>& widths, const std::string& rows)
{
    std::string borders;
    for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
        borders += fmt::format(R"(<w:{} w:val="single" w:sz="4" w:space="0" w:color="808080"/>)", side);
    std::string grid;
    for (const int width : widths) grid += fmt::format(R"(<w:gridCol w:w="{}"/>)", width);
    return fmt::format("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>{}</w:tblBorders></w:tblPr>"
                       "<w:tblGrid>{}</w:tblGrid>{}</w:tbl>",
                       borders, grid, rows);
}

/// The page's width, parted as the columns ask.
std::vector<int> widths_of(const std::vector<SheetColumn>& columns)
{
    double all = 0;
    for (const SheetColumn& column : columns) all += column.width;
    std::vector<int> widths;
    for (const SheetColumn& column : columns) widths.push_back(static_cast<int>(text_width * column.width / all));
    return widths;
}

std::string row_of(const std::vector<std::string>& texts, const std::vector<int>& widths, Weight weight)
{
    std::string cells;
    for (std::size_t i = 0; i < widths.size(); ++i) cells += cell(i < texts.size() ? texts[i] : "", widths[i], weight);
    return "<w:tr>" + cells + "</w:tr>";
}

struct Writer {
    std::string body;
    std::string blank_rows = {};  ///< of labelled blanks next to each other, which make one table

    void operator()(const Paragraph& each)
    {
        end_blanks();
        body += paragraph(each.text, Weight::plain);
    }

    void operator()(const LabelledBlank& blank)
    {
        blank_rows += "<w:tr>" + cell(blank.label, label_width, Weight::bold) +
                      cell(blank.value, blank_width, Weight::plain) + "</w:tr>";
    }

    void operator()(const SheetTable& each)
    {
        end_blanks();
        if (each.columns.empty()) return;
        const std::vector<int> widths = widths_of(each.columns);
        std::vector<std::string> headings;
        for (const SheetColumn& column : each.columns) headings.push_back(column.heading);
        std::string rows = row_of(headings, widths, Weight::bold);
        for (const auto& row : each.rows) rows += row_of(row, widths, Weight::plain);
        for (std::size_t i = 0; i < each.blank_rows; ++i) rows += row_of({}, widths, Weight::plain);
        body += table(widths, rows) + "<w:p/>";  // tables without a paragraph between them would be one
    }

    void end_blanks()
    {
        if (blank_rows.empty()) return;
        body += table({label_width, blank_width}, blank_rows) + "<w:p/>";
        blank_rows.clear();
    }

    static constexpr int label_width = 3200;
    static constexpr int blank_width = static_cast<int>(text_width) - label_width;
};

}  // namespace

std::string write_docx(const Sheet& sheet)
{
    Writer writer{.body = paragraph(sheet.title, Weight::title)};
    for (const SheetPart& part : sheet.parts) std::visit(writer, part);
    writer.end_blanks();
    return write_zip({{.name = "[Content_Types].xml", .octets = fmt::format("{}{}", xml_head, content_types)},
                      {.name = "_rels/.rels", .octets = fmt::format("{}{}", xml_head, relations)},
                      {.name = "word/document.xml",
                       .octets = fmt::format("{}{}{}{}", xml_head, document_start, writer.body, document_end)}});
}

}  // namespace document
