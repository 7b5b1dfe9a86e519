#pragma once
/// What the votes make of a stage.  Pure.
///
///   waiting ──the stage before it approved──► open ──► approved | rejected | expired ──more time──► open
///
///   policy        approved                      rejected                     at the deadline
///   any           at the first yes              when all have said no        expired
///   quorum        at so many yes                when they are out of reach   expired
///   unanimous     when all have said yes        at the first no              expired
///   no-objection  at the deadline, where        at the first no              approved, or expired
///                 silence tells something

#include "store/approvals.h"

#include <optional>
#include <string>
#include <vector>

namespace list {

/// An approver's place at a stage, and the last vote for it.
struct Seat {
    store::Id id = 0;
    std::string approver;    ///< mailbox; empty: erased
    std::string substitute;  ///< mailbox; empty: none
    std::optional<store::Vote> vote;
    std::string voter;  ///< mailbox of who was asked and gave it: the approver or his substitute
};

/// `votes` oldest first. When a substitute who has voted is replaced, the seat has no vote until the next one.
[[nodiscard]] std::vector<Seat> seats_of(const std::vector<store::VoteRequest>& requests,
                                         const std::vector<store::Vote>& votes);

struct Tally {
    std::size_t seats = 0;
    std::size_t yes = 0;
    std::size_t no = 0;
};
[[nodiscard]] Tally tally(const std::vector<Seat>& seats);

/// Whether the deadline has passed, and if so why silence must not be taken for consent (empty: it may be).
struct Deadline {
    bool has_passed = false;
    std::string doubt;
};

/// A stage at which so few can answer that none of it could be approved expires.
[[nodiscard]] store::StageState judge(const store::Stage& stage, const Tally& tally, const Deadline& deadline);

}  // namespace list
