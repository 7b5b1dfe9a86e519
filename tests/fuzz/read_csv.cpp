// Arbitrary text as values between delimiters, and as lines.

#include "document/read_csv.h"

#include "document/read_text.h"
#include "document_promises.h"
#include "mail/charset.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text = mail::to_utf8(fuzz::as_text(data, size), "utf-8");
    fuzz::check_reading(document::read_csv(text));
    fuzz::check_reading(document::read_text(text));
    fuzz::require(!document::is_table(text) || document::find_delimiter(text), "a table has a delimiter");
    return 0;
}
