#pragma once
/// Delivery through one relay, between the store and the connections: what the Dispatcher decides is rendered, handed to
/// the wire, and written down. Knows neither sockets nor threads; tests put a simulated wire and clock in their place.  Pure.

#include "base/digest.h"
#include "config/config.h"
#include "delivery/copy.h"
#include "delivery/dispatcher.h"
#include "store/transactor.h"

#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace delivery {

/// The connections to the relay. What they tell comes back as the Engine's events, never from within these calls.
class Wire {
  public:
    virtual ~Wire() = default;
    virtual void open(ConnectionId connection) = 0;
    virtual void begin(ConnectionId connection, Transaction transaction) = 0;
    virtual void release_dot(ConnectionId connection) = 0;
    virtual void withdraw(ConnectionId connection) = 0;  ///< instead of release_dot: its message is not to end
    virtual void close(ConnectionId connection) = 0;     ///< QUIT, then away
};

class Engine {
  public:
    using Configuration = std::function<std::shared_ptr<const config::Config>()>;  ///< today's; it may change

    /// `relay`: which one of the configuration. `key` and `wire` must outlive the engine.
    Engine(Configuration configuration, const base::Key& key, std::string owner, Wire& wire, std::size_t relay = 0,
           RelayShare share = {});

    void may_begin(ConnectionId connection, base::Time now) { dispatcher_.may_begin(connection, now); }
    void wants_dot(ConnectionId connection, store::Id delivery) { dispatcher_.wants_dot(connection, delivery); }
    void ended(ConnectionId connection, store::Id delivery, const Outcome& outcome, base::Time now);
    void connection_ended(ConnectionId connection, Stage stage, const mail::Reply& reply, base::Time now);
    /// Something may be due, or the configuration may have changed.
    void wake();
    /// The clock was set by so much, and the store has moved its times along (Store::move_times) in a work of its own,
    /// after all that step() gave out before.
    void move_times(base::Duration step);
    void stop() { dispatcher_.stop(); }

    struct Next {
        std::optional<store::Work> commit;  ///< then call committed()
        std::vector<store::Work> records;   ///< to be committed at leisure
        std::optional<base::Time> wake_at;  ///< step again no later than this
    };
    [[nodiscard]] Next step(base::Time now);
    /// Of the commit that step() gave out; `error` is null when it is in the store.
    void committed(const std::exception_ptr& error, base::Time now);

    [[nodiscard]] bool is_idle() const { return dispatcher_.is_idle(); }

  private:
    /// What copies are made of.
    struct Source {
        store::Id id = 0;    ///< as LeasedDelivery::source() has it
        store::Issue issue;  ///< of none: a digest
        std::string octets;
    };
    /// What a commit brought back.
    struct CommitResult {
        std::vector<store::Id> withdrawn;  ///< of those that were to be marked at the dot
        std::vector<store::LeasedDelivery> leased;
        std::optional<base::Time> next_due;
        bool is_paused = false;
        bool has_leased = false;
        std::vector<Source> sources;               ///< those that were not loaded
        std::map<store::Id, std::string> notices;  ///< by delivery
    };
    struct InFlight {
        store::LeasedDelivery delivery;
        base::Time begun_at;
    };

    static void apply(store::Store& store, const Commit& commit, const std::set<store::Id>& loaded, base::Time now,
                      CommitResult& result);
    void begin(const Step::Begin& begin, base::Time now);
    [[nodiscard]] std::optional<Transaction> render(const store::LeasedDelivery& delivery);
    [[nodiscard]] static std::optional<Source> load(store::Store& store, const store::LeasedDelivery& delivery);
    void remember(Source source);
    void forget_sources();
    [[nodiscard]] store::Work commit_work(Commit commit, base::Time now);
    [[nodiscard]] store::Work record_trouble(const Step::Trouble& trouble, base::Time now);
    [[nodiscard]] store::Work record_recovery(base::Time now);
    [[nodiscard]] static store::Work record_lack_of_8bitmime(base::Time now);
    [[nodiscard]] const config::Relay& relay() const { return config_->relays[relay_]; }
    void log_attempt(const InFlight& flight, const Outcome& outcome, base::Time now) const;

    Configuration configuration_;
    std::shared_ptr<const config::Config> config_;
    std::size_t relay_;
    std::string relay_name_;  ///< a reload does not change it
    const base::Key& key_;
    Dispatcher dispatcher_;
    Wire& wire_;
    std::shared_ptr<CommitResult> under_way_;
    base::Duration moved_meanwhile_{};  ///< since that commit was given out
    bool lacks_8bitmime_ = false;       ///< learnt and not yet recorded
    std::unordered_map<store::Id, InFlight> in_flight_;
    std::map<store::Id, Source> sources_;
    std::map<store::Id, std::unique_ptr<IssueCopies>> copies_;  ///< of sources_ by today's configuration
    std::list<store::Id> loaded_order_;                         ///< oldest first
    std::map<store::Id, std::string> notices_;                  ///< by delivery: leased, not begun
};

}  // namespace delivery
