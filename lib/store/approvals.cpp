#include "store/approvals.h"

#include <algorithm>
#include <array>

namespace store {

std::string_view name_of(StageState state)
{
    constexpr std::array<std::string_view, 5> states{"waiting", "open", "approved", "rejected", "expired"};
    return states.at(static_cast<std::size_t>(state));
}

std::optional<base::Time> reminder_time(base::Time opened_at, base::Time deadline_at, base::Duration remind)
{
    if (remind <= base::Duration::zero()) return std::nullopt;
    return std::max(deadline_at - remind, opened_at + (deadline_at - opened_at) / 2);
}

}  // namespace store
