// Whatever a post holds: what is for us is taken out of its text whole, and nothing else of it changes its shape.

#include "desk/directives.h"
#include "desk/directive_lines.h"
#include "fuzz.h"
#include "mail/part_scanner.h"

namespace {

void check_splits(std::string_view input)
{
    const desk::SplitText text = desk::split_text(input);
    fuzz::require(text.rest.size() <= input.size(), "nothing is added to a text");
    fuzz::require(desk::split_text(text.rest).lines.empty(), "a text is split once", text.rest);
    const desk::SplitText html = desk::split_html(input);
    fuzz::require(html.rest.size() <= input.size(), "nothing is added to a page");
    fuzz::require(!html.lines.empty() || html.rest == input, "a page without such a line stays as it is");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    check_splits(input);
    const auto directives = desk::read_directives(input);
    if (!directives || directives->octets.empty()) return 0;
    fuzz::require(mail::scan_parts(directives->octets).parts.size() == mail::scan_parts(input).parts.size(),
                  "its parts stay");
    const auto again = desk::read_directives(directives->octets);
    fuzz::require(again && again->octets.empty(), "what goes out has no such line", directives->octets);
    return 0;
}
