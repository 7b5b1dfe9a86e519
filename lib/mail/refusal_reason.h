#pragma once
/// Why a message was refused, from its status (RFC 3463) and the words beside it, in a fixed set of reasons; and
/// whether trying again is of use.  Pure.

#include "base/failure.h"

#include <string>
#include <string_view>

namespace mail {

enum class RefusalReason : unsigned char {
    mailbox_unknown,
    mailbox_moved,     ///< it has gone elsewhere
    mailbox_disabled,  ///< suspended, locked, expired: it may come back
    mailbox_full,
    domain_unknown,
    no_mail_service,  ///< the domain takes no mail (RFC 7505)
    policy,           ///< they will not have it from us: reputation, authentication, rate, rules
    content,          ///< they will not have this message: spam, virus, form
    too_large,
    relaying,
    temporary,    ///< network, congestion, greylisting, time is up
    unspecified,  ///< nobody said
};

enum class RefusalClass : unsigned char {
    hard,  ///< the mailbox does not exist: sending again is of no use
    soft,  ///< it may work later, or does not speak about the mailbox
    unknown,
};

/// What was refused, where that is known: a server that knows its users says so at RCPT, and what it says after DATA
/// is about the message, or about what a filter behind it thinks.
enum class RefusedCommand : unsigned char { unknown, connection, mail, rcpt, data };

struct Refusal {
    base::EnhancedStatus status;  ///< the most telling one; not given when there is none
    RefusalReason reason = RefusalReason::unspecified;
    RefusalClass refusal_class = RefusalClass::unknown;
};

[[nodiscard]] std::string_view name_of(RefusalReason reason);  ///< "mailbox-unknown"
[[nodiscard]] std::string_view name_of(RefusalClass refusal_class);

/// Whether the reason speaks about the mailbox, so that it counts against a member.
[[nodiscard]] bool is_about_mailbox(RefusalReason reason);

/// `status` is a report's own Status field (not given where there is none), `text` what the server or the report said.
[[nodiscard]] Refusal read_refusal(base::EnhancedStatus status, std::string_view text,
                                   RefusedCommand command = RefusedCommand::unknown);

/// The first "5.1.1" in a text that is not a part of something else (an address, a version); not given when none is.
[[nodiscard]] base::EnhancedStatus find_status(std::string_view text);

}  // namespace mail
