#pragma once
/// The text of an HTML page, for a person to read: block elements break lines, scripts and styles are left out. A
/// tokeniser of our own over libxml2's table of entities, because libxml2's parser needs quadratic time for the
/// attributes of one tag (13 s for 80,000).  Linear, without recursion.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// `html` is UTF-8; so is the result, which is never longer. Broken HTML gives what can be read.
[[nodiscard]] std::string html_to_text(std::string_view html);

}  // namespace mail
