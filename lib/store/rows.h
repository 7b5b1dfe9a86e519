#pragma once
/// The plain rows that the modules exchange through the store. No SQL types, no behaviour.  Pure.

#include "base/time.h"
#include "store/digests.h"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace store {

using Id = std::int64_t;  ///< 0: none

// --- messages -------------------------------------------------------------------------------------------------------

enum class MessageState : unsigned char {
    spooled,  ///< committed, not yet handled
    held,     ///< waits for a person
    done,
};

/// The octets of a message and their SHA-256. Copies share both, so that a thousand recipients of a large message cost
/// no more than one.
class Content {
  public:
    Content() : Content(std::string()) {}
    template <std::convertible_to<std::string> Octets>
    Content(Octets&& octets)  // NOLINT: octets are their own content
        : kept_(keep(std::forward<Octets>(octets)))
    {
    }

    [[nodiscard]] const std::string& octets() const { return kept_->octets; }
    [[nodiscard]] const std::string& sha256() const { return kept_->sha256; }  ///< 32 octets

  private:
    struct Kept {
        std::string octets;
        std::string sha256;
    };
    static std::shared_ptr<const Kept> keep(std::string octets);

    std::shared_ptr<const Kept> kept_;
};

/// One arrived message for one recipient of ours.
struct NewMessage {
    base::Time received_at;
    std::string recipient;     ///< our address, as it was written
    std::string reverse_path;  ///< empty: the null reverse-path
    Content content;           ///< our Received field and the message
    std::string message_id;    ///< from its header; empty when absent
    std::string ingest_key;    ///< what makes two arrivals the same: recipient, Message-ID, SHA-256 (32 octets)
};

struct Spooled {
    Id message = 0;
    bool is_duplicate = false;  ///< it came before; `message` is the one that came first
};

struct Message {
    Id id = 0;
    base::Time received_at;
    std::string recipient;
    std::string reverse_path;
    std::string message_id;
    MessageState state = MessageState::spooled;
    std::string list;                     ///< name; empty: for the operator
    std::string kind;                     ///< what the desk took it for
    std::string author;                   ///< From, for people
    std::string subject;                  ///< decoded, for people
    std::string reason;                   ///< why it is held, or how it ended
    int handlings = 0;                    ///< how often the desk began with it
    std::optional<base::Time> purged_at;  ///< since when its octets, and all above that names people, are gone
};

// --- people ---------------------------------------------------------------------------------------------------------

enum class MemberState : unsigned char { invited, pending, active, paused, suppressed, left };

struct Attribute {
    std::string name;
    std::string value;
};

/// One line of a membership: a contact on a list in a category.
struct Member {
    Id id = 0;
    Id contact = 0;
    std::string email;
    std::string name;
    std::string category;
    MemberState state = MemberState::active;
    std::string organisation;
    std::string country;
    std::string language;
    std::string url;
    std::string about;
    std::vector<Attribute> attributes;
    std::optional<DigestChoice> digest;  ///< absent: own copies
    bool leaves_digest = false;          ///< of a member to be written: an absent choice is one
};

/// Somebody on a list who was invited, or asked to be admitted, and heard no more of it.
struct Unanswered {
    std::string list;  ///< name
    std::string email;
};

/// Of which list, beside what it is there.
struct ListMember {
    std::string list;
    Member member;
};

/// Somebody left whose list's owner has still to be told.
struct Leaving {
    Member member;
    base::Time left_at;
};

/// An address that must get nothing.
struct Suppression {
    std::string email;
    std::string reason;  ///< for people
    std::string by;      ///< "bounces", "complaint", "operator"
    base::Time since;
};

struct SuppressedMember {
    Member member;
    Suppression suppression;
};

/// How many members have the same language and country; either may be empty.
struct ReaderGroup {
    std::string language;
    std::string country;
    std::int64_t count = 0;
};

/// Copies that are queued and wait for the time at which they may leave first.
struct WaitingCopies {
    std::int64_t count = 0;
    std::optional<base::Time> next_due;
};

struct StateCount {
    std::string state;
    std::int64_t count = 0;
};

// --- issues ---------------------------------------------------------------------------------------------------------

enum class IssueState : unsigned char { held, approving, scheduled, distributing, distributed, rejected, cancelled };

struct NewIssue {
    std::string list;
    std::int64_t number = 0;
    std::string subject;
    std::string date;        ///< as the subject names it ("May 2005"); may be empty
    std::string author;      ///< mailbox
    std::string message_id;  ///< kept on every copy
    Id message = 0;          ///< the post
    base::Time accepted_at;
    std::vector<std::string> categories;  ///< who gets it; empty: all
    IssueState state = IssueState::distributing;
    std::optional<base::Time> send_at;  ///< not before; absent: at once
    Id variant_of = 0;                  ///< the original that it translates; 0: it is one itself
    std::string language;               ///< BCP 47 tag
    bool has_own_mailing = false;       ///< of a variant: who has had the original gets it as well
    std::string composed;               ///< what was composed of the post; empty: it goes out as it came
    Id corrects = 0;  ///< the original that it corrects: who has that gets it, and nobody else; 0: none
};

struct Issue {
    Id id = 0;
    std::string list;
    std::int64_t number = 0;
    std::string subject;
    std::string date;
    std::string author;
    std::string message_id;
    Id message = 0;
    IssueState state = IssueState::distributing;
    bool is_paused = false;
    bool is_fanned_out = false;
    base::Time accepted_at;
    std::vector<std::string> categories;
    std::optional<base::Time> send_at;
    Id variant_of = 0;                   ///< 0: the original
    std::string language;                ///< BCP 47 tag; empty (an old original): the list's
    Id corrects = 0;                     ///< the original whose readers alone get it; 0: none
    std::optional<base::Time> begun_at;  ///< since when it goes out
};

// --- deliveries -----------------------------------------------------------------------------------------------------

enum class DeliveryState : unsigned char { queued, leased, accepted, deferred, failed, expired, cancelled };

enum class ReversePath : unsigned char {
    null,  ///< <>: answers and challenges to senders who are not verified
    verp,  ///< LIST+bounce-TOKEN@: a bounce is known at once
};

struct NewNotice {
    std::string list;       ///< name; empty: from the operator's side of the house
    std::string recipient;  ///< mailbox
    ReversePath reverse_path = ReversePath::null;
    std::string octets;  ///< the whole message
    std::string cause;   ///< what it follows from; a second notice with the same cause is not queued
    base::Time queued_at;
};

/// What the relay client needs to send one delivery.
struct LeasedDelivery {
    Id id = 0;
    Id issue = 0;    ///< 0: a notice or a digest
    Id content = 0;  ///< of a notice or a digest; an issue's comes from the issue
    Id member = 0;
    std::string list;
    std::string recipient;
    std::string domain;
    ReversePath reverse_path = ReversePath::verp;
    int attempts = 0;  ///< so far
    base::Time queued_at;

    [[nodiscard]] bool is_digest() const { return content != 0 && member != 0; }
    [[nodiscard]] bool is_notice() const { return issue == 0 && !is_digest(); }
    /// What its octets are made of, alike for all copies: an issue; a digest's content, below 0; 0: a notice.
    [[nodiscard]] Id source() const { return is_digest() ? -content : issue; }
};

/// How one try ended, as it is kept.
struct Attempt {
    base::Time at;
    std::string stage;     ///< connect, helo, starttls, auth, mail, rcpt, data, dot
    int code = 0;          ///< 0: no reply was read
    std::string enhanced;  ///< "4.2.2", or empty
    std::string text;

    [[nodiscard]] std::string line() const;  ///< "452 4.2.2 mailbox full", or the text alone where no reply was read
};

struct Settlement {
    Id delivery = 0;
    Id issue = 0;
    DeliveryState state = DeliveryState::accepted;
    std::optional<base::Time> due_at;  ///< exactly when queued or deferred
    std::optional<Attempt> attempt;    ///< absent when nothing was tried: the lease is given back
    bool is_in_doubt = false;          ///< the end of the message was sent and no reply read
};

struct Delivery {
    Id id = 0;
    Id issue = 0;
    std::string list;
    std::int64_t issue_number = 0;
    Id contact = 0;  ///< 0: of a notice
    std::string recipient;
    DeliveryState state = DeliveryState::queued;
    base::Time queued_at;
    std::optional<base::Time> due_at;
    std::vector<Attempt> attempts;
};

struct TakenBack {
    std::int64_t queued = 0;
    std::int64_t in_doubt = 0;
};

// --- journal --------------------------------------------------------------------------------------------------------

/// What was decided, by whom, from which message. Contacts and messages are named by id, never by address.
struct JournalEntry {
    base::Time at;
    std::string event;  ///< "post_accepted", "challenge_sent", …: docs/journal.md lists them
    std::string list;
    Id message = 0;
    Id issue = 0;
    Id delivery = 0;
    Id contact = 0;
    std::string by;      ///< "desk", "operator", "owner", "author", "relay"
    std::string detail;  ///< one line
};

[[nodiscard]] std::string_view name_of(MessageState state);
[[nodiscard]] std::string_view name_of(MemberState state);
[[nodiscard]] std::string_view name_of(IssueState state);
[[nodiscard]] std::string_view name_of(DeliveryState state);

[[nodiscard]] std::optional<MemberState> member_state(std::string_view name);

}  // namespace store
