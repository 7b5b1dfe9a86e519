#include "delivery/dispatcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace delivery {
namespace {

using namespace std::chrono_literals;
using State = store::DeliveryState;

config::Relay relay_of(std::size_t connections)
{
    config::Relay relay;
    relay.url = "smtp://127.0.0.1:25";
    relay.connections = connections;
    relay.retry = {1min, 5min};
    relay.expire = 120h;
    return relay;
}

mail::Reply reply_of(int code)
{
    return {.code = code, .enhanced = {}, .text = "text"};
}

Outcome outcome(Stage stage, int code, Ending ending = Ending::replied)
{
    Outcome result;
    result.stage = stage;
    result.reply = reply_of(code);
    result.ending = ending;
    return result;
}

const Outcome accepted = outcome(Stage::dot, 250);

/// A queue, a store and a relay around one dispatcher; the test says when commits end and what the relay answers.
class Dispatching : public testing::Test {
  protected:
    explicit Dispatching(std::size_t connections = 4) : dispatcher(relay_of(connections), "test") {}

    void start_again()
    {
        dispatcher = Dispatcher(relay_of(4), "test");
        for (auto* ids : {&leases, &marked, &at_dot}) ids->clear();
        waiting.clear();
        under_way.clear();
        asking.clear();
        opened.clear();
        connected.clear();
        commit.reset();
    }

    void queue(int count, const std::string& domain = "body.example", store::Id issue = 1)
    {
        for (int i = 0; i < count; ++i) {
            store::LeasedDelivery delivery;
            delivery.id = ++last_id;
            delivery.issue = issue;
            delivery.domain = domain;
            delivery.recipient = "r@" + domain;
            delivery.queued_at = now;
            waiting[delivery.id] = {.delivery = delivery, .due_at = now};
        }
    }

    /// One step, its orders noted.
    Step step()
    {
        Step step = dispatcher.step(now);
        for (const ConnectionId connection : step.open) opened.push_back(connection);
        for (const Step::Begin& begin : step.begin) {
            under_way[begin.delivery.id] = begin.connection;
            EXPECT_TRUE(leases.contains(begin.delivery.id));
        }
        for (const ConnectionId connection : step.release_dot) {
            const store::Id delivery = asking.at(connection);
            EXPECT_TRUE(marked.contains(delivery)) << "released before its mark was committed";
            asking.erase(connection);
            at_dot.insert(delivery);
        }
        for (const ConnectionId connection : step.close) {
            closed.push_back(connection);
            dispatcher.connection_ended(connection, Stage::quit, reply_of(221), now);
        }
        if (step.trouble) troubles.push_back(*step.trouble);
        if (step.has_recovered) ++recoveries;
        if (step.commit) {
            EXPECT_FALSE(commit) << "two commits at once";
            commit = step.commit;
        }
        wake_at = step.wake_at;
        return step;
    }

    /// What the store does: results, then marks, then leases.
    void finish_commit()
    {
        ASSERT_TRUE(commit);
        const Commit done = *std::exchange(commit, std::nullopt);
        for (const store::Settlement& settlement : done.settlements) {
            EXPECT_TRUE(leases.contains(settlement.delivery)) << "settled twice, or never leased";
            leases.erase(settlement.delivery);
            marked.erase(settlement.delivery);
            if (settlement.due_at) {
                waiting[settlement.delivery].due_at = *settlement.due_at;
                if (settlement.attempt) ++waiting[settlement.delivery].delivery.attempts;
            } else {
                settled[settlement.delivery] = settlement.state;
                waiting.erase(settlement.delivery);
            }
            if (settlement.is_in_doubt) ++doubts;
            if (settlement.attempt) ++attempts;
        }
        for (const store::Id delivery : done.dots) {
            if (leases.contains(delivery)) marked.insert(delivery);
        }
        dispatcher.committed();
        if (!done.lease) return;
        std::vector<store::LeasedDelivery> leased;
        std::optional<base::Time> next_due;
        for (const auto& [id, row] : waiting) {
            if (leases.contains(id)) continue;
            const bool is_left_out = std::ranges::count(done.lease->without_domains, row.delivery.domain) > 0;
            if (row.due_at <= now && !is_store_paused && !is_left_out && leased.size() < done.lease->rows_max) {
                leased.push_back(row.delivery);
            } else if (!next_due || row.due_at < *next_due) {
                next_due = row.due_at;
            }
        }
        for (const store::LeasedDelivery& delivery : leased) leases.insert(delivery.id);
        dispatcher.leased(leased, next_due, now);
    }

    /// Steps and commits until the dispatcher asks for nothing more.
    /// Past the moment that a commit may wait for company.
    void step_to_commit()
    {
        step();
        if (commit || wake_at != now + 1ms) return;
        now += 1ms;
        step();
    }

    void settle_down()
    {
        for (int i = 0; i < 20; ++i) {
            step_to_commit();
            if (commit) finish_commit();
        }
    }

    void ready_all()
    {
        for (const ConnectionId connection : std::exchange(opened, {})) {
            connected.insert(connection);
            dispatcher.may_begin(connection, now);
        }
    }

    void fail_all(Stage stage, int code)
    {
        for (const ConnectionId connection : std::exchange(opened, {}))
            dispatcher.connection_ended(connection, stage, reply_of(code), now);
    }

    void ask_for_dot(store::Id delivery)
    {
        asking[under_way.at(delivery)] = delivery;
        dispatcher.wants_dot(under_way.at(delivery), delivery);
    }

    void end(store::Id delivery, const Outcome& result, bool goes_on = true)
    {
        const ConnectionId connection = under_way.at(delivery);
        under_way.erase(delivery);
        at_dot.erase(delivery);
        asking.erase(connection);
        dispatcher.ended(connection, delivery, result, now);
        if (goes_on) dispatcher.may_begin(connection, now);
    }

    std::vector<store::Id> begun() const
    {
        std::vector<store::Id> ids;
        for (const auto& [id, connection] : under_way) ids.push_back(id);
        return ids;
    }

    struct Row {
        store::LeasedDelivery delivery;
        base::Time due_at;
    };

    base::Time now = base::from_unix_ms(1'116'063'000'000);
    Dispatcher dispatcher;
    store::Id last_id = 0;
    std::map<store::Id, Row> waiting;
    bool is_store_paused = false;
    std::set<store::Id> leases;
    std::set<store::Id> marked;
    std::set<store::Id> at_dot;
    std::map<store::Id, ConnectionId> under_way;
    std::map<ConnectionId, store::Id> asking;
    std::map<store::Id, State> settled;
    std::optional<Commit> commit;
    std::vector<ConnectionId> opened;
    std::set<ConnectionId> connected;
    std::vector<ConnectionId> closed;
    std::vector<Step::Trouble> troubles;
    std::optional<base::Time> wake_at;
    int recoveries = 0;
    int doubts = 0;
    int attempts = 0;
};

TEST_F(Dispatching, NoDotIsReleasedBeforeItsCommit)
{
    queue(1);
    settle_down();
    ASSERT_EQ(opened.size(), 1U);
    ready_all();
    step();
    ASSERT_EQ(begun().size(), 1U);
    ask_for_dot(1);
    EXPECT_TRUE(step().release_dot.empty());
    ASSERT_TRUE(commit);
    EXPECT_EQ(commit->dots, (std::vector<store::Id>{1}));
    EXPECT_TRUE(step().release_dot.empty()) << "the commit is still under way";
    finish_commit();
    EXPECT_EQ(step().release_dot.size(), 1U);
    EXPECT_TRUE(step().release_dot.empty()) << "released once";
    end(1, accepted);
    settle_down();
    EXPECT_EQ(settled[1], State::accepted);
    EXPECT_TRUE(dispatcher.is_idle());
}

TEST_F(Dispatching, MarkOfTheNextIsNeverCommittedBeforeTheResultOfTheLast)
{
    queue(2);
    settle_down();
    ready_all();
    step();
    ask_for_dot(1);
    step_to_commit();
    finish_commit();
    step();
    ASSERT_TRUE(at_dot.contains(1));
    if (!under_way.contains(2)) {  // on the same connection, with the end of the first
        dispatcher.may_begin(under_way.at(1), now);
        step();
    }
    // The relay's 250 to the first and 354 to the second come in one read, while another commit is under way.
    queue(1);
    end(1, accepted, false);
    ask_for_dot(2);
    step_to_commit();
    ASSERT_TRUE(commit);
    bool has_result = false;
    for (const store::Settlement& settlement : commit->settlements) has_result = has_result || settlement.delivery == 1;
    EXPECT_TRUE(has_result);
    EXPECT_EQ(commit->dots, (std::vector<store::Id>{2}));
}

TEST_F(Dispatching, WithdrawnMessageIsNotReleasedAndLeavesNoResult)
{
    queue(2);
    settle_down();
    ready_all();
    step();
    ask_for_dot(1);
    ask_for_dot(2);
    step_to_commit();
    ASSERT_TRUE(commit);
    const ConnectionId withdrawn = under_way.at(1);
    const ConnectionId other = under_way.at(2);
    commit.reset();
    marked.insert(2);
    dispatcher.committed({1});
    const Step after = step();
    EXPECT_EQ(after.withdraw, std::vector<ConnectionId>{withdrawn});
    EXPECT_EQ(after.release_dot, std::vector<ConnectionId>{other});
    end(1, outcome(Stage::data, 0, Ending::withdrawn), true);
    end(2, accepted, true);
    step_to_commit();
    ASSERT_TRUE(commit);
    ASSERT_EQ(commit->settlements.size(), 1U) << "the mark has written the other one down";
    EXPECT_EQ(commit->settlements.front().delivery, 2);
}

TEST_F(Dispatching, CommitWaitsAMomentForAQuarterOfTheConnections)
{
    queue(3);
    settle_down();
    ready_all();
    settle_down();
    const std::vector<store::Id> ids = begun();
    ASSERT_EQ(ids.size(), 3U);
    ask_for_dot(ids[0]);
    EXPECT_FALSE(step().commit) << "one event of three messages";
    EXPECT_EQ(wake_at, now + 1ms);
    now += 1ms;
    EXPECT_TRUE(step().commit) << "alone rather than later";
    finish_commit();
    step();
    end(ids[0], accepted, false);
    ask_for_dot(ids[2]);
    EXPECT_TRUE(step().commit) << "two events of two messages go at once";
}

// All together, they waited for the disk together and then for the relay together.
TEST_F(Dispatching, MarksOfHalfAreCommittedWhileTheRelayHasTheOthers)
{
    queue(3);
    settle_down();
    ready_all();
    settle_down();
    const std::vector<store::Id> ids = begun();
    ASSERT_EQ(ids.size(), 3U);
    for (const store::Id id : ids) ask_for_dot(id);
    ASSERT_TRUE(step().commit);
    EXPECT_EQ(commit->dots, (std::vector<store::Id>{ids[0], ids[1]}));
    finish_commit();
    const Step next = step();
    EXPECT_EQ(next.release_dot.size(), 2U);
    ASSERT_TRUE(next.commit) << "the third does not wait for more";
    EXPECT_EQ(next.commit->dots, std::vector<store::Id>{ids[2]});
}

TEST_F(Dispatching, ConnectionThatBrokeWhileItsMarkWasCommittedIsNotReleased)
{
    queue(1);
    settle_down();
    ready_all();
    step();
    ask_for_dot(1);
    step();
    ASSERT_TRUE(commit);
    const ConnectionId connection = under_way.at(1);
    end(1, outcome(Stage::mail, 0, Ending::not_accepted), false);
    dispatcher.connection_ended(connection, Stage::mail, reply_of(0), now);
    finish_commit();
    EXPECT_TRUE(step().release_dot.empty());
    settle_down();
    EXPECT_EQ(waiting.at(1).delivery.attempts, 1);
    EXPECT_EQ(doubts, 0);
}

TEST_F(Dispatching, FailedCommitIsRepeatedAndNothingNewIsLeasedOrBegunBefore)
{
    queue(600);
    settle_down();
    ready_all();
    step();
    const store::Id first = begun().front();
    ask_for_dot(first);
    if (!commit) step();
    ASSERT_TRUE(commit);
    if (std::ranges::count(commit->dots, first) == 0) {
        finish_commit();
        step_to_commit();
    }
    ASSERT_TRUE(commit);
    const Commit failed = *std::exchange(commit, std::nullopt);
    dispatcher.commit_failed(now);
    end(begun().back(), accepted);
    const auto begun_before = begun().size();
    Step after = step();
    EXPECT_FALSE(after.commit) << "at once";
    EXPECT_EQ(begun().size(), begun_before);
    EXPECT_TRUE(after.open.empty());
    ASSERT_TRUE(wake_at);
    EXPECT_LE(*wake_at, now + 1s);
    now += 1s;
    step();
    ASSERT_TRUE(commit);
    EXPECT_EQ(commit->dots, failed.dots);
    EXPECT_FALSE(commit->lease);
    finish_commit();
    EXPECT_EQ(step().release_dot.size(), 1U);
}

TEST_F(Dispatching, CommitThatFailsWithALeaseOnlyIsNoStandstill)
{
    queue(3);
    step();
    ASSERT_TRUE(commit && commit->lease);
    commit.reset();
    dispatcher.commit_failed(now);
    for (int i = 0; i < 5 && leases.empty(); ++i) {
        now += 1s;
        settle_down();
    }
    EXPECT_EQ(leases.size(), 3U);
}

TEST_F(Dispatching, NoticesGoBeforeIssues)
{
    queue(10);
    queue(2, "body.example", 0);
    settle_down();
    ASSERT_FALSE(opened.empty());
    dispatcher.may_begin(opened.front(), now);
    const Step first = step();
    ASSERT_EQ(first.begin.size(), 1U);
    EXPECT_EQ(first.begin.front().delivery.issue, 0);
}

TEST_F(Dispatching, NoMoreConnectionsThanConfiguredOrNeeded)
{
    queue(2);
    settle_down();
    EXPECT_EQ(opened.size(), 2U);
    queue(100);
    dispatcher.wake();
    settle_down();
    EXPECT_EQ(opened.size(), 4U);
}

TEST_F(Dispatching, RelayThatCannotBeReachedGetsOneProbeAtATimeLessAndLessOften)
{
    queue(50);
    settle_down();
    fail_all(Stage::connect, 0);
    settle_down();
    ASSERT_EQ(troubles.size(), 1U);
    EXPECT_EQ(attempts, 0) << "nothing was tried";
    EXPECT_TRUE(leases.empty()) << "the pool goes back";
    base::Duration last_wait = troubles.front().next_probe;
    EXPECT_EQ(last_wait, 5s);
    for (int i = 0; i < 12; ++i) {
        EXPECT_TRUE(opened.empty());
        settle_down();
        ASSERT_TRUE(wake_at);
        EXPECT_LE(*wake_at, now + last_wait);
        now = *wake_at - 1ms;
        step();
        EXPECT_TRUE(opened.empty()) << "before its time";
        now += 1ms;
        settle_down();
        ASSERT_EQ(opened.size(), 1U) << "one probe, round " << i;
        fail_all(Stage::auth, 535);
        settle_down();
        ASSERT_EQ(troubles.size(), static_cast<std::size_t>(i) + 2);
        EXPECT_EQ(troubles.back().next_probe, std::min<base::Duration>(last_wait * 2, 5min));
        last_wait = troubles.back().next_probe;
    }
    EXPECT_EQ(last_wait, 5min);
    EXPECT_EQ(recoveries, 0);
    now += last_wait;
    settle_down();
    ready_all();
    settle_down();
    EXPECT_EQ(recoveries, 1);
    EXPECT_EQ(opened.size(), 3U) << "and all connections again";
    EXPECT_EQ(attempts, 0);
}

TEST_F(Dispatching, RelayThatRefusesOurSenderKeepsEverythingAndTriesOne)
{
    queue(50);
    settle_down();
    ready_all();
    step();
    for (const store::Id id : begun()) end(id, outcome(Stage::mail, 550));
    settle_down();
    EXPECT_EQ(attempts, 0);
    EXPECT_TRUE(settled.empty());
    ASSERT_EQ(troubles.size(), 1U);
    EXPECT_EQ(troubles.front().stage, Stage::mail);
    EXPECT_TRUE(begun().empty());
    now += 5s;
    settle_down();
    ASSERT_EQ(begun().size(), 1U) << "one probe";
    end(begun().front(), outcome(Stage::mail, 550));
    settle_down();
    ASSERT_EQ(troubles.size(), 2U);
    EXPECT_EQ(troubles.back().next_probe, 10s);
    now += 10s;
    settle_down();
    ready_all();
    settle_down();
    ASSERT_EQ(begun().size(), 1U);
    end(begun().front(), accepted);
    settle_down();
    ready_all();
    settle_down();
    EXPECT_EQ(recoveries, 1);
    EXPECT_GT(begun().size(), 1U);
}

TEST_F(Dispatching, TroubleWithOnlyOneDeliveryIsNoStandstill)
{
    queue(1);
    settle_down();
    ready_all();
    step();
    end(1, outcome(Stage::mail, 550));
    settle_down();
    for (int i = 0; i < 10 && begun().empty(); ++i) {
        ASSERT_TRUE(wake_at) << "nobody would wake it";
        now = std::max(now + 1ms, *wake_at);
        settle_down();
        ready_all();
        settle_down();
    }
    EXPECT_EQ(begun().size(), 1U);
}

TEST_F(Dispatching, DeferredDeliveryIsTriedAgainWithoutAnybodysWaking)
{
    queue(1);
    settle_down();
    ready_all();
    settle_down();
    end(1, outcome(Stage::rcpt, 451));
    settle_down();
    for (int i = 0; i < 10 && begun().empty(); ++i) {
        ASSERT_TRUE(wake_at) << "nobody would wake it";
        now = std::max(now + 1ms, *wake_at);
        settle_down();
        ready_all();
        settle_down();
    }
    EXPECT_EQ(begun().size(), 1U);
}

TEST_F(Dispatching, RelayThatLimitsOurConnectionsIsNoTroubleAndNoStandstill)
{
    queue(50);
    settle_down();
    ASSERT_EQ(opened.size(), 4U);
    const ConnectionId good = opened.front();
    dispatcher.may_begin(good, now);
    connected.insert(good);
    opened.erase(opened.begin());
    fail_all(Stage::helo, 421);
    settle_down();
    EXPECT_TRUE(troubles.empty());
    EXPECT_TRUE(opened.empty());
    ASSERT_EQ(begun().size(), 1U);
    // The one that works is lost as well.
    const store::Id lost = begun().front();
    end(lost, outcome(Stage::dot, 0, Ending::in_doubt), false);
    dispatcher.connection_ended(good, Stage::dot, reply_of(0), now);
    settle_down();
    EXPECT_EQ(doubts, 1);
    for (int i = 0; i < 10 && opened.empty(); ++i) {
        ASSERT_TRUE(wake_at) << "nobody would wake it";
        now = std::max(now + 1ms, *wake_at);
        settle_down();
    }
    EXPECT_FALSE(opened.empty());
}

TEST_F(Dispatching, OneDomainNeverHoldsAllConnections)
{
    queue(100, "slow.example");
    settle_down();
    ready_all();
    settle_down();
    EXPECT_EQ(begun().size(), 3U);
    queue(5, "fast.example");
    dispatcher.wake();
    settle_down();
    ready_all();
    settle_down();
    std::set<std::string> domains;
    for (const store::Id id : begun()) domains.insert(waiting.at(id).delivery.domain);
    EXPECT_EQ(domains.count("fast.example"), 1U);
    // The slow ones hang; the fast ones all go.
    for (int i = 0; i < 20; ++i) {
        for (const store::Id id : begun()) {
            if (waiting.at(id).delivery.domain == "fast.example") end(id, accepted);
        }
        settle_down();
    }
    EXPECT_EQ(settled.size(), 5U);
}

TEST_F(Dispatching, DomainLimitsAreKept)
{
    config::Relay relay = relay_of(4);
    relay.domain_connections = 2;
    relay.domains = {{.name = "own.example", .connections = 1, .rate = 0}};
    dispatcher.configure(relay);
    queue(10, "body.example");
    queue(10, "own.example");
    for (int i = 0; i < 5; ++i) {
        settle_down();
        ready_all();
        std::map<std::string, int> count;
        for (const store::Id id : begun()) ++count[waiting.at(id).delivery.domain];
        EXPECT_LE(count["body.example"], 2);
        EXPECT_LE(count["own.example"], 1);
    }
    EXPECT_EQ(begun().size(), 3U);
}

TEST_F(Dispatching, RatesAreKeptOverTimeAndNobodyStandsStill)
{
    for (const bool is_by_domain : {false, true}) {
        start_again();
        config::Relay relay = relay_of(4);
        (is_by_domain ? relay.domain_rate : relay.rate) = 10;
        dispatcher.configure(relay);
        queue(100);
        const base::Time start = now;
        int sent = 0;
        for (int i = 0; i < 5000 && now < start + 5s; ++i) {
            settle_down();
            ready_all();
            for (const store::Id id : begun()) {
                end(id, accepted);
                ++sent;
            }
            settle_down();
            if (!begun().empty()) continue;
            ASSERT_TRUE(wake_at);
            now = std::max(now + 1ms, *wake_at);
        }
        EXPECT_GE(sent, 45) << is_by_domain;
        EXPECT_LE(sent, 55) << is_by_domain;
    }
}

TEST_F(Dispatching, PauseGivesThePoolBackAndEndsWhatIsUnderWay)
{
    queue(50);
    settle_down();
    ready_all();
    step();
    ASSERT_EQ(begun().size(), 3U);
    dispatcher.set_paused(true);
    is_store_paused = true;
    settle_down();
    EXPECT_EQ(leases.size(), 3U);
    for (const store::Id id : begun()) end(id, accepted);
    settle_down();
    EXPECT_TRUE(begun().empty());
    EXPECT_TRUE(leases.empty());
    EXPECT_EQ(settled.size(), 3U);
    dispatcher.set_paused(false);
    is_store_paused = false;
    dispatcher.wake();
    settle_down();
    EXPECT_FALSE(begun().empty());
}

TEST_F(Dispatching, StopLeasesNothingMoreAndComesToItsEnd)
{
    queue(50);
    settle_down();
    ready_all();
    step();
    const store::Id first = begun().front();
    ask_for_dot(first);
    dispatcher.stop();
    settle_down();
    EXPECT_FALSE(dispatcher.is_idle());
    EXPECT_TRUE(at_dot.contains(first)) << "what has begun may end";
    for (const store::Id id : begun()) end(id, accepted);
    dispatcher.wake();
    settle_down();
    EXPECT_TRUE(dispatcher.is_idle());
    EXPECT_TRUE(leases.empty());
    EXPECT_EQ(closed.size(), 4U);
    EXPECT_EQ(waiting.size(), 47U);
}

TEST_F(Dispatching, ClockThatIsSetMovesEveryTimeRemembered)
{
    for (const base::Duration set : {base::Duration(365 * 24h), base::Duration(-365 * 24h)}) {
        SCOPED_TRACE(set.count());
        start_again();
        const auto set_clock = [&] {
            now += set;
            dispatcher.move_times(set);
        };
        queue(2);
        settle_down();
        ready_all();
        step();
        ASSERT_EQ(begun().size(), 2U);
        set_clock();
        const store::Id id = begun().front();
        end(id, outcome(Stage::rcpt, 451));
        step();
        ASSERT_TRUE(commit);
        EXPECT_EQ(commit->settlements.at(0).state, State::deferred) << "an hour old, not a year";
        const base::Duration waits = *commit->settlements.at(0).due_at - now;
        commit.reset();
        dispatcher.commit_failed(now);
        set_clock();
        now += 1s;
        step();
        ASSERT_TRUE(commit);
        EXPECT_EQ(*commit->settlements.at(0).due_at, now - 1s + waits);
        for (const store::Id other : begun()) end(other, accepted);
        finish_commit();
        settle_down();
        const base::Duration sleeps = *wake_at - now;
        set_clock();
        for (auto& [waiting_id, row] : waiting) row.due_at += set;
        step();
        EXPECT_EQ(*wake_at - now, sleeps);
    }
}

TEST_F(Dispatching, IdleConnectionIsClosed)
{
    queue(1);
    settle_down();
    ready_all();
    settle_down();
    end(1, accepted);
    settle_down();
    EXPECT_TRUE(closed.empty());
    ASSERT_TRUE(wake_at);
    now = *wake_at;
    settle_down();
    EXPECT_EQ(closed.size(), 1U);
}

TEST_F(Dispatching, WhatCannotBeRenderedFailsAloneAndEndsNoTrouble)
{
    queue(2);
    settle_down();
    ready_all();
    step();
    const store::Id id = begun().front();
    const ConnectionId connection = under_way.at(id);
    under_way.erase(id);
    dispatcher.cannot_render(connection, waiting.at(id).delivery, "its issue is gone", now);
    settle_down();
    EXPECT_EQ(settled.at(id), State::failed);
    EXPECT_EQ(begun().size(), 1U);
    end(begun().front(), outcome(Stage::mail, 550));
    settle_down();
    ASSERT_EQ(troubles.size(), 1U);
    queue(1);
    dispatcher.wake();
    now += 5s;
    settle_down();
    ASSERT_EQ(begun().size(), 1U) << "the probe";
    const store::Id probe = begun().front();
    const ConnectionId probing = under_way.at(probe);
    under_way.erase(probe);
    dispatcher.cannot_render(probing, waiting.at(probe).delivery, "its issue is gone", now);
    settle_down();
    EXPECT_EQ(recoveries, 0) << "the relay was not asked";
}

/// Random relay, random store, random clock; the seed replays it.
TEST(Dispatcher, KeepsItsPromisesWhateverHappens)
{
    class Random : public Dispatching {
      public:
        Random() : Dispatching(3) {}
        void TestBody() override {}

        void run(unsigned seed)
        {
            std::mt19937 random(seed);
            const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
            queue(30, "a.example");
            queue(10, "b.example", 2);
            queue(5, "c.example", 0);
            for (int i = 0; i < 5000 && settled.size() < 45; ++i) {
                now += base::Duration(random() % 500);
                if (chance(5)) now += 10min;
                step();
                std::map<ConnectionId, int> in_doubt;
                for (const store::Id id : at_dot) EXPECT_LE(++in_doubt[under_way.at(id)], 1);
                if (commit && chance(60)) {
                    if (chance(10)) {
                        commit.reset();
                        dispatcher.commit_failed(now);
                    } else {
                        finish_commit();
                    }
                }
                for (const ConnectionId connection : std::exchange(opened, {})) {
                    if (chance(20)) {
                        dispatcher.connection_ended(connection, Stage::connect, reply_of(0), now);
                    } else {
                        dispatcher.may_begin(connection, now);
                    }
                }
                for (const store::Id id : begun()) {
                    const bool is_asking = asking.contains(under_way.at(id));
                    const ConnectionId connection = under_way.at(id);
                    if (chance(3)) {
                        const bool was_at_dot = at_dot.contains(id);
                        end(id,
                            outcome(was_at_dot ? Stage::dot : Stage::mail, 0,
                                    was_at_dot ? Ending::in_doubt : Ending::not_accepted),
                            false);
                        dispatcher.connection_ended(connection, Stage::dot, reply_of(0), now);
                    } else if (at_dot.contains(id)) {
                        if (chance(50)) end(id, chance(80) ? accepted : outcome(Stage::dot, 451));
                    } else if (!is_asking && chance(50)) {
                        if (chance(10)) {
                            end(id, outcome(Stage::mail, chance(50) ? 550 : 451));
                        } else {
                            ask_for_dot(id);
                        }
                    }
                }
            }
            EXPECT_EQ(settled.size(), 45U) << "seed " << seed;
        }
    };
    for (unsigned seed = 1; seed <= 200; ++seed) {
        Random history;
        history.run(seed);
        ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace delivery
