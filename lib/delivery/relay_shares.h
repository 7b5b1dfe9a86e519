#pragma once
/// Several relays share the deliveries by their weights. Each leases for itself, and none gets ahead of the others by
/// more than a round. Who does not come for more within a moment (a slow one, one whose connections hang) is not waited
/// for, and has no claim later to what it let go. A relay of weight 0 is a fallback: it gets something only while no other
/// works.  Pure.

#include "base/time.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace delivery {

class RelayShares {
  public:
    explicit RelayShares(const std::vector<std::size_t>& weights);

    /// How many deliveries the relay may lease now; 0: not before the others have had theirs, ask again soon.
    [[nodiscard]] std::size_t quota(std::size_t relay, base::Time now);
    void leased(std::size_t relay, std::size_t rows);
    void set_working(std::size_t relay, bool is_working) { relays_[relay].is_working = is_working; }
    void set_weight(std::size_t relay, std::size_t weight) { relays_[relay].weight = weight; }
    /// Whether it gets mail at all now: a weighted one that works, or a fallback while none of these does.
    [[nodiscard]] bool is_in_turn(std::size_t relay) const { return is_in_turn(relays_[relay]); }
    /// Whether another one would take what this one gives back.
    [[nodiscard]] bool has_other(std::size_t relay) const;

  private:
    struct Relay {
        std::size_t weight = 1;
        double turns = 0;  ///< rows leased by its weight
        bool is_working = true;
        bool is_waited_for = true;
        std::optional<base::Time> waits_since;
    };

    [[nodiscard]] bool has_weighted() const;
    [[nodiscard]] static double weight_of(const Relay& relay)
    {
        return relay.weight == 0 ? 1.0 : static_cast<double>(relay.weight);
    }
    [[nodiscard]] bool is_in_turn(const Relay& relay) const;
    [[nodiscard]] double least_turns() const;

    std::vector<Relay> relays_;
};

/// One relay's side of it. Alone, it may always have everything.
class RelayShare {
  public:
    RelayShare() = default;
    RelayShare(std::shared_ptr<RelayShares> shares, std::size_t relay) : shares_(std::move(shares)), relay_(relay) {}

    [[nodiscard]] std::size_t quota(base::Time now) const
    {
        return shares_ ? shares_->quota(relay_, now) : std::numeric_limits<std::size_t>::max();
    }
    void leased(std::size_t rows) const
    {
        if (shares_) shares_->leased(relay_, rows);
    }
    void set_working(bool is_working) const
    {
        if (shares_) shares_->set_working(relay_, is_working);
    }
    void set_weight(std::size_t weight) const
    {
        if (shares_) shares_->set_weight(relay_, weight);
    }
    [[nodiscard]] bool is_in_turn() const { return !shares_ || shares_->is_in_turn(relay_); }
    [[nodiscard]] bool has_other() const { return shares_ && shares_->has_other(relay_); }

  private:
    std::shared_ptr<RelayShares> shares_;
    std::size_t relay_ = 0;
};

}  // namespace delivery
