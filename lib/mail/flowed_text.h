#pragma once
/// Text of Content-Type "text/plain; format=flowed" (RFC 3676).  Pure.

#include <string>
#include <string_view>

namespace mail {

/// Joins the lines that the sender's program broke, within one depth of quotation only; "-- " stays a line of its own.
/// `deletes_space` is the parameter DelSp=yes. `text` has LF; the result is never longer.
[[nodiscard]] std::string unflow(std::string_view text, bool deletes_space);

}  // namespace mail
