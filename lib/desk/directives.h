#pragma once
/// What a post says to us beside what it says to its readers: header fields, or lines at the head of its text
/// (desk/directive_lines.h), which do not go out.  Pure.

#include "base/failure.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace desk {

struct Directives {
    std::optional<base::Time> send_at;     ///< Send-At: it does not go out before
    std::optional<std::int64_t> corrects;  ///< Corrects: it is for those alone who have the issue of that number
    std::string
        octets;  ///< the post without the lines in its text, all other parts octet for octet; empty: it has none
};

/// They are looked for in the first part that is shown as text, and in the alternatives of that part. The failure is for
/// the author: a value that is none, two that differ, a line that cannot be taken out.
[[nodiscard]] base::Result<Directives> read_directives(std::string_view post);

}  // namespace desk
