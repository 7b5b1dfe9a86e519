#pragma once
/// The number and date that a subject gives its issue.  Pure.
///
///     ISO/SR UPDATE Issue #1: May 2005      1, "May 2005"
///     ISO/SR Update #1: May 2005            the same, where "ISO/SR Update" is the list's title

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace desk {

struct IssueName {
    std::optional<std::int64_t> number;
    std::string date;
};

/// `title`: the list's.
[[nodiscard]] IssueName read_issue_name(std::string_view subject, std::string_view title);

}  // namespace desk
