// Arbitrary XML as the body of a Word document; and arbitrary octets as one.

#include "document/read_docx.h"

#include "document/zip_writer.h"
#include "document_promises.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    fuzz::check_reading(document::read_docx(input));
    const std::string body = "<w:document><w:body>" + std::string(input) + "</w:body></w:document>";
    fuzz::check_reading(
        document::read_docx(document::write_zip({{.name = "word/document.xml", .octets = body, .is_stored = true}})));
    return 0;
}
