#include "delivery/relay_shares.h"

#include <algorithm>

namespace delivery {

namespace {

using base::operator""ms;

constexpr double round_rows = 500;              // what all of them together may be ahead of the slowest
constexpr base::Duration patience_max = 500ms;  // with one that does not come for more

}  // namespace

RelayShares::RelayShares(const std::vector<std::size_t>& weights)
{
    for (const std::size_t weight : weights) relays_.push_back({.weight = weight, .waits_since = {}});
}

bool RelayShares::has_weighted() const
{
    return std::ranges::any_of(relays_, [](const Relay& relay) { return relay.weight > 0 && relay.is_working; });
}

bool RelayShares::is_in_turn(const Relay& relay) const
{
    return relay.is_working && (relay.weight > 0) == has_weighted();
}

bool RelayShares::has_other(std::size_t relay) const
{
    for (std::size_t i = 0; i < relays_.size(); ++i) {
        if (i != relay && relays_[i].is_working) return true;
    }
    return false;
}

double RelayShares::least_turns() const
{
    double least = std::numeric_limits<double>::max();
    for (const Relay& relay : relays_) {
        if (is_in_turn(relay) && relay.is_waited_for) least = std::min(least, relay.turns);
    }
    return least;
}

std::size_t RelayShares::quota(std::size_t index, base::Time now)
{
    Relay& relay = relays_[index];
    if (!relay.is_working) return 1;  // its probe
    if (!is_in_turn(relay)) return 0;
    if (!relay.is_waited_for) {  // back again: from where the others are
        const double least = least_turns();
        if (least < std::numeric_limits<double>::max()) relay.turns = std::max(relay.turns, least);
        relay.is_waited_for = true;
    }
    double weights = 0;
    for (const Relay& each : relays_) {
        if (is_in_turn(each) && each.is_waited_for) weights += weight_of(each);
    }
    const double ahead = least_turns() + round_rows / weights - relay.turns;
    const double rows = ahead * weight_of(relay);
    const double worth_it =
        std::max(1.0, round_rows / weights * weight_of(relay) / 4);  // not one by one behind a slow one
    if (rows >= worth_it) {
        relay.waits_since.reset();
        return static_cast<std::size_t>(rows);
    }
    if (!relay.waits_since) relay.waits_since = now;
    if (now - *relay.waits_since >= patience_max) {
        for (Relay& each : relays_) {
            if (each.turns < relay.turns) each.is_waited_for = false;
        }
        relay.waits_since.reset();
    }
    return 0;
}

void RelayShares::leased(std::size_t index, std::size_t rows)
{
    Relay& relay = relays_[index];
    relay.turns += static_cast<double>(rows) / weight_of(relay);
}

}  // namespace delivery
