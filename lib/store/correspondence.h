#pragma once
/// What members write about issues, and who talks with whom about it: rows and port.  Pure.
///
/// Feedback has a thread: its author is the first party of it, and those who are to answer are the others. Each party has
/// an address of its own (`+thread-TOKEN@`), so that nobody sees another one's.

#include "store/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

enum class FeedbackState : unsigned char {
    fresh,     ///< "new": passed on to nobody
    routed,    ///< passed on to those who are to answer
    answered,  ///< one of them wrote to its author
    closed,    ///< the operator has done with it
};
[[nodiscard]] std::string_view name_of(FeedbackState state);

struct NewFeedback {
    base::Time at;
    std::string list;
    Id issue = 0;                          ///< 0: about none that we know
    Id contact = 0;                        ///< whose token it carried; 0: nobody's
    Id message = 0;                        ///< the whole of it
    std::string from;                      ///< mailbox
    std::string text;                      ///< UTF-8, the new text alone
    std::vector<std::string> attachments;  ///< their names
};

struct Feedback {
    Id id = 0;
    base::Time at;
    std::string list;
    Id issue = 0;
    std::optional<std::int64_t> issue_number;
    Id message = 0;
    std::string from;
    std::string member;  ///< mailbox of the contact; empty: nobody's
    std::string text;
    std::vector<std::string> attachments;
    std::vector<std::string> routed_to;
    FeedbackState state = FeedbackState::fresh;
};

struct ThreadParty {
    Id id = 0;
    Id feedback = 0;
    std::string address;  ///< mailbox
    bool is_author = false;
};

class Correspondence {
  public:
    virtual ~Correspondence() = default;

    /// With its author as the first party.
    virtual Id add(const NewFeedback& feedback) = 0;
    /// The one with that address, which may be there already.
    virtual Id add_party(Id feedback, std::string_view address) = 0;
    virtual void set_state(Id feedback, FeedbackState state) = 0;

    virtual std::optional<Feedback> find(Id feedback) = 0;
    /// Oldest first; of one issue, or all.
    virtual std::vector<Feedback> all(std::string_view list, std::optional<std::int64_t> issue_number) = 0;
    virtual std::optional<ThreadParty> find_party(Id party) = 0;
    virtual std::vector<ThreadParty> parties(Id feedback) = 0;

    /// Of one contact on one list.
    virtual std::int64_t added_since(std::string_view list, Id contact, base::Time since) = 0;
    /// That message was passed on within the thread.
    virtual void note_passed_on(Id feedback, Id message, base::Time now) = 0;
    virtual std::int64_t passed_on_since(Id feedback, base::Time since) = 0;

    /// Those that no digest has told of; oldest first.
    virtual std::vector<Feedback> untold(std::string_view list, std::size_t rows_max) = 0;
    virtual void mark_told(Id feedback, base::Time now) = 0;
};

}  // namespace store
