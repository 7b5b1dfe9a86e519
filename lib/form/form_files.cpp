#include "form/form_files.h"

#include "document/write_docx.h"
#include "document/write_xlsx.h"
#include "form/text_layout.h"
#include "mail/media_type.h"

#include <algorithm>

namespace form {

namespace {

double width_of(const config::Form& form, std::size_t column)
{
    constexpr double numbers = 12;
    constexpr double usual = 24;
    constexpr double wide = 48;
    if (column == 0) return numbers;
    return form.columns[column - 1].type == config::AnswerType::long_text ? wide : usual;
}

document::SheetTable table_under(const config::Form& form, const std::vector<std::string>& headings)
{
    document::SheetTable table;
    for (std::size_t i = 0; i < headings.size(); ++i)
        table.columns.push_back({.heading = headings[i], .width = width_of(form, i), .choices = {}});
    return table;
}

document::Sheet sheet_of(const config::Form& form, std::string_view language)
{
    document::Sheet sheet;
    for (SheetRow& row : sheet_layout(form, language)) {
        switch (row.kind) {
        case SheetRow::Kind::title: sheet.title = row.cells.front(); break;
        case SheetRow::Kind::text:
            if (!row.cells.empty()) sheet.parts.emplace_back(document::Paragraph{.text = row.cells.front()});
            break;
        case SheetRow::Kind::label:
            sheet.parts.emplace_back(document::LabelledBlank{.label = row.cells.front(), .value = {}, .choices = {}});
            break;
        case SheetRow::Kind::headings: sheet.parts.emplace_back(table_under(form, row.cells)); break;
        case SheetRow::Kind::example:
        case SheetRow::Kind::blank:
            std::get<document::SheetTable>(sheet.parts.back()).rows.push_back(std::move(row.cells));
            break;
        }
    }
    return sheet;
}

}  // namespace

std::vector<mail::Attachment> form_files(const config::Form& form, std::string_view language)
{
    const document::Sheet sheet = sheet_of(form, language);
    return {{.media_type = std::string(mail::media_type_of("xlsx")),
             .file_name = form.id + ".xlsx",
             .octets = document::write_xlsx(sheet)},
            {.media_type = std::string(mail::media_type_of("docx")),
             .file_name = form.id + ".docx",
             .octets = document::write_docx(sheet)}};
}

}  // namespace form
