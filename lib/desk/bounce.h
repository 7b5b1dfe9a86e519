#pragma once
/// What becomes of reports: of failures, delays and successes (RFC 3464 and the free forms), and of complaints
/// (RFC 5965). Only what carries a token of ours counts; the rest is kept and shown.  Pure.

#include "desk/classify.h"
#include "desk/effects.h"
#include "store/store.h"

#include <optional>
#include <string>

namespace desk {

/// What the report's token speaks of.
struct ReportFacts {
    std::optional<store::Delivery> delivery;
    store::Id contact = 0;                    ///< of the delivery; 0: of a notice that is no probe
    std::optional<store::ListMember> member;  ///< whom a token of purpose leave is of
};
[[nodiscard]] ReportFacts gather_report_facts(store::Store& store, const std::optional<About>& about);

/// `list`: name of the list that it came to; may be empty.
[[nodiscard]] Effects handle_bounce(const Reading& report, const std::string& list, const Classification& is,
                                    const ReportFacts& facts, base::Time now);

[[nodiscard]] Effects handle_complaint(const Reading& report, const std::string& list, const Classification& is,
                                       const ReportFacts& facts, base::Time now);

/// What a relay said for good at one of our deliveries, in the form of a bounce.
[[nodiscard]] store::Bounce bounce_of_refusal(const store::Delivery& delivery, store::Id contact, base::Time now);

}  // namespace desk
