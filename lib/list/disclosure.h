#pragma once
/// The course of an issue through the stages of its list, until it goes out or does not: nothing leaves unapproved.
/// The decisions stand in list/approval.h; here they are carried out, and everybody concerned is told.  Pure.
///
///   approving ──last stage approved──► scheduled ──its time──► distributing
///             ──a stage rejected─────► rejected  ──a revision──► approving
///             ──a stage expired──────► held      ──a revision, more time──► approving

#include "config/config.h"
#include "list/disclosure_letters.h"
#include "list/house.h"
#include "store/store.h"

#include <string>
#include <vector>

namespace list {

/// What is to be put to the vote, and what the check of its criteria found.
struct Wording {
    store::Issue issue;
    std::vector<store::CriterionResult> criteria;
};

/// An issue that was just made, or revised, begins its course by the list's present rules: its first stage opens, or it
/// goes out at once (or at its time) where the list has no stage. A version before it is closed, with its votes.
void begin_course(store::Store& store, const House& house, const config::List& list, const Wording& wording,
                  base::Time now);

/// An answer that counts. What follows from it, follows at once.
void cast_vote(store::Store& store, const House& house, const store::Vote& vote, base::Time now);
/// What became of an answer that is not counted, to the mailbox that was asked.
void answer_voter(store::Store& store, const House& house, const store::VoteRequest& request, const VoteAnswer& answer,
                  base::Time now);
/// One who can no longer stop anything objects: the secretary is told at once.
void tell_of_late_no(store::Store& store, const House& house, const store::Vote& vote, base::Time now);

/// Somebody else answers for the approver, who may still answer himself: the last vote counts. False, and nothing
/// happens, when he votes at that stage already.
bool name_substitute(store::Store& store, const House& house, const store::VoteRequest& seat,
                     const std::string& substitute, base::Time now);

/// A request did not arrive: the secretary is told at once. Nothing happens with a delivery that is none.
void note_bounced_request(store::Store& store, const House& house, const store::Bounce& bounce, base::Time now);

/// Deadlines and reminders whose time has come, and issues whose time it is to go out. A stage is not judged while a
/// message that came before its deadline waits to be handled.
void attend_to_stages(store::Store& store, const House& house, std::size_t rows_max, base::Time now);

/// An expired stage has until then; those who have not answered are asked again. False when none is expired.
bool give_more_time(store::Store& store, const House& house, const store::Issue& issue, base::Time deadline,
                    base::Time now);

/// What has not left is withdrawn, for good, and nobody's vote is wanted any more; how many deliveries. Its translations
/// as well. One that is out stays so, and comes in no digest any more.
std::int64_t cancel_issue(store::Store& store, const store::Issue& issue, base::Time now);

}  // namespace list
