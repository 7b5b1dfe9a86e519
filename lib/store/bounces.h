#pragma once
/// What came back of deliveries, and what is done before an address is suppressed: rows and port.  Pure.

#include "store/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// A delivery that did not reach its recipient.
struct Bounce {
    Id id = 0;
    base::Time at;
    std::string list;           ///< name; empty: of none that we know
    Id delivery = 0;            ///< 0: not known
    Id contact = 0;             ///< whom it speaks about; 0: nobody that we know
    Id message = 0;             ///< the report; 0: the relay refused the delivery itself
    std::string address;        ///< whom it did not reach; the member's own where that is known
    std::string failure_class;  ///< "hard", "soft", "unknown"
    std::string status;         ///< RFC 3463; empty: none was given
    std::string reason;         ///< "mailbox-unknown", …: mail/refusal_reason.h
    std::string words;          ///< what the server said, on one line
    bool counts = false;        ///< against the contact
};

/// The last word before a suppression. Waits to be sent, then for a bounce of its own.
struct Probe {
    Id contact = 0;
    std::string email;
    std::string list;
    base::Time due_at;  ///< when it is to be sent; once it is, when it has passed
    Id delivery = 0;    ///< 0: not sent yet
};

class Bounces {
  public:
    virtual ~Bounces() = default;

    virtual Id add(const Bounce& bounce) = 0;
    /// Newest first.
    virtual std::vector<Bounce> all(std::string_view list, std::size_t rows_max) = 0;
    virtual std::vector<Bounce> about(Id contact, std::size_t rows_max) = 0;
    /// Those that count; newest first.
    virtual std::vector<Bounce> counted(Id contact, base::Time since, std::size_t rows_max) = 0;
    virtual bool has_counted(Id delivery) = 0;
    /// What counted against the contact counts no more.
    virtual void forgive(Id contact) = 0;

    /// Refusals of us, not of a mailbox, that the list's owner has still to be told of; oldest first.
    virtual std::vector<Bounce> blocks_untold(std::string_view list, std::size_t rows_max) = 0;
    virtual void mark_told(Id bounce) = 0;

    /// Deliveries that the relay refused for good, or that expired, since somebody last looked; the oldest first.
    virtual std::vector<Id> refused_deliveries(std::size_t rows_max) = 0;
    virtual void forget_refused(Id delivery) = 0;

    virtual void plan_probe(Id contact, std::string_view list, base::Time due) = 0;
    virtual std::optional<Probe> find_probe(Id contact) = 0;
    virtual std::optional<Probe> probe_of(Id delivery) = 0;
    virtual std::vector<Probe> probes_due(base::Time now, std::size_t rows_max) = 0;
    virtual void note_probe_sent(Id contact, Id delivery, base::Time passed_at) = 0;
    virtual void end_probe(Id contact) = 0;
};

}  // namespace store
