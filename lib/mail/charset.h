#pragma once
/// Octets in some charset to UTF-8, through ICU.  Never fails and never throws.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// `label` as found in a Content-Type or encoded-word; any case, possibly empty, unknown or wrong. What the
/// named charset cannot decode is tried as UTF-8, then as what ICU takes it for (windows-1252 when there is little of
/// it); but where the named charset fits all save a few octets (harmed, or cut in mid-character), those become U+FFFD.
/// UTF-7 only where it is labelled so.
[[nodiscard]] std::string to_utf8(std::string_view octets, std::string_view label);

/// Whether ICU knows the label (so that encoded-words with unknown ones stay as they are).
[[nodiscard]] bool is_known_charset(std::string_view label);

}  // namespace mail
