// Arbitrary XML as the body of an OpenDocument text and spreadsheet; and arbitrary octets as such files.

#include "document/read_odf.h"

#include "document/zip_writer.h"
#include "document_promises.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    fuzz::check_reading(document::read_odt(input));
    fuzz::check_reading(document::read_ods(input));
    const std::string styles(fuzz::take_until(input, '\0'));
    const auto file = [&](const std::string& body) {
        const std::string content = "<office:document-content><office:automatic-styles>" + styles +
                                    "</office:automatic-styles><office:body><office:" + body + ">" +
                                    std::string(input) + "</office:" + body +
                                    "></office:body></office:document-content>";
        return document::write_zip({{.name = "content.xml", .octets = content, .is_stored = true}});
    };
    fuzz::check_reading(document::read_odt(file("text")));
    fuzz::check_reading(document::read_ods(file("spreadsheet")));
    return 0;
}
