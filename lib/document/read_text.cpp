#include "document/read_text.h"

#include "base/text.h"
#include "document/builder.h"
#include "document/tidy_text.h"

#include <fmt/format.h>

#include <string>

namespace document {

Document read_text(std::string_view text)
{
    Builder builder;
    std::size_t number = 0;
    while (!text.empty() && !builder.is_full()) {
        const std::size_t end = std::min(text.find_first_of("\r\n\f"), text.size());
        const std::string line = tidy_line(text.substr(0, end));
        const std::string place = fmt::format("line {}", ++number);
        if (line.empty())
            builder.add_empty_line(place);
        else
            builder.add_line(line, place);
        text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
    }
    return builder.finish();
}

}  // namespace document
