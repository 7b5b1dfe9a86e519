#pragma once
/// Disclosure approval: what was put to the vote, by which rules, who was asked, and what they said. A version is one
/// wording of an issue; its stages pass one after another. Nothing here is taken back: a new vote, a substitute or a
/// revision adds a row.  Pure.

#include "store/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

enum class StageState : unsigned char { waiting, open, approved, rejected, expired };

[[nodiscard]] std::string_view name_of(StageState state);

/// One leaf of the message's MIME tree, as it was pinned.
struct PinnedPart {
    std::string media_type;   ///< "application/pdf"
    std::string sha256;       ///< 32 octets, of its header fields and its encoded body
    std::int64_t octets = 0;  ///< of the same
};

/// What a check of the list's criteria found.
struct CriterionResult {
    std::string name;
    std::string result;  ///< "pass", "warn", "refuse"
    std::string found;   ///< for people, one line
};

/// The rules of a stage, as the configuration had them when its version was put to the vote.
struct StageRules {
    std::string name;
    std::string policy;  ///< "any", "quorum", "unanimous", "no-objection"
    std::int64_t quorum = 0;
    base::Duration deadline{};           ///< from its opening
    base::Duration remind{};             ///< before the deadline
    bool is_strict = false;              ///< votes count from the approver's own mailbox only
    std::vector<std::string> approvers;  ///< mailboxes
};

struct NewVersion {
    Id issue = 0;
    Id message = 0;      ///< the post
    std::string sha256;  ///< 32 octets: of everything that is pinned
    base::Time opened_at;
    std::vector<PinnedPart> parts;
    std::vector<CriterionResult> criteria;
    std::vector<StageRules> stages;  ///< in order
};

struct IssueVersion {
    Id id = 0;
    Id issue = 0;
    std::int64_t number = 0;  ///< from 1
    Id message = 0;
    std::string subject;                ///< this, author and audience as they were pinned
    std::string author;                 ///< mailbox
    std::vector<std::string> audience;  ///< categories; empty: all
    Id corrects = 0;                    ///< the original whose readers alone are the audience; 0: none
    std::string sha256;
    base::Time opened_at;
    std::optional<base::Time> closed_at;  ///< a revision took its place, or the issue was cancelled
};

struct Stage {
    Id id = 0;
    Id version = 0;
    Id issue = 0;
    std::int64_t position = 0;  ///< from 1
    std::string name;
    std::string policy;
    std::int64_t quorum = 0;
    base::Duration deadline{};
    base::Duration remind{};
    bool is_strict = false;
    StageState state = StageState::waiting;
    std::optional<base::Time> opened_at;
    std::optional<base::Time> deadline_at;  ///< since it is open
    std::optional<base::Time> closed_at;
};

/// When a stage's approvers are reminded: not before half of their time is over. Never where `remind` is 0.
[[nodiscard]] std::optional<base::Time> reminder_time(base::Time opened_at, base::Time deadline_at,
                                                      base::Duration remind);

/// Somebody who may vote at a stage. A seat is an approver's place, named by the id of his own request; a substitute's
/// request speaks for the same seat.
struct VoteRequest {
    Id id = 0;  ///< what the vote token carries
    Id stage = 0;
    Id seat = 0;           ///< its own id, or that of the approver for whom he stands in
    std::string approver;  ///< mailbox; empty: erased
    Id delivery = 0;       ///< of the request; 0: not asked yet
    std::optional<base::Time> asked_at;
    bool is_bounced = false;
    bool is_withdrawn = false;  ///< another substitute was named: this token is worth nothing any more
};

struct Vote {
    Id id = 0;
    Id stage = 0;
    Id seat = 0;
    Id request = 0;
    bool is_approval = false;
    std::string reason;  ///< the voter's words; may be empty
    base::Time at;
    Id message = 0;          ///< the answer
    std::string message_id;  ///< of it
    std::string sender;      ///< the mailbox that it came from
};

class Approvals {
  public:
    virtual ~Approvals() = default;

    /// With all its stages, waiting, and a request not asked yet for each approver. Closes the version before it.
    virtual Id add_version(const NewVersion& version) = 0;
    virtual void close_version(Id version, base::Time now) = 0;
    /// The newest one, closed or not.
    virtual std::optional<IssueVersion> latest_version(Id issue) = 0;
    virtual std::optional<IssueVersion> find_version(Id version) = 0;
    virtual std::vector<IssueVersion> versions(Id issue) = 0;  ///< oldest first
    virtual std::vector<PinnedPart> parts(Id version) = 0;
    virtual std::vector<CriterionResult> criteria(Id version) = 0;

    virtual std::vector<Stage> stages(Id version) = 0;  ///< in order
    virtual std::optional<Stage> find_stage(Id stage) = 0;
    virtual void open_stage(Id stage, base::Time now) = 0;  ///< and so its deadline begins to run
    virtual void close_stage(Id stage, StageState state, base::Time now) = 0;
    /// An expired stage is open again until then; its votes stand.
    virtual void reopen_stage(Id stage, base::Time deadline, base::Time now) = 0;
    /// Open ones of versions that are not closed; the one with the earliest deadline first.
    virtual std::vector<Stage> past_deadline(base::Time now, std::size_t rows_max) = 0;
    /// Open ones whose time to remind has come and that were not reminded of since they were opened (or opened again).
    virtual std::vector<Stage> to_remind(base::Time now, std::size_t rows_max) = 0;
    virtual void mark_reminded(Id stage) = 0;
    /// Open ones with somebody who was not asked yet.
    virtual std::vector<Stage> to_ask(std::size_t rows_max) = 0;

    virtual std::vector<VoteRequest> requests(Id stage) = 0;  ///< by id
    virtual std::optional<VoteRequest> find_request(Id request) = 0;
    virtual std::optional<VoteRequest> request_of(Id delivery) = 0;
    /// Those of stages that are open, on any list.
    virtual std::vector<VoteRequest> open_requests_to(std::string_view mailbox) = 0;
    /// For a seat that somebody else had; withdraws former substitutes of it.
    virtual Id add_substitute(Id seat, std::string_view mailbox) = 0;
    virtual void note_asked(Id request, Id delivery, base::Time now) = 0;  ///< anew, when a former one bounced
    virtual void note_bounced(Id request) = 0;

    virtual Id add_vote(const Vote& vote) = 0;      ///< its stage and seat are those of its request
    virtual std::vector<Vote> votes(Id stage) = 0;  ///< oldest first; the last one of a seat counts
};

}  // namespace store
