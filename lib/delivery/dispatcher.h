#pragma once
/// For one relay, decides what goes over which connection when: the pool of leased deliveries, fair shares, rates, trouble with the
/// relay, and what the store must commit before a message may end. No I/O: events and `now` in, a Step out.  Pure.
///
///   lease ─► pool ─► begin (a connection that may) ─► wants the dot ─► COMMIT mark ─► release ─► ended ─► COMMIT result
///
/// One commit is under way at a time; what happens meanwhile goes into the next. So the dot mark of a connection's
/// next message is never committed before the result of its last. Under load a commit waits a moment for half of the
/// connections, since each costs much the same whatever is in it.

#include "config/config.h"
#include "delivery/adaptive_rate.h"
#include "delivery/relay_shares.h"
#include "delivery/settle.h"
#include "delivery/smtp_client_session.h"
#include "store/store.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace delivery {

using ConnectionId = std::int64_t;

/// What must be committed, in one transaction: results first, then marks, then new leases.
struct Commit {
    std::vector<store::Settlement> settlements;
    std::vector<store::Id> dots;
    std::optional<store::Queue::LeaseRequest> lease;
};

/// What the shell does next, in this order.
struct Step {
    std::optional<Commit> commit;
    std::vector<ConnectionId> open;
    struct Begin {
        ConnectionId connection = 0;
        store::LeasedDelivery delivery;
    };
    std::vector<Begin> begin;
    std::vector<ConnectionId> release_dot;
    std::vector<ConnectionId> withdraw;  ///< instead: the end of its message must not leave
    std::vector<ConnectionId> close;     ///< with QUIT
    std::optional<base::Time> wake_at;
    /// Trouble that began with this step, for log and journal.
    struct Trouble {
        Stage stage = Stage::connect;
        mail::Reply reply;
        base::Duration next_probe{};
    };
    std::optional<Trouble> trouble;
    bool has_recovered = false;
    std::optional<std::size_t> new_rate;  ///< learnt: messages a second; 0: no limit any more
};

class Dispatcher {
  public:
    Dispatcher(const config::Relay& relay, std::string owner, RelayShare share = {});
    /// Live options of a reloaded configuration.
    void configure(const config::Relay& relay);

    // What happened.
    void wake();  ///< something new may be due
    void leased(std::vector<store::LeasedDelivery> deliveries, std::optional<base::Time> next_due, base::Time now);
    void committed(const std::vector<store::Id>& withdrawn = {});  ///< those of its dots that were not marked
    void commit_failed(base::Time now);
    void may_begin(ConnectionId connection, base::Time now);  ///< the session is ready for one more transaction
    void wants_dot(ConnectionId connection, store::Id delivery);
    void ended(ConnectionId connection, store::Id delivery, const Outcome& outcome, base::Time now);
    /// It never became ready, or is of no more use; the `ended` of what was under way came before.
    void connection_ended(ConnectionId connection, Stage stage, const mail::Reply& reply, base::Time now);
    /// A delivery that cannot be rendered is settled without the relay.
    void cannot_render(ConnectionId connection, const store::LeasedDelivery& delivery, const std::string& why,
                       base::Time now);
    void set_paused(bool is_paused);
    /// The clock was set: all that is remembered moves along.
    void move_times(base::Duration step);
    /// No new leases and no new transactions; what is in flight may end.
    void stop();

    [[nodiscard]] Step step(base::Time now);
    [[nodiscard]] bool is_idle() const;                     ///< nothing in flight and nothing to commit
    [[nodiscard]] bool has_pooled(store::Id source) const;  ///< leased and not begun

  private:
    struct Connection {
        bool is_ready = false;
        bool is_dismissed = false;  ///< closed by us: its end says nothing about the relay
        int under_way = 0;
        base::Time idle_since{};
    };
    /// A token bucket; rate 0: no limit.
    struct Pace {
        std::size_t rate = 0;
        double tokens = 0;
        base::Time filled_at{};

        [[nodiscard]] bool allows(base::Time now);
        void take();
        [[nodiscard]] base::Time next_at(base::Time now) const;
    };
    struct Domain {
        std::size_t under_way = 0;
        std::size_t pooled = 0;
        Pace pace;
    };
    struct TroubleState {
        Stage stage = Stage::connect;
        base::Duration wait{};
        base::Time probe_at{};
        bool is_probing = false;
    };

    void forget_if_idle(const std::string& name);
    [[nodiscard]] store::LeasedDelivery land(ConnectionId connection, store::Id delivery, base::Time now);
    void lease_more(Commit& commit, base::Time now);
    [[nodiscard]] std::vector<std::string> full_domains() const;
    [[nodiscard]] bool is_worth_a_commit(base::Time now);
    [[nodiscard]] Commit take_commit();
    void begin_all(Step& step, base::Time now);
    [[nodiscard]] std::optional<store::LeasedDelivery> take_next(base::Time now);
    [[nodiscard]] bool may_send_to(Domain& domain, std::string_view name, base::Time now);
    void open_all(Step& step, base::Time now);
    void close_idle(Step& step, base::Time now);
    void give_back_pool(base::Time due_at);
    void begin_trouble(Stage stage, const mail::Reply& reply, base::Time now);
    void end_trouble();
    [[nodiscard]] bool may_not_lease(base::Time now) const;
    [[nodiscard]] bool holds_back(base::Time now) const;
    void set_pace();
    [[nodiscard]] std::size_t domain_connections(std::string_view name) const;
    [[nodiscard]] std::size_t domain_rate(std::string_view name) const;
    void wake_no_later_than(Step& step, base::Time time) const;

    config::Relay relay_;
    std::string owner_;
    RelayShare share_;
    RetryPolicy retry_;

    std::deque<store::LeasedDelivery> notices_;  ///< leased, not begun
    std::deque<store::LeasedDelivery> copies_;
    std::unordered_map<store::Id, store::LeasedDelivery> in_flight_;
    std::map<ConnectionId, Connection> connections_;
    std::unordered_set<ConnectionId> opening_;
    std::deque<ConnectionId> free_;  ///< may begin one more
    std::unordered_map<std::string, Domain> domains_;
    Pace pace_;
    AdaptiveRate adaptive_;
    std::optional<std::size_t> new_rate_;

    Commit next_commit_;
    std::optional<base::Time> gathering_since_;  ///< when the first that waits for the next commit was seen
    std::optional<Commit> under_way_;
    bool is_retrying_commit_ = false;
    base::Time retry_commit_at_{};
    std::unordered_map<store::Id, ConnectionId> waits_for_dot_;
    std::vector<ConnectionId> released_;
    std::vector<ConnectionId> withdrawn_;

    bool is_lease_wanted_ = true;
    std::size_t rows_asked_ = 0;  ///< of the lease that is under way
    std::optional<base::Time> lease_again_at_;
    bool is_awaiting_share_ = false;
    base::Time pooled_at_{};
    std::optional<TroubleState> trouble_;
    std::optional<Step::Trouble> trouble_to_tell_;
    bool has_recovered_ = false;
    std::optional<base::Time> no_more_until_;  ///< the relay limits our connections
    bool is_paused_ = false;
    bool is_stopping_ = false;
    ConnectionId next_connection_ = 1;
};

}  // namespace delivery
