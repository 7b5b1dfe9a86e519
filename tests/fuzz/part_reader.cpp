// Whatever a message holds, its parts are read within bounds, and its text is UTF-8 with LF.

#include "mail/part_reader.h"
#include "base/text.h"
#include "fuzz.h"
#include "mail/html_text.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    const mail::PartScan scan = mail::scan_parts(input, {.depth_max = 20, .parts_max = 50});
    for (const mail::PartPlace& place : scan.parts) {
        const mail::PartContent content = mail::read_part(place, 10'000);
        fuzz::require(content.body.size() <= 10'000, "a body is cut");
        fuzz::require(base::is_valid_utf8(content.file_name) && !fuzz::has_control(content.file_name),
                      "a file name is one line of UTF-8", content.file_name);
    }
    for (const std::size_t octets_max : {std::size_t{10}, std::size_t{64 * 1024}}) {
        const std::string text = mail::first_text(scan, octets_max);
        fuzz::require(base::is_valid_utf8(text), "the text is UTF-8", text);
        fuzz::require(text.find('\r') == std::string::npos, "the text has LF only", text);
    }
    if (base::is_valid_utf8(input)) {
        const std::string text = mail::html_to_text(input);
        fuzz::require(text.size() <= 2 * input.size() && base::is_valid_utf8(text),
                      "text is at most twice as long as its HTML", text);
    }
    return 0;
}
