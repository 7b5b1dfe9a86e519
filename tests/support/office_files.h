#pragma once
/// Office documents of a test's own making, so that it shows what is in them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testing_support {

/// Name and content of each file of a ZIP.
using ZipFiles = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string zip_of(const ZipFiles& files);

/// `body`: what stands in <w:body>; `more`: further parts.
[[nodiscard]] std::string docx_of(std::string_view body, const ZipFiles& more = {});

struct XlsxParts {
    std::string sheet;                ///< what stands in <worksheet>
    std::string styles;               ///< what stands in <styleSheet>
    std::string strings;              ///< what stands in <sst>
    std::string workbook_properties;  ///< the attributes of <workbookPr>
    std::string second_sheet;         ///< as `sheet`; empty: there is none
    std::string second_state;         ///< "hidden"
};
[[nodiscard]] std::string xlsx_of(const XlsxParts& parts);

/// `body`: what stands in <office:text> or <office:spreadsheet> (`kind`: "text", "spreadsheet"); `styles`: in
/// <office:automatic-styles>.
[[nodiscard]] std::string open_document_of(std::string_view kind, std::string_view body, std::string_view styles = "",
                                           const ZipFiles& more = {});

}  // namespace testing_support
