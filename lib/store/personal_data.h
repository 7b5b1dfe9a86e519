#pragma once
/// What is kept about one address, and how it is forgotten: rows and port.  Pure.
///
/// Forgetting blanks rows and deletes few: a number that the journal or a token names must never mean somebody else. The
/// statements stand in one place, store/io/personal_data_tables.cpp; a table that comes to hold data about people joins them
/// there.

#include "store/approvals.h"
#include "store/correspondence.h"
#include "store/forms.h"
#include "store/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

struct Confirmation;

struct Contact {
    Id id = 0;
    std::string email;
    std::string name;
    std::string organisation;
    std::string about;  ///< of the organisation, as url
    std::string url;
    std::string country;
    std::string language;
    std::vector<Attribute> attributes;
    std::string suppression;  ///< why it must get nothing; empty: it may
    std::optional<base::Time> suppressed_since;
};

struct Membership {
    std::string list;  ///< name
    std::string category;
    MemberState state = MemberState::active;
    base::Time since;
};

/// A stage, as people speak of it.
struct StageName {
    std::string list;  ///< name
    std::int64_t issue_number = 0;
    std::int64_t version = 0;  ///< number
    std::string stage;
};

/// That somebody may vote, or might have.
struct NamedRequest {
    StageName stage;
    VoteRequest request;
};

struct NamedVote {
    StageName stage;
    Vote vote;
};

/// How much of each there was.
struct Erased {
    std::int64_t memberships = 0;
    std::int64_t copies = 0;   ///< of issues
    std::int64_t notices = 0;  ///< written to it
    std::int64_t feedback = 0;
};

class PersonalData {
  public:
    virtual ~PersonalData() = default;

    virtual std::optional<Contact> contact(std::string_view email) = 0;
    virtual std::vector<Membership> memberships(Id contact) = 0;
    virtual std::vector<Feedback> feedback(std::string_view email) = 0;  ///< its own
    virtual std::vector<ThreadParty> parties(std::string_view email) = 0;
    virtual std::vector<Confirmation> confirmations(std::string_view email) = 0;
    virtual std::vector<NamedRequest> vote_requests(std::string_view email) = 0;
    virtual std::vector<NamedVote> votes(std::string_view email) = 0;     ///< by its tokens, or sent from it
    virtual std::vector<FormReturn> returns(std::string_view email) = 0;  ///< by its tokens, or sent from it
    /// What it wrote and is not purged, by From, reverse-path or its tokens. Looks through all messages, so not within
    /// a transaction that writes.
    virtual std::vector<Message> messages(std::string_view email) = 0;

    /// Whoever has it leaves all lists, and what is queued for it is withdrawn. How many deliveries are just going out:
    /// whoever sends them knows the address.
    virtual std::int64_t withdraw(std::string_view email, base::Time now) = 0;
    /// All that is kept about an address for which nothing is going out, but for its messages.
    virtual Erased erase(std::string_view email) = 0;
    /// One message loses its octets and all that says who wrote what; a post that became an issue loses only the latter,
    /// and false is the answer.
    virtual bool erase_message(Id message, base::Time now) = 0;

    // Marks of erased addresses: digests, from which nobody can read the address (list/erasing.h).
    virtual void keep_out(std::string_view mark, base::Time now) = 0;
    virtual bool is_kept_out(std::string_view mark) = 0;
    virtual void let_in(std::string_view mark) = 0;

    /// Who never became a member (invited, pending) is no more: the membership, what we wrote to it, and the contact and
    /// its organisation where nothing else uses them. False when there is no such one.
    virtual bool forget_unanswered(std::string_view list, std::string_view email) = 0;
};

}  // namespace store
