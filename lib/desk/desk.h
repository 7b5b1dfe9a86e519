#pragma once
/// The desk: takes one spooled message after the other to its end, fans issues out, and does the daily chores. Knows
/// the store by its port only; the clock is the caller's.  Pure.

#include "desk/classify.h"
#include "desk/form_return.h"
#include "desk/held_words.h"
#include "desk/notices.h"
#include "store/transactor.h"

#include <functional>
#include <string>
#include <string_view>

namespace desk {

using list::Rules;

class Desk {
  public:
    /// Both must outlive the desk.
    Desk(store::Transactor& transactor, document::Reader& reader) : transactor_(transactor), reader_(reader) {}

    /// Handles the oldest waiting message. False when there is none.
    bool handle_next(const Rules& rules, base::Time now);

    /// One chunk of the oldest issue that is not fanned out. False when there is none.
    bool fan_out_next(const Rules& rules, base::Time now);

    /// What time brings: reports of issues that are done, digests of what is held, confirmations that expire, alerts,
    /// ingest keys to forget, leases of others that lapsed. `owner`: the name under which this daemon leases. Cheap when
    /// there is nothing.
    void do_chores(const Rules& rules, std::string_view owner, base::Time now);

    /// The machine slept, or the store failed all the time: whoever wrote to us meanwhile may not have been heard.
    void note_pause(base::Time now);

    /// The clock was set, and stands at `now` since: whatever waits for a time moves along, so that a step makes nothing
    /// expire, stall or come back to life. Nothing else of this desk's may run meanwhile.
    void move_times(base::Duration step, base::Time now);

    /// What the operator decides about a held message; the answer is one line for him.
    struct Decided {
        bool is_done = false;
        std::string text;
    };
    Decided decide_held(const Rules& rules, store::Id message, const HeldDecision& decision, base::Time now);

  private:
    void handle(const Rules& rules, const store::Message& row, const std::string& octets, base::Time now);
    void commit_when_read(const Rules& rules,
                          const std::function<void(store::Store&, const list::House&)>& decide_and_commit);
    [[nodiscard]] ReturnFacts read_return(const Rules& rules, const Reading& reading, const Classification& is,
                                          base::Time now);

    store::Transactor& transactor_;
    document::Reader& reader_;
};

}  // namespace desk
