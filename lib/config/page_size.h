#pragma once
/// Sizes of paper by the names that people use (ISO 216, ANSI Y14.1).  Pure.

#include <span>
#include <string_view>

namespace config {

struct PageSize {
    std::string_view name;  ///< "A4"
    double width_mm;        ///< upright
    double height_mm;
};

[[nodiscard]] std::span<const PageSize> page_sizes();

/// Without case; nullptr when there is none.
[[nodiscard]] const PageSize* find_page_size(std::string_view name);

}  // namespace config
