#include "delivery/io/delivery_loop.h"

#include "base/io/files.h"
#include "base/log_events.h"
#include "delivery/copy.h"
#include "store/store.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace delivery::io {

namespace asio = boost::asio;

namespace {

constexpr std::size_t issues_cached_max = 8;
constexpr std::string_view paused_setting = "queue_paused";

/// What a commit brought back.
struct CommitResult {
    std::vector<store::LeasedDelivery> leased;
    std::optional<base::Time> next_due;
    bool is_paused = false;
    struct LoadedIssue {
        store::Issue issue;
        std::string post;
    };
    std::vector<LoadedIssue> issues;          ///< those that were not cached
    std::map<store::Id, std::string> notices;  ///< by content
};

/// On the committer's thread, in one transaction.
void apply(store::Store& store, const Commit& commit, const std::set<store::Id>& cached, base::Time now, CommitResult& result)
{
    result = {};
    if (!commit.settlements.empty()) store.queue().settle(commit.settlements);
    if (!commit.dots.empty()) store.queue().mark_at_dot(commit.dots, now);
    if (!commit.lease) return;
    result.is_paused = store.settings().get(paused_setting).value_or(0) != 0;
    if (!result.is_paused) result.leased = store.queue().lease(*commit.lease, now);
    result.next_due = store.queue().next_due();
    std::set<store::Id> loaded = cached;
    for (const store::LeasedDelivery& delivery : result.leased) {
        if (delivery.issue == 0) {
            result.notices[delivery.content] = store.queue().content(delivery.content);
        } else if (loaded.insert(delivery.issue).second) {
            const auto issue = store.issues().find(delivery.issue);
            if (issue) result.issues.push_back({.issue = *issue, .post = store.spool().octets(issue->message)});
        }
    }
}

}  // namespace

class DeliveryLoop::Impl : public std::enable_shared_from_this<DeliveryLoop::Impl> {
  public:
    Impl(asio::io_context& io, Configuration configuration, RelaySettings relay, const base::Key& key, store::Committer& committer, std::string owner)
        : io_(io),
          configuration_(std::move(configuration)),
          config_(configuration_()),
          relay_url_(relay.url),
          key_(key),
          committer_(committer),
          dispatcher_(config_->relay, std::move(owner)),
          client_(io, std::move(relay), events()),
          timer_(io)
    {
    }

    void wake()
    {
        asio::post(io_, [self = shared_from_this()] {
            self->follow_configuration();
            self->dispatcher_.wake();
            self->step_soon();
        });
    }

    void stop()
    {
        dispatcher_.stop();
        step_soon();
    }

    [[nodiscard]] bool is_idle() const { return dispatcher_.is_idle(); }

  private:
    struct InFlight {
        store::LeasedDelivery delivery;
        base::Time begun_at;
    };

    static base::Time now() { return base::io::system_now(); }

    RelayEvents events()
    {
        return {.may_begin =
                    [this](ConnectionId connection) {
                        dispatcher_.may_begin(connection, now());
                        step_soon();
                    },
                .wants_dot =
                    [this](ConnectionId connection, store::Id delivery) {
                        dispatcher_.wants_dot(connection, delivery);
                        step_soon();
                    },
                .ended = [this](ConnectionId connection, store::Id delivery, const Outcome& outcome) { end(connection, delivery, outcome); },
                .connection_ended =
                    [this](ConnectionId connection, Stage stage, const mail::Reply& reply) {
                        dispatcher_.connection_ended(connection, stage, reply, now());
                        step_soon();
                    }};
    }

    /// Copies are made by the configuration of their time; a new one makes them anew.
    void follow_configuration()
    {
        auto today = configuration_();
        if (today == config_) return;
        config_ = std::move(today);
        issues_.clear();
        dispatcher_.configure(config_->relay);
    }

    void end(ConnectionId connection, store::Id delivery, const Outcome& outcome)
    {
        const auto found = in_flight_.find(delivery);
        if (found != in_flight_.end()) {
            log_attempt(found->second, outcome);
            in_flight_.erase(found);
        }
        dispatcher_.ended(connection, delivery, outcome, now());
        step_soon();
    }

    void log_attempt(const InFlight& flight, const Outcome& outcome)
    {
        if (!base::is_logged(base::LogLevel::info)) return;
        const base::Time ended_at = now();
        const RetryPolicy policy{.waits = config_->relay.retry, .expire = config_->relay.expire};
        const store::Settlement settlement = settle(flight.delivery, outcome, policy, ended_at);
        base::log(base::AttemptEnded{.delivery = flight.delivery.id,
                                     .issue = flight.delivery.issue,
                                     .to = flight.delivery.recipient,
                                     .relay = relay_url_,
                                     .n = flight.delivery.attempts + 1,
                                     .stage = std::string(stage_name(outcome.stage)),
                                     .state = is_about_us(outcome) ? "waiting" : std::string(store::name_of(settlement.state)),
                                     .in_queue = flight.begun_at - flight.delivery.queued_at,
                                     .sending = ended_at - flight.begun_at,
                                     .reply = outcome.reply.line()});
    }

    /// Once for all sockets that are ready in this round.
    void step_soon()
    {
        if (std::exchange(is_step_posted_, true)) return;
        asio::post(io_, [self = shared_from_this()] {
            self->is_step_posted_ = false;
            self->step();
        });
    }

    void step()
    {
        Step step = dispatcher_.step(now());
        for (const ConnectionId connection : step.release_dot) client_.release_dot(connection);
        for (Step::Begin& begin : step.begin) this->begin(begin);
        for (const ConnectionId connection : step.open) client_.open(connection);
        for (const ConnectionId connection : step.close) client_.close(connection);
        if (step.trouble) tell_trouble(*step.trouble);
        if (step.has_recovered) tell_recovery();
        if (step.commit) commit(std::move(*step.commit));
        wake_at(step.wake_at);
    }

    void begin(const Step::Begin& begin)
    {
        auto transaction = render(begin.delivery);
        if (!transaction) {
            dispatcher_.cannot_render(begin.connection, begin.delivery, "its issue or list is gone", now());
            step_soon();
            return;
        }
        in_flight_[begin.delivery.id] = {.delivery = begin.delivery, .begun_at = now()};
        client_.begin(begin.connection, std::move(*transaction));
    }

    std::optional<Transaction> render(const store::LeasedDelivery& delivery)
    {
        if (delivery.issue == 0) {
            const auto content = notices_.find(delivery.content);
            if (content == notices_.end()) return std::nullopt;
            Transaction transaction = notice_transaction(*config_, delivery, content->second, key_);
            notices_.erase(content);
            return transaction;
        }
        const auto loaded = posts_.find(delivery.issue);
        const config::List* list = config_->find_list(delivery.list);
        if (loaded == posts_.end() || list == nullptr) return std::nullopt;
        auto& copies = issues_[delivery.issue];
        if (!copies) copies = std::make_unique<IssueCopies>(*config_, *list, loaded->second.issue, loaded->second.post);
        return copies->copy(delivery, key_);
    }

    void commit(Commit commit)
    {
        auto result = std::make_shared<CommitResult>();
        std::set<store::Id> cached;
        for (const auto& [issue, post] : posts_) cached.insert(issue);
        const bool has_lease = commit.lease.has_value();
        committer_.submit(
            store::Durability::killed,
            [commit = std::move(commit), cached = std::move(cached), result](store::Store& store) { apply(store, commit, cached, now(), *result); },
            [self = shared_from_this(), result, has_lease](std::exception_ptr error) {
                asio::post(self->io_, [self, result, has_lease, error = std::move(error)] { self->committed(*result, has_lease, error); });
            });
    }

    void committed(CommitResult& result, bool has_lease, const std::exception_ptr& error)
    {
        if (error) {
            log_failure(error);
            dispatcher_.commit_failed(now());
            step_soon();
            return;
        }
        dispatcher_.committed();
        for (CommitResult::LoadedIssue& loaded : result.issues) remember(std::move(loaded));
        notices_.merge(result.notices);
        if (has_lease) {
            dispatcher_.set_paused(result.is_paused);
            dispatcher_.leased(std::move(result.leased), result.next_due, now());
        }
        step();
    }

    void remember(CommitResult::LoadedIssue loaded)
    {
        const store::Id id = loaded.issue.id;
        posts_.insert_or_assign(id, std::move(loaded));
        issue_order_.push_back(id);
        while (issue_order_.size() > issues_cached_max && !dispatcher_.has_pooled(issue_order_.front())) {
            posts_.erase(issue_order_.front());
            issues_.erase(issue_order_.front());
            issue_order_.pop_front();
        }
    }

    static void log_failure(const std::exception_ptr& error)
    {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& failure) {
            base::log(base::Note{.level = base::LogLevel::error, .text = std::string("cannot commit deliveries, retrying in 1 s: ") + failure.what()});
        }
    }

    void tell_trouble(const Step::Trouble& trouble)
    {
        const std::string reply = trouble.reply.line();
        base::log(base::RelayTrouble{.relay = relay_url_, .stage = std::string(stage_name(trouble.stage)), .next_probe = trouble.next_probe, .reply = reply});
        record([stage = std::string(stage_name(trouble.stage)), reply](store::Store& store) {
            if (store.settings().get("relay_trouble_since").value_or(0) != 0) return;  // the incident is on record
            store.settings().set("relay_trouble_since", base::to_unix_ms(now()));
            store.journal().add({.at = now(), .event = "relay_trouble", .by = "relay", .detail = stage + ": " + reply});
        });
    }

    void tell_recovery()
    {
        base::log(base::RelayRecovered{.relay = relay_url_});
        record([](store::Store& store) {
            store.settings().set("relay_trouble_since", 0);
            store.journal().add({.at = now(), .event = "relay_recovered", .by = "relay"});
        });
    }

    void record(store::Work work)
    {
        committer_.submit(store::Durability::killed, std::move(work), [](const std::exception_ptr& error) {
            if (error) log_failure(error);
        });
    }

    void wake_at(std::optional<base::Time> time)
    {
        if (!time || time == wakes_at_) return;
        wakes_at_ = time;
        timer_.expires_after(std::max(*time - now(), base::Duration(1)));
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (error) return;
            self->wakes_at_.reset();
            self->step_soon();
        });
    }

    asio::io_context& io_;
    Configuration configuration_;
    std::shared_ptr<const config::Config> config_;
    std::string relay_url_;
    const base::Key& key_;
    store::Committer& committer_;
    Dispatcher dispatcher_;
    RelayClient client_;
    asio::steady_timer timer_;
    std::optional<base::Time> wakes_at_;
    std::unordered_map<store::Id, InFlight> in_flight_;
    std::map<store::Id, CommitResult::LoadedIssue> posts_;
    std::map<store::Id, std::unique_ptr<IssueCopies>> issues_;  ///< made from posts_ by today's configuration
    std::list<store::Id> issue_order_;                          ///< oldest first
    std::map<store::Id, std::string> notices_;                  ///< leased, not begun
    bool is_step_posted_ = false;
};

DeliveryLoop::DeliveryLoop(asio::io_context& io, Configuration configuration, RelaySettings relay, const base::Key& key, store::Committer& committer, std::string owner)
    : impl_(std::make_shared<Impl>(io, std::move(configuration), std::move(relay), key, committer, std::move(owner)))
{
}

DeliveryLoop::~DeliveryLoop() = default;

void DeliveryLoop::wake()
{
    impl_->wake();
}

void DeliveryLoop::stop()
{
    impl_->stop();
}

bool DeliveryLoop::is_idle() const
{
    return impl_->is_idle();
}

}  // namespace delivery::io
