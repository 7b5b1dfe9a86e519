#pragma once
/// Answers to issues: who wrote, about what, and who is to answer; and the threads that follow.  Pure.

#include "desk/effects.h"
#include "desk/reading.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace desk {

/// What the store knows of who wrote and about what.
struct FeedbackFacts {
    bool is_of_list = false;  ///< it answers something that was sent on this list
    store::Id issue = 0;      ///< 0: none that is known
    std::optional<std::int64_t> issue_number;
    store::Id contact = 0;                 ///< who writes; 0: nobody known
    std::vector<store::Member> sender;     ///< the contact's memberships on the list
    std::vector<store::Member> in_charge;  ///< of the first category that has somebody in the sender's country
    std::int64_t taken_today = 0;          ///< of the contact
    bool is_claimed = false;               ///< no token says who writes: From alone does
};
/// By the token, which is that of a delivery.
[[nodiscard]] FeedbackFacts gather_feedback_facts(store::Store& store, const config::List& list, store::Id delivery,
                                                  base::Time now);
/// Without one: by the author that the message claims, and the issue whose Message-ID it names as what it answers.
[[nodiscard]] FeedbackFacts gather_claimed_facts(store::Store& store, const config::List& list, const Reading& message);

/// Those who are to answer members with that address, by the country of the first membership that has one.
[[nodiscard]] std::vector<store::Member> in_charge_of(store::Store& store, const config::List& list,
                                                      const std::vector<store::Member>& sender);

/// Whether the list takes feedback from who is that on it.
[[nodiscard]] bool is_taken(const config::List& list, const std::vector<store::Member>& sender);

/// The token says who writes, from whatever mailbox. It goes to those in charge of the sender's country, who are the first
/// category of them that has somebody there, else to the owners; of a category that is not taken, and what is more than
/// one has to say in a day, to nobody yet.
[[nodiscard]] Effects handle_feedback(const Reading& reply, const config::List& list, const FeedbackFacts& facts,
                                      base::Time now);

/// A person took a held message for feedback: who it is taken from and how often does not count then, and where nothing
/// of its text seems new, all of it is taken.
[[nodiscard]] Effects release_feedback(const Reading& message, const config::List& list, const FeedbackFacts& facts,
                                       base::Time now);

struct ThreadFacts {
    std::optional<store::ThreadParty> party;  ///< whose token it is
    std::optional<store::Feedback> feedback;
    bool is_alone = false;  ///< all others of the thread were erased
    std::int64_t passed_on_today = 0;
};
[[nodiscard]] ThreadFacts gather_thread_facts(store::Store& store, store::Id party, base::Time now);

/// Goes to every other party of the thread. What is empty, or more than a talk has in a day, is held.
[[nodiscard]] Effects handle_thread_answer(const Reading& answer, const config::List& list, const ThreadFacts& facts,
                                           base::Time now);

}  // namespace desk
