#include "store/correspondence.h"

#include <array>

namespace store {

std::string_view name_of(FeedbackState state)
{
    constexpr std::array<std::string_view, 4> names{"new", "routed", "answered", "closed"};
    return names.at(static_cast<std::size_t>(state));
}

}  // namespace store
