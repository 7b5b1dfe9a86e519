#pragma once
/// What one look at a hosted mailbox does: which messages are taken, left or cleared away, and when to look again.
/// Nothing is cleared away that is not committed; one message that cannot be had stops no other.  Pure.
///
///   unknown    -> taken      fetched, and committed together with its note
///   unknown    -> too_large  by the size that the server names; taken after all once it may be
///   unknown    -> failing -> given_up   refused six times, or the connection lost ten times; those that fail come last
///   taken      -> copied     its copy is where it is moved to, by a server that cannot move
///   taken, copied -> (gone)  cleared away, or by somebody else: no longer listed, so forgotten

#include "base/time.h"
#include "config/config.h"
#include "intake/mailbox_session.h"
#include "store/mailboxes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace intake {

/// A message that ends the connection each time must not be tried for ever; a line that is bad must not cost a message.
inline constexpr int refused_tries_max = 6;
inline constexpr int lost_tries_max = 10;
enum class Failing : unsigned char { refused, lost };

struct MailboxPlan {
    bool is_renewed = false;              ///< the server numbered its messages anew: what was known is void
    std::vector<std::string> take;        ///< in this order
    std::vector<store::KnownMail> note;   ///< too large, from now on
    std::vector<std::string> clear_away;  ///< taken before, and still there
    std::vector<std::string> remove;      ///< the same, but their copies are made already
    std::vector<std::string> forget;      ///< no longer there
    bool has_more = false;                ///< than one look may take: look again at once
};

[[nodiscard]] ListedBefore listed_before(const store::MailboxMemory& memory);

[[nodiscard]] MailboxPlan plan_look(const MailboxListing& listing, const store::MailboxMemory& memory,
                                    const config::MailboxIntake& mailbox);

/// What is known of it after one more failure.
[[nodiscard]] store::KnownMail after_failure(const store::MailboxMemory& memory, const std::string& id, Failing failing,
                                             std::string why);

/// Of IMAP with afterwards = "keep": up to which UID all that is listed is over; their rows can go.
[[nodiscard]] std::int64_t settled_up_to(const MailboxListing& listing, const store::MailboxMemory& memory);

/// After so many looks in a row that failed: `poll`, then twice as long each time, up to an hour.
[[nodiscard]] base::Duration wait_before_look(int failures, base::Duration poll);

/// The URL, taken apart.
struct MailboxPlace {
    std::string server;  ///< "imaps://imap.example.org:993"
    std::string host;    ///< "imap.example.org:993"
    std::string folder;  ///< decoded; INBOX where the URL names none
    bool is_imap = true;
    bool has_tls_at_once = false;
};
[[nodiscard]] MailboxPlace mailbox_place(const config::MailboxIntake& mailbox);

}  // namespace intake
