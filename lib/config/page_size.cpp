#include "config/page_size.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace config {

namespace {

constexpr std::array<PageSize, 6> sizes{{
    {"A3", 297, 420},
    {"A4", 210, 297},
    {"A5", 148, 210},
    {"B5", 176, 250},
    {"letter", 215.9, 279.4},
    {"legal", 215.9, 355.6},
}};

}  // namespace

std::span<const PageSize> page_sizes()
{
    return sizes;
}

const PageSize* find_page_size(std::string_view name)
{
    const auto* const found =
        std::ranges::find_if(sizes, [&](const PageSize& size) { return base::equal_ignoring_case(size.name, name); });
    return found == sizes.end() ? nullptr : found;
}

}  // namespace config
