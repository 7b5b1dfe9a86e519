#pragma once
/// Lines at the head of a text that are for us and not for its readers:
///
///     Send-At: 2005-05-14T09:30Z
///     Corrects: 3
///
///     Dear colleagues, …
///
/// They stand before any other word, each on a line of its own; names are read without case. The same for an HTML page.
/// Linear.  Pure.

#include <string>
#include <string_view>
#include <vector>

namespace desk {

struct DirectiveLine {
    std::string name;   ///< "Send-At" or "Corrects", however it was written
    std::string value;  ///< without blanks around it, no-break spaces as blanks; may be empty

    bool operator==(const DirectiveLine&) const = default;
};

struct SplitText {
    std::vector<DirectiveLine> lines;
    std::string rest;  ///< the text without them and the empty lines around them; as it was where there are none
};

/// `text`: octets of any charset that has ASCII in it; line ends of any kind.
[[nodiscard]] SplitText split_text(std::string_view text);
/// Tags stay where they are, but for the breaks that end such a line.
[[nodiscard]] SplitText split_html(std::string_view html);

/// Whether one line of a text (UTF-8, LF) is that line.
[[nodiscard]] bool has_line(std::string_view text, const DirectiveLine& line);

}  // namespace desk
