#pragma once
/// One message for one recipient, from queued to settled.  Pure.
///
///   queued, deferred --lease--> leased --settle--> accepted | failed | expired
///            ^                    |
///            +---settle, lapse----+        queued, deferred --cancel--> cancelled
///
///   queued, deferred -> leased     [lease]   due_at has come
///   leased -> accepted             [settle]  2yz after the end of the message: the relay took over (RFC 5321 §6.1)
///   leased -> failed               [settle]  5yz to RCPT, DATA or the end; 552 to MAIL
///   leased -> deferred | expired   [settle]  4yz, or a lost connection; expired once `expire` has passed
///   leased -> queued               [wait]    the relay refuses us (5yz to MAIL): nothing was tried, nothing is counted
///   leased -> queued               [lapse]   its owner is gone, and it was not at the dot: no duplicate is possible
///   leased -> cancelled            [dot]     the mark at the dot found it withdrawn: its end is not sent
///   leased -> deferred             [doubt]   its owner is gone, and it was at the dot: sent again, and journalled
///   queued, deferred -> cancelled  [cancel]  the member left, or the address is suppressed
///
/// The last four states are final. The lease, the lapse, the dot, the doubt and the cancelling are the store's (store/store.h).

#include "delivery/smtp_client_session.h"
#include "store/rows.h"

#include <vector>

namespace delivery {

struct RetryPolicy {
    std::vector<base::Duration> waits;  ///< after each failed try; the last one repeats
    base::Duration expire{};

    /// Varied by up to a fifth, by the delivery and its try alone: replays are the same, herds are not.
    [[nodiscard]] base::Duration wait_after(int attempts, store::Id delivery) const;
};

/// Whether the outcome says that the relay does not want us, rather than this message.
[[nodiscard]] bool is_about_us(const Outcome& outcome);

/// What becomes of a leased delivery.
[[nodiscard]] store::Settlement settle(const store::LeasedDelivery& delivery, const Outcome& outcome,
                                       const RetryPolicy& policy, base::Time now);

/// Back to the queue, untried and uncounted.
[[nodiscard]] store::Settlement give_back(const store::LeasedDelivery& delivery, base::Time due_at);

}  // namespace delivery
