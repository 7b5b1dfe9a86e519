#pragma once
/// What an HTML page holds beside the text that a reader sees: text that is hidden from him, what his program would fetch,
/// where its links lead, and words in comments and attributes. Elements are followed as browsers do, 500 deep.  Linear.
/// Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

struct HtmlLook {
    std::string hidden;     ///< the first of it, with blanks as they stand; empty when all can be seen
    std::string hidden_by;  ///< "display: none"
    std::size_t hidden_octets = 0;
    std::vector<std::string> links;    ///< all that leads or reaches somewhere, fetched or not
    std::vector<std::string> fetched;  ///< pictures, styles, scripts and frames, of elsewhere alone
    std::string aside;                 ///< comments, titles and the text of attributes: sent, and not read as text
    bool is_too_deep = false;          ///< further elements were taken as if they said nothing
};

/// `html` is UTF-8.
[[nodiscard]] HtmlLook look_at_html(std::string_view html);

}  // namespace desk
