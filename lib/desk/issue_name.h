#pragma once
/// The number and date that a subject gives its issue.  Pure.
///
///     ISO/SR UPDATE Issue #1: May 2005      1, "May 2005"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace desk {

struct IssueName {
    std::optional<std::int64_t> number;
    std::string date;
};

[[nodiscard]] IssueName read_issue_name(std::string_view subject);

}  // namespace desk
