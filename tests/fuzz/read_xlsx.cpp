// Arbitrary XML as the parts of a workbook, parted by NUL; and arbitrary octets as one.

#include "document/read_xlsx.h"

#include "document/number_format.h"
#include "document/zip_writer.h"
#include "document_promises.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    fuzz::check_reading(document::read_xlsx(input));
    const std::string sheet = "<worksheet>" + std::string(fuzz::take_until(input, '\0')) + "</worksheet>";
    const std::string strings = "<sst>" + std::string(fuzz::take_until(input, '\0')) + "</sst>";
    const std::string_view format = fuzz::take_until(input, '\0');
    const std::string styles = "<styleSheet>" + std::string(fuzz::take_until(input, '\0')) + "</styleSheet>";
    const std::string workbook =
        R"(<workbook><workbookPr date1904="1"/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>)";
    const std::string relations =
        R"(<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>)";
    fuzz::check_reading(document::read_xlsx(document::write_zip({
        {.name = "xl/workbook.xml", .octets = workbook, .is_stored = true},
        {.name = "xl/_rels/workbook.xml.rels", .octets = relations, .is_stored = true},
        {.name = "xl/worksheets/sheet1.xml", .octets = sheet, .is_stored = true},
        {.name = "xl/sharedStrings.xml", .octets = strings, .is_stored = true},
        {.name = "xl/styles.xml", .octets = styles, .is_stored = true},
    })));
    const std::string shown =
        document::show_number(38486.5, document::read_number_format(format), document::Epoch::year_1900);
    fuzz::require(!shown.empty(), "a number is always shown");
    return 0;
}
