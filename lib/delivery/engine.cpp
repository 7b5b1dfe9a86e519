#include "delivery/engine.h"

#include "base/log_events.h"
#include "store/setting_names.h"
#include "store/store.h"

#include <utility>

namespace delivery {

namespace {

constexpr std::size_t sources_loaded_max = 8;
constexpr base::EnhancedStatus conversion_needed{4, 6, 3};  // RFC 3463 §3.7: said by our own session

}  // namespace

Engine::Engine(Configuration configuration, const base::Key& key, std::string owner, Wire& wire, std::size_t relay,
               RelayShare share)
    : configuration_(std::move(configuration)),
      config_(configuration_()),
      relay_(relay),
      relay_name_(config_->relays[relay].name),
      key_(key),
      dispatcher_(config_->relays[relay], std::move(owner), std::move(share)),
      wire_(wire)
{
}

/// Copies are made by the configuration of their time; a new one makes them anew.
void Engine::wake()
{
    dispatcher_.wake();
    auto today = configuration_();
    if (today == config_) return;
    copies_.clear();  // before the configuration that they refer to
    config_ = std::move(today);
    dispatcher_.configure(this->relay());
}

void Engine::move_times(base::Duration step)
{
    dispatcher_.move_times(step);
    for (auto& [id, flight] : in_flight_) {
        flight.begun_at += step;
        flight.delivery.queued_at += step;
    }
    moved_meanwhile_ += step;
}

void Engine::ended(ConnectionId connection, store::Id delivery, const Outcome& outcome, base::Time now)
{
    const auto found = in_flight_.find(delivery);
    if (found != in_flight_.end()) {
        if (base::is_logged(base::LogLevel::info)) log_attempt(found->second, outcome, now);
        in_flight_.erase(found);
    }
    lacks_8bitmime_ = lacks_8bitmime_ || (outcome.stage == Stage::mail && outcome.reply.enhanced == conversion_needed);
    dispatcher_.ended(connection, delivery, outcome, now);
}

void Engine::connection_ended(ConnectionId connection, Stage stage, const mail::Reply& reply, base::Time now)
{
    dispatcher_.connection_ended(connection, stage, reply, now);
}

void Engine::log_attempt(const InFlight& flight, const Outcome& outcome, base::Time now) const
{
    const RetryPolicy policy{.waits = relay().retry, .expire = relay().expire};
    const store::Settlement settlement = settle(flight.delivery, outcome, policy, now);
    base::log(
        base::AttemptEnded{.delivery = flight.delivery.id,
                           .issue = flight.delivery.issue,
                           .to = flight.delivery.recipient,
                           .relay = relay_name_,
                           .n = flight.delivery.attempts + 1,
                           .stage = std::string(stage_name(outcome.stage)),
                           .state = is_about_us(outcome) ? "waiting" : std::string(store::name_of(settlement.state)),
                           .in_queue = flight.begun_at - flight.delivery.queued_at,
                           .sending = now - flight.begun_at,
                           .reply = outcome.reply.line()});
}

Engine::Next Engine::step(base::Time now)
{
    Step step = dispatcher_.step(now);
    for (const ConnectionId connection : step.release_dot) wire_.release_dot(connection);
    for (const ConnectionId connection : step.withdraw) wire_.withdraw(connection);
    for (const Step::Begin& each : step.begin) begin(each, now);
    for (const ConnectionId connection : step.open) wire_.open(connection);
    for (const ConnectionId connection : step.close) wire_.close(connection);
    Next next{.wake_at = step.wake_at};
    if (step.trouble) next.records.push_back(record_trouble(*step.trouble, now));
    if (step.new_rate)
        base::log(base::RelayRate{.relay = relay_name_, .rate = static_cast<std::int64_t>(*step.new_rate)});
    if (step.has_recovered) next.records.push_back(record_recovery(now));
    if (std::exchange(lacks_8bitmime_, false)) next.records.push_back(record_lack_of_8bitmime(now));
    if (step.commit) next.commit = commit_work(std::move(*step.commit), now);
    return next;
}

void Engine::begin(const Step::Begin& begin, base::Time now)
{
    auto transaction = render(begin.delivery);
    if (!transaction) {
        dispatcher_.cannot_render(begin.connection, begin.delivery, "its issue or list is gone", now);
        return;
    }
    in_flight_[begin.delivery.id] = {.delivery = begin.delivery, .begun_at = now};
    wire_.begin(begin.connection, std::move(*transaction));
}

std::optional<Transaction> Engine::render(const store::LeasedDelivery& delivery)
{
    if (delivery.is_notice()) {
        auto content = notices_.extract(delivery.id);
        if (content.empty()) return std::nullopt;
        return notice_transaction(*config_, delivery, content.mapped(), key_);
    }
    const auto loaded = sources_.find(delivery.source());
    const config::List* list = config_->find_list(delivery.list);
    if (loaded == sources_.end() || list == nullptr) return std::nullopt;
    auto& copies = copies_[delivery.source()];
    if (!copies) {
        const Source& source = loaded->second;
        copies = delivery.is_digest() ? std::make_unique<IssueCopies>(*config_, *list, source.octets)
                                      : std::make_unique<IssueCopies>(*config_, *list, source.issue, source.octets);
    }
    return copies->copy(delivery, key_);
}

std::optional<Engine::Source> Engine::load(store::Store& store, const store::LeasedDelivery& delivery)
{
    if (delivery.is_digest())
        return Source{.id = delivery.source(), .issue = {}, .octets = store.queue().content(delivery.content)};
    const auto issue = store.issues().find(delivery.issue);
    if (!issue) return std::nullopt;
    return Source{.id = delivery.source(), .issue = *issue, .octets = store.issues().octets(issue->id)};
}

/// Inside the transaction, on whatever thread commits.
void Engine::apply(store::Store& store, const Commit& commit, const std::set<store::Id>& loaded, base::Time now,
                   CommitResult& result)
{
    result = {};
    if (!commit.settlements.empty()) store.queue().settle(commit.settlements);
    if (!commit.dots.empty()) result.withdrawn = store.queue().mark_at_dot(commit.dots, now);
    if (!commit.lease) return;
    result.has_leased = true;
    result.is_paused = store.settings().get(store::setting::queue_paused).value_or(0) != 0;
    if (!result.is_paused) result.leased = store.queue().lease(*commit.lease, now);
    result.next_due = store.queue().next_due();
    std::set<store::Id> known = loaded;
    for (const store::LeasedDelivery& delivery : result.leased) {
        if (delivery.is_notice()) {
            result.notices[delivery.id] = store.queue().content(delivery.content);
        } else if (known.insert(delivery.source()).second) {
            if (auto source = load(store, delivery)) result.sources.push_back(std::move(*source));
        }
    }
}

store::Work Engine::commit_work(Commit commit, base::Time now)
{
    under_way_ = std::make_shared<CommitResult>();
    moved_meanwhile_ = base::Duration::zero();
    std::set<store::Id> loaded;
    for (const auto& [id, source] : sources_) loaded.insert(id);
    return [commit = std::move(commit), loaded = std::move(loaded), now, result = under_way_](store::Store& store) {
        apply(store, commit, loaded, now, *result);
    };
}

void Engine::committed(const std::exception_ptr& error, base::Time now)
{
    const std::shared_ptr<CommitResult> result = std::exchange(under_way_, nullptr);
    if (error) {
        dispatcher_.commit_failed(now);
        return;
    }
    dispatcher_.committed(result->withdrawn);
    for (Source& source : result->sources) remember(std::move(source));
    notices_.merge(result->notices);
    if (!result->has_leased) return;
    dispatcher_.set_paused(result->is_paused);
    for (store::LeasedDelivery& delivery : result->leased) delivery.queued_at += moved_meanwhile_;
    if (result->next_due) *result->next_due += moved_meanwhile_;
    dispatcher_.leased(std::move(result->leased), result->next_due, now);
    forget_sources();
}

void Engine::remember(Source source)
{
    const store::Id id = source.id;
    sources_.insert_or_assign(id, std::move(source));
    loaded_order_.push_back(id);
}

/// Only once the new leases are pooled: they may be of the oldest.
void Engine::forget_sources()
{
    while (loaded_order_.size() > sources_loaded_max && !dispatcher_.has_pooled(loaded_order_.front())) {
        sources_.erase(loaded_order_.front());
        copies_.erase(loaded_order_.front());
        loaded_order_.pop_front();
    }
}

store::Work Engine::record_trouble(const Step::Trouble& trouble, base::Time now)
{
    const std::string stage(stage_name(trouble.stage));
    const std::string reply = trouble.reply.line();
    base::log(
        base::RelayTrouble{.relay = relay_name_, .stage = stage, .next_probe = trouble.next_probe, .reply = reply});
    return [relay = relay_name_, stage, reply, now](store::Store& store) {
        const std::string since = store::setting::relay_trouble_since(relay);
        if (store.settings().get(since).value_or(0) != 0) return;  // the incident is on record
        store.settings().set(since, base::to_unix_ms(now));
        store.journal().add(
            {.at = now, .event = "relay_trouble", .by = "relay", .detail = relay + " at " + stage + ": " + reply});
    };
}

store::Work Engine::record_recovery(base::Time now)
{
    base::log(base::RelayRecovered{.relay = relay_name_});
    return [relay = relay_name_, now](store::Store& store) {
        store.settings().set(store::setting::relay_trouble_since(relay), 0);
        store.journal().add({.at = now, .event = "relay_recovered", .by = "relay", .detail = relay});
    };
}

store::Work Engine::record_lack_of_8bitmime(base::Time now)
{
    return [now](store::Store& store) {
        if (store.settings().get(store::setting::relay_lacks_8bitmime_since).value_or(0) != 0) return;  // told once
        store.settings().set(store::setting::relay_lacks_8bitmime_since, base::to_unix_ms(now));
        store.journal().add(
            {.at = now, .event = "relay_lacks_8bitmime", .by = "relay", .detail = "8-bit messages are deferred"});
    };
}

}  // namespace delivery
