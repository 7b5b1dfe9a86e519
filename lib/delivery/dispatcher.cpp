#include "delivery/dispatcher.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace delivery {

namespace {

using base::operator""s;
using base::operator""ms;
using base::operator""min;
using base::operator""h;

constexpr std::size_t pool_max = 500;         // leased in one transaction, and what a crash puts back
constexpr std::size_t opening_max = 20;       // at once, so that a relay is not stormed
constexpr base::Duration idle_max = 15s;      // then a connection says QUIT
constexpr base::Duration pooled_max = 10min;  // then a lease goes back to the queue
constexpr base::Duration lease_time = 1h;
constexpr base::Duration longest_transaction = 30min;          // MAIL, RCPT, DATA, blocks and 10 min for the dot
static_assert(lease_time > pooled_max + longest_transaction);  // a living owner never loses a lease

constexpr base::Duration trouble_wait_first = 5s;
constexpr base::Duration trouble_wait_max = 5min;
constexpr base::Duration connection_limit_pause = 30s;
constexpr base::Duration commit_retry_wait = 1s;
constexpr base::Duration lease_pause = 250ms;     // when what is due may not go yet
constexpr base::Duration share_pause = 20ms;      // before a look whether other relays have had their share
constexpr base::Duration fallback_pause = 500ms;  // or whether they all have trouble
constexpr base::Duration gather_max = 1ms;        // what a commit may wait for more
constexpr double burst_seconds = 0.1;

}  // namespace

bool Dispatcher::Pace::allows(base::Time now)
{
    if (rate == 0) return true;
    const double burst = std::max(1.0, static_cast<double>(rate) * burst_seconds);
    const std::chrono::duration<double> passed = std::max(now - filled_at, base::Duration::zero());
    tokens = std::min(burst, tokens + passed.count() * static_cast<double>(rate));
    filled_at = now;
    return tokens >= 1;
}

void Dispatcher::Pace::take()
{
    if (rate > 0) tokens -= 1;
}

base::Time Dispatcher::Pace::next_at(base::Time now) const
{
    if (rate == 0 || tokens >= 1) return now;
    return now + base::Duration(static_cast<std::int64_t>((1 - tokens) * 1000 / static_cast<double>(rate)) + 1);
}

Dispatcher::Dispatcher(const config::Relay& relay, std::string owner, RelayShare share)
    : owner_(std::move(owner)), share_(std::move(share)), adaptive_(relay.connections)
{
    configure(relay);
}

void Dispatcher::configure(const config::Relay& relay)
{
    relay_ = relay;
    retry_ = {.waits = relay.retry, .expire = relay.expire};
    share_.set_weight(relay.weight);
    set_pace();
    for (auto& [name, domain] : domains_) domain.pace.rate = domain_rate(name);
}

/// The slower of what the operator allows and what the relay was found to want.
void Dispatcher::set_pace()
{
    const std::size_t learnt = adaptive_.limit();
    pace_.rate = relay_.rate == 0 || learnt == 0 ? std::max(relay_.rate, learnt) : std::min(relay_.rate, learnt);
}

std::size_t Dispatcher::domain_rate(std::string_view name) const
{
    const auto own = std::ranges::find(relay_.domains, name, &config::DomainLimit::name);
    return own == relay_.domains.end() ? relay_.domain_rate : own->rate;
}

/// Never all connections: some stay for the others, so that a domain that hangs delays nobody else.
std::size_t Dispatcher::domain_connections(std::string_view name) const
{
    const std::size_t reserve = relay_.connections > 1 ? std::max<std::size_t>(1, relay_.connections / 8) : 0;
    const std::size_t fair = relay_.connections - reserve;
    const auto own = std::ranges::find(relay_.domains, name, &config::DomainLimit::name);
    const std::size_t limit = own == relay_.domains.end() ? relay_.domain_connections : own->connections;
    return limit == 0 ? fair : std::min(limit, relay_.connections);
}

void Dispatcher::wake()
{
    is_lease_wanted_ = true;
}

void Dispatcher::leased(std::vector<store::LeasedDelivery> deliveries, std::optional<base::Time> next_due,
                        base::Time now)
{
    is_lease_wanted_ = is_lease_wanted_ || deliveries.size() == rows_asked_;
    rows_asked_ = 0;
    share_.leased(deliveries.size());
    lease_again_at_.reset();
    if (next_due) lease_again_at_ = std::max(*next_due, now + lease_pause);
    for (store::LeasedDelivery& delivery : deliveries) {
        auto [domain, is_new] = domains_.try_emplace(delivery.domain);
        if (is_new) domain->second.pace.rate = domain_rate(delivery.domain);
        ++domain->second.pooled;
        (delivery.is_notice() ? notices_ : copies_).push_back(std::move(delivery));
    }
}

void Dispatcher::committed(const std::vector<store::Id>& withdrawn)
{
    assert(under_way_);
    for (const store::Id delivery : under_way_->dots) {
        const auto waiting = waits_for_dot_.find(delivery);
        if (waiting == waits_for_dot_.end()) continue;  // its connection broke meanwhile
        (std::ranges::count(withdrawn, delivery) > 0 ? withdrawn_ : released_).push_back(waiting->second);
        waits_for_dot_.erase(waiting);
    }
    // The last lease could not know of these; the next one does.
    for (const store::Settlement& settlement : under_way_->settlements) {
        if (settlement.due_at)
            lease_again_at_ = std::min(lease_again_at_.value_or(*settlement.due_at), *settlement.due_at);
    }
    under_way_.reset();
    is_retrying_commit_ = false;
}

void Dispatcher::commit_failed(base::Time now)
{
    is_retrying_commit_ = true;
    retry_commit_at_ = now + commit_retry_wait;
    rows_asked_ = 0;
    is_lease_wanted_ = true;
    under_way_->lease.reset();  // nothing new until what happened is written down
}

void Dispatcher::may_begin(ConnectionId connection, base::Time now)
{
    Connection& entry = connections_[connection];
    if (!entry.is_ready) {
        entry.is_ready = true;
        entry.idle_since = now;
        opening_.erase(connection);
        if (trouble_ && trouble_->stage < Stage::mail) end_trouble();  // what failed then works now
    }
    free_.push_back(connection);
}

void Dispatcher::wants_dot(ConnectionId connection, store::Id delivery)
{
    waits_for_dot_[delivery] = connection;
    next_commit_.dots.push_back(delivery);
}

/// One with a rate is remembered: its pace outlives a moment without mail.
void Dispatcher::forget_if_idle(const std::string& name)
{
    const auto found = domains_.find(name);
    const Domain& domain = found->second;
    if (domain.under_way == 0 && domain.pooled == 0 && domain.pace.rate == 0) domains_.erase(found);
}

/// No longer under way, however it ended.
store::LeasedDelivery Dispatcher::land(ConnectionId connection, store::Id delivery, base::Time now)
{
    const auto found = in_flight_.find(delivery);
    assert(found != in_flight_.end());
    store::LeasedDelivery leased = std::move(found->second);
    in_flight_.erase(found);
    waits_for_dot_.erase(delivery);
    --domains_.at(leased.domain).under_way;
    forget_if_idle(leased.domain);
    if (const auto entry = connections_.find(connection); entry != connections_.end()) {
        --entry->second.under_way;
        entry->second.idle_since = now;
    }
    return leased;
}

void Dispatcher::ended(ConnectionId connection, store::Id delivery, const Outcome& outcome, base::Time now)
{
    const store::LeasedDelivery leased = land(connection, delivery, now);
    if (outcome.ending == Ending::withdrawn) return;  // the mark at the dot has written it down
    if (adaptive_.ended(outcome, now)) {
        new_rate_ = adaptive_.limit();
        set_pace();
    }
    if (is_about_us(outcome)) {
        begin_trouble(outcome.stage, outcome.reply, now);
        // Another relay takes it at once; alone, the next probe is another one.
        const base::Time due_at = share_.has_other() ? now : trouble_->probe_at + trouble_->wait;
        next_commit_.settlements.push_back(give_back(leased, due_at));
    } else {
        if (outcome.ending == Ending::replied) end_trouble();
        next_commit_.settlements.push_back(settle(leased, outcome, retry_, now));
    }
}

/// The relay was not asked, so nothing is learnt about it.
void Dispatcher::cannot_render(ConnectionId connection, const store::LeasedDelivery& delivery, const std::string& why,
                               base::Time now)
{
    const Outcome outcome{
        .ending = Ending::replied, .stage = Stage::data, .reply = mail::make_reply(554, "5.6.0", why)};
    next_commit_.settlements.push_back(settle(land(connection, delivery.id, now), outcome, retry_, now));
    free_.push_back(connection);
}

void Dispatcher::connection_ended(ConnectionId connection, Stage stage, const mail::Reply& reply, base::Time now)
{
    const auto entry = connections_.find(connection);
    const bool was_ready = entry != connections_.end() && entry->second.is_ready;
    const bool was_dismissed = entry != connections_.end() && entry->second.is_dismissed;
    if (entry != connections_.end()) connections_.erase(entry);
    opening_.erase(connection);
    std::erase(free_, connection);
    std::erase(released_, connection);
    std::erase(withdrawn_, connection);
    if (was_ready) {
        if (trouble_ && trouble_->is_probing && !was_dismissed)
            *trouble_ = {.stage = trouble_->stage, .wait = trouble_->wait, .probe_at = now + trouble_->wait};
        return;
    }
    const bool others_work = std::ranges::any_of(connections_, [](const auto& other) { return other.second.is_ready; });
    if (others_work) {
        no_more_until_ = now + connection_limit_pause;
    } else {
        begin_trouble(stage, reply, now);
    }
}

void Dispatcher::begin_trouble(Stage stage, const mail::Reply& reply, base::Time now)
{
    if (trouble_ && !trouble_->is_probing) return;  // said already; this one was in flight
    const base::Duration wait = trouble_ ? std::min(trouble_->wait * 2, trouble_wait_max) : trouble_wait_first;
    share_.set_working(false);
    trouble_ = TroubleState{.stage = stage, .wait = wait, .probe_at = now + wait};
    trouble_to_tell_ = Step::Trouble{.stage = stage, .reply = reply, .next_probe = wait};
    give_back_pool(now);
}

void Dispatcher::end_trouble()
{
    if (!trouble_) return;
    share_.set_working(true);
    trouble_.reset();
    trouble_to_tell_.reset();
    has_recovered_ = true;
    is_lease_wanted_ = true;
}

void Dispatcher::give_back_pool(base::Time due_at)
{
    for (auto* pool : {&notices_, &copies_}) {
        for (const store::LeasedDelivery& delivery : *pool) {
            --domains_.at(delivery.domain).pooled;
            forget_if_idle(delivery.domain);
            next_commit_.settlements.push_back(give_back(delivery, due_at));
        }
        pool->clear();
    }
    is_lease_wanted_ = true;
}

void Dispatcher::set_paused(bool is_paused)
{
    is_paused_ = is_paused;
}

void Dispatcher::move_times(base::Duration step)
{
    const auto move = [step](std::optional<base::Time>& time) {
        if (time) *time += step;
    };
    for (auto* pool : {&notices_, &copies_}) {
        for (store::LeasedDelivery& delivery : *pool) delivery.queued_at += step;
    }
    for (auto& [id, delivery] : in_flight_) delivery.queued_at += step;
    for (auto& [id, connection] : connections_) connection.idle_since += step;
    for (auto& [name, domain] : domains_) domain.pace.filled_at += step;
    for (store::Settlement& settlement : next_commit_.settlements) move(settlement.due_at);
    if (under_way_) {
        for (store::Settlement& settlement : under_way_->settlements) move(settlement.due_at);
    }
    if (trouble_) trouble_->probe_at += step;
    pace_.filled_at += step;
    retry_commit_at_ += step;
    pooled_at_ += step;
    move(lease_again_at_);
    is_lease_wanted_ = true;  // copies that wait for an hour of the day have not moved
    move(no_more_until_);
    move(gathering_since_);
    adaptive_.move_times(step);
}

void Dispatcher::stop()
{
    is_stopping_ = true;
}

bool Dispatcher::is_idle() const
{
    return in_flight_.empty() && !under_way_ && next_commit_.settlements.empty() && next_commit_.dots.empty() &&
           notices_.empty() && copies_.empty();
}

bool Dispatcher::has_pooled(store::Id source) const
{
    return std::ranges::any_of(copies_,
                               [&](const store::LeasedDelivery& delivery) { return delivery.source() == source; });
}

/// A pause is no reason: the answer to a lease tells that it is over, and brings no rows before.
bool Dispatcher::may_not_lease(base::Time now) const
{
    const bool is_waiting_for_probe = trouble_ && !trouble_->is_probing && now < trouble_->probe_at;
    return is_stopping_ || is_retrying_commit_ || is_waiting_for_probe;
}

bool Dispatcher::holds_back(base::Time now) const
{
    return is_paused_ || may_not_lease(now);
}

void Dispatcher::wake_no_later_than(Step& step, base::Time time) const
{
    step.wake_at = step.wake_at ? std::min(*step.wake_at, time) : time;
}

Step Dispatcher::step(base::Time now)
{
    Step step;
    if ((is_stopping_ || is_paused_) && !(notices_.empty() && copies_.empty())) give_back_pool(now);
    if (!(notices_.empty() && copies_.empty()) && now - pooled_at_ > pooled_max) give_back_pool(now);
    if (trouble_ && !trouble_->is_probing && now >= trouble_->probe_at) trouble_->is_probing = true;

    begin_all(step, now);
    open_all(step, now);
    close_idle(step, now);
    step.release_dot = std::exchange(released_, {});
    step.withdraw = std::exchange(withdrawn_, {});
    step.trouble = std::exchange(trouble_to_tell_, std::nullopt);
    step.has_recovered = std::exchange(has_recovered_, false);
    step.new_rate = std::exchange(new_rate_, std::nullopt);

    if (is_retrying_commit_ && under_way_) {
        wake_no_later_than(step, retry_commit_at_);
        if (now < retry_commit_at_) return step;
        is_retrying_commit_ = false;
        step.commit = under_way_;
        return step;
    }
    if (!under_way_) {
        lease_more(next_commit_, now);
        if (is_awaiting_share_) wake_no_later_than(step, now + (share_.is_in_turn() ? share_pause : fallback_pause));
        if (is_worth_a_commit(now)) {
            under_way_ = take_commit();
            step.commit = under_way_;
        } else if (gathering_since_) {
            wake_no_later_than(step, *gathering_since_ + gather_max);
        }
    }
    const bool may_lease = !trouble_ || trouble_->is_probing;
    if (lease_again_at_ && !is_lease_wanted_ && may_lease) wake_no_later_than(step, *lease_again_at_);
    if (trouble_ && !trouble_->is_probing) wake_no_later_than(step, trouble_->probe_at);
    return step;
}

/// A result and the next mark come together, so a quarter of the connections that are at work brings half as many events
/// as there are messages under way.
bool Dispatcher::is_worth_a_commit(base::Time now)
{
    const std::size_t events = next_commit_.settlements.size() + next_commit_.dots.size();
    if (next_commit_.lease) return true;
    if (events == 0) return false;
    if (!gathering_since_) gathering_since_ = now;
    return is_stopping_ || events * 2 >= in_flight_.size() || now - *gathering_since_ >= gather_max;
}

/// All results, but the marks of no more than half of what is under way: the relay is at work on one half while the other
/// is being committed. Together they would take turns, and each wait for the other.
Commit Dispatcher::take_commit()
{
    gathering_since_.reset();
    Commit commit = std::exchange(next_commit_, {});
    const std::size_t half = in_flight_.size() / 2 + 1;
    if (commit.dots.size() > half) {
        const auto rest = commit.dots.begin() + static_cast<std::ptrdiff_t>(half);
        next_commit_.dots.assign(rest, commit.dots.end());
        commit.dots.erase(rest, commit.dots.end());
        gathering_since_ = base::Time{};  // these have waited
    }
    return commit;
}

/// Those that have more in the pool than may go to them soon, in the order of their names.
std::vector<std::string> Dispatcher::full_domains() const
{
    std::vector<std::string> full;
    for (const auto& [name, domain] : domains_) {
        const std::size_t limit = domain_connections(name);
        const bool is_slow = domain.under_way >= limit || domain.pace.rate > 0;
        if (is_slow && domain.pooled >= 2 * limit) full.push_back(name);
    }
    std::ranges::sort(full);
    return full;
}

void Dispatcher::lease_more(Commit& commit, base::Time now)
{
    is_awaiting_share_ = false;
    if (lease_again_at_ && *lease_again_at_ <= now) is_lease_wanted_ = true;
    if (may_not_lease(now) || rows_asked_ > 0 || !is_lease_wanted_) return;
    const std::size_t pooled = notices_.size() + copies_.size();
    // What cannot go out within a minute stays in the queue, where others may pass it.
    const std::size_t wanted =
        trouble_ ? 1 : (relay_.rate == 0 ? pool_max : std::min(pool_max, std::max<std::size_t>(1, relay_.rate * 60)));
    const bool is_starved = !free_.empty() && pooled > 0;  // begin_all found nothing that may go
    if (pooled >= wanted / 2 + 1 && !is_starved) return;
    if (pooled >= 2 * wanted) return;
    const std::size_t rows = std::min(pooled < wanted ? wanted - pooled : relay_.connections, share_.quota(now));
    is_awaiting_share_ = rows == 0;
    if (is_awaiting_share_) return;
    commit.lease = store::Queue::LeaseRequest{
        .owner = owner_, .until = now + lease_time, .rows_max = rows, .without_domains = full_domains()};
    rows_asked_ = rows;
    is_lease_wanted_ = false;
    if (pooled == 0) pooled_at_ = now;
}

bool Dispatcher::may_send_to(Domain& domain, std::string_view name, base::Time now)
{
    return domain.under_way < domain_connections(name) && domain.pace.allows(now);
}

/// Notices go before issues.
std::optional<store::LeasedDelivery> Dispatcher::take_next(base::Time now)
{
    for (auto* pool : {&notices_, &copies_}) {
        const auto next = std::ranges::find_if(*pool, [&](const store::LeasedDelivery& delivery) {
            return may_send_to(domains_.at(delivery.domain), delivery.domain, now);
        });
        if (next == pool->end()) continue;
        store::LeasedDelivery delivery = std::move(*next);
        pool->erase(next);
        return delivery;
    }
    return std::nullopt;
}

void Dispatcher::begin_all(Step& step, base::Time now)
{
    while (!free_.empty() && !holds_back(now) && pace_.allows(now)) {
        if (trouble_ && !in_flight_.empty()) return;  // one probe at a time
        auto next = take_next(now);
        if (!next) break;
        const ConnectionId connection = free_.front();
        free_.pop_front();
        Connection& entry = connections_.at(connection);
        ++entry.under_way;
        Domain& domain = domains_.at(next->domain);
        ++domain.under_way;
        --domain.pooled;
        domain.pace.take();
        pace_.take();
        in_flight_.emplace(next->id, *next);
        step.begin.push_back({.connection = connection, .delivery = std::move(*next)});
    }
    const bool is_waiting = !(notices_.empty() && copies_.empty()) && !free_.empty();
    if (is_waiting && pace_.rate > 0) wake_no_later_than(step, pace_.next_at(now));
    if (is_waiting) {
        for (const auto& [name, domain] : domains_) {
            if (domain.pooled > 0 && domain.pace.rate > 0) wake_no_later_than(step, domain.pace.next_at(now));
        }
    }
}

void Dispatcher::open_all(Step& step, base::Time now)
{
    if (holds_back(now)) return;
    const std::size_t allowed = trouble_ ? 1 : relay_.connections;
    const std::size_t demand = std::min(allowed, notices_.size() + copies_.size() + in_flight_.size());
    const bool is_limited = no_more_until_ && now < *no_more_until_;
    if (is_limited && connections_.size() + opening_.size() < demand) wake_no_later_than(step, *no_more_until_);
    while (!is_limited && connections_.size() + opening_.size() < demand && opening_.size() < opening_max) {
        const ConnectionId connection = next_connection_++;
        opening_.insert(connection);
        step.open.push_back(connection);
    }
}

void Dispatcher::close_idle(Step& step, base::Time now)
{
    for (const ConnectionId connection : std::vector<ConnectionId>(free_.begin(), free_.end())) {
        Connection& entry = connections_.at(connection);
        if (entry.under_way > 0) continue;
        if (is_stopping_ || now - entry.idle_since >= idle_max) {
            std::erase(free_, connection);
            entry.is_dismissed = true;
            step.close.push_back(connection);
        } else {
            wake_no_later_than(step, entry.idle_since + idle_max);
        }
    }
}

}  // namespace delivery
