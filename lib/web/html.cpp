#include "web/html.h"

#include "base/text.h"

namespace web {

std::string escape_html(std::string_view text)
{
    constexpr std::size_t octets_max = 64UL * 1024;  // nothing that we show is nearly as long
    std::string escaped;
    for (const char c : base::one_line(text, octets_max)) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        case '`': escaped += "&#96;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

}  // namespace web
