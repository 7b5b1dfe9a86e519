#pragma once
/// At which hours a list's copies may leave for readers in one country, by the local time there.  Pure.
///
/// A country with several time zones: when it is within the window in all of them. Where there is no such hour in a week
/// (a working day in Russia), in the zone where most people live. A country that is not known: the list's own zone.

#include "config/config.h"
#include "store/store.h"

#include <memory>
#include <string_view>
#include <vector>

namespace list {

class SendHours {
  public:
    /// `country`: ISO 3166 alpha-2, in either case; anything else is a country that is not known.
    SendHours(const config::Sending& sending, std::string_view country);
    SendHours(const SendHours&) = delete;
    SendHours& operator=(const SendHours&) = delete;
    ~SendHours();

    /// The first instant from `time` on at which a copy may leave.
    [[nodiscard]] base::Time open_from(base::Time time) const;
    /// Until when it stays so.
    [[nodiscard]] base::Time open_until(base::Time open) const;

  private:
    class Place;
    std::vector<std::unique_ptr<Place>> places_;  ///< the zones of the country; empty: any time will do
    std::size_t main_place_ = 0;
};

/// When copies of an issue whose distribution began at `begun` are due there: each at its place within `pace`, which counts
/// only open hours; what is late leaves at the next open hour.
[[nodiscard]] store::Issues::DueTimes due_times(const config::Sending& sending, std::string_view country,
                                                base::Time begun, base::Time now);

/// How an issue of that list is fanned out, but for whose it is. `sending` must outlive it.
[[nodiscard]] store::Issues::FanOut send_rules(const config::Sending& sending, base::Time begun, base::Time now);

}  // namespace list
