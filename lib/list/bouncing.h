#pragma once
/// What follows when mail does not reach a contact: it counts, a probe asks whether anything still does, and only when
/// that comes back too is the address suppressed.  Pure.
///
///   counted ──► score reached ──► probe planned ──1 day──► probe sent ──its bounce──► suppressed
///                                                                     ──7 days──────► forgiven
///
/// When many addresses fail at once, it is not theirs: a relay that sends to the wrong place says "unknown" of everybody.
/// Then no more are suppressed; their probes are repeated a day later, and the operator is told.

#include "list/house.h"
#include "store/store.h"

namespace list {

/// A token of ours is worth a bounce for as long after its copy was queued as mail is tried, and a good while more.
inline constexpr base::Duration bounce_age_max = base::days{30};

/// Whether it is about a delivery that is too old to be still on its way.
[[nodiscard]] bool is_stale(const store::Delivery& delivery, base::Time now);

/// Whom a delivery speaks to: the contact of an issue's copy or of a probe; 0: of another notice.
[[nodiscard]] store::Id contact_of(store::Store& store, const store::Delivery& delivery);

/// Keeps it, and does what follows. One that counts does so once for each delivery.
void take_bounce(store::Store& store, const House& house, store::Bounce bounce, base::Time now);

/// Sends the probes that are due, and forgives those whose probe nothing came back of.
void attend_to_probes(store::Store& store, const House& house, std::size_t probes_max, base::Time now);

}  // namespace list
