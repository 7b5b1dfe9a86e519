// Arbitrary HTML as a document.

#include "document/read_html.h"

#include "document_promises.h"
#include "mail/charset.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string html = mail::to_utf8(fuzz::as_text(data, size), "utf-8");
    fuzz::check_reading(document::read_html(html));
    fuzz::require(document::charset_of_html(html).size() <= html.size(), "a charset is part of the page");
    return 0;
}
