#pragma once
/// What is known of the messages in hosted mailboxes, so that none is taken twice and none is lost.  Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace store {

enum class MailState : unsigned char {
    taken,      ///< committed to the spool
    copied,     ///< taken, and its copy is where it is moved to: only the original is still there
    failing,    ///< could not be fetched, and will be tried again
    too_large,  ///< stays there
    given_up,   ///< could not be fetched, and stays there
};

struct KnownMail {
    std::string id;  ///< its UID (IMAP) or unique-id (POP3)
    MailState state = MailState::taken;
    int tries = 0;    ///< that failed
    std::string why;  ///< one line: why it was not taken
};

struct MailboxMemory {
    std::int64_t uid_validity = 0;   ///< that the UIDs below belong to; 0: none was seen
    std::int64_t settled_up_to = 0;  ///< UIDs up to this one are over and have no rows any more
    std::vector<KnownMail> mails;
};

/// One that was left there for good.
struct LeftMail {
    std::string mailbox;
    std::string id;
    std::string why;
};

/// By the mailbox's name: its user and its place.
class Mailboxes {
  public:
    virtual ~Mailboxes() = default;

    virtual MailboxMemory memory(std::string_view mailbox) = 0;
    /// The server numbered its messages anew: everything known is forgotten.
    virtual void renew(std::string_view mailbox, std::int64_t uid_validity) = 0;
    virtual void note(std::string_view mailbox, const KnownMail& mail) = 0;
    virtual void forget(std::string_view mailbox, const std::vector<std::string>& ids) = 0;
    virtual void settle_up_to(std::string_view mailbox, std::int64_t uid) = 0;

    /// Of which nobody was told.
    virtual std::vector<LeftMail> left_untold(std::size_t rows_max) = 0;
    virtual void mark_told(const LeftMail& mail) = 0;
};

}  // namespace store
