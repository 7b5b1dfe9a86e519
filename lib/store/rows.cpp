#include "store/rows.h"

#include "base/digest.h"

#include <algorithm>
#include <array>

namespace store {

namespace {

constexpr std::array<std::string_view, 3> message_states{"spooled", "held", "done"};
constexpr std::array<std::string_view, 6> member_states{"invited", "pending", "active", "paused", "suppressed", "left"};
constexpr std::array<std::string_view, 7> issue_states{"held",        "approving", "scheduled", "distributing",
                                                       "distributed", "rejected",  "cancelled"};
constexpr std::array<std::string_view, 7> delivery_states{"queued", "leased",  "accepted", "deferred",
                                                          "failed", "expired", "cancelled"};

}  // namespace

std::string Attempt::line() const
{
    if (code == 0) return text;
    return std::to_string(code) + ' ' + (enhanced.empty() ? "" : enhanced + ' ') + text;
}

std::shared_ptr<const Content::Kept> Content::keep(std::string octets)
{
    std::string sha256 = base::as_octets(base::sha256(octets));
    return std::make_shared<const Kept>(Kept{std::move(octets), std::move(sha256)});
}

std::string_view name_of(MessageState state)
{
    return message_states.at(static_cast<std::size_t>(state));
}

std::string_view name_of(MemberState state)
{
    return member_states.at(static_cast<std::size_t>(state));
}

std::string_view name_of(IssueState state)
{
    return issue_states.at(static_cast<std::size_t>(state));
}

std::string_view name_of(DeliveryState state)
{
    return delivery_states.at(static_cast<std::size_t>(state));
}

std::optional<MemberState> member_state(std::string_view name)
{
    const auto* const found = std::ranges::find(member_states, name);
    if (found == member_states.end()) return std::nullopt;
    return static_cast<MemberState>(found - member_states.begin());
}

}  // namespace store
