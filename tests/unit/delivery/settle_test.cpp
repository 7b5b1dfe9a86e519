#include "delivery/settle.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace delivery {
namespace {

using namespace std::chrono_literals;
using State = store::DeliveryState;

const base::Time now = base::from_unix_ms(1'116'063'000'000);
const RetryPolicy policy{.waits = {1min, 5min, 15min, 1h, 4h}, .expire = 120h};

store::LeasedDelivery leased(int attempts, base::Duration age)
{
    store::LeasedDelivery delivery;
    delivery.id = 4711;
    delivery.issue = 88;
    delivery.attempts = attempts;
    delivery.queued_at = now - age;
    return delivery;
}

Outcome outcome(Stage stage, int code, Ending ending = Ending::replied)
{
    Outcome result;
    result.stage = stage;
    result.ending = ending;
    result.reply = {.code = code, .enhanced = {}, .text = "text"};
    return result;
}

TEST(Settle, DecidesByStageReplyAndAge)
{
    struct Case {
        std::string_view name;
        Stage stage;
        int code;
        Ending ending;
        base::Duration age;
        State state;
    };
    const Case cases[] = {
        {"250 at the dot ends it", Stage::dot, 250, Ending::replied, 0h, State::accepted},
        {"251 too", Stage::dot, 251, Ending::replied, 0h, State::accepted},
        {"250 after it expired is still good", Stage::dot, 250, Ending::replied, 200h, State::accepted},
        {"250 before the dot is no acceptance", Stage::data, 250, Ending::replied, 0h, State::deferred},
        {"354 at the dot is none", Stage::dot, 354, Ending::replied, 0h, State::deferred},
        {"250 that was not read is none", Stage::dot, 250, Ending::in_doubt, 0h, State::deferred},
        {"550 at RCPT is never retried", Stage::rcpt, 550, Ending::replied, 0h, State::failed},
        {"554 at DATA", Stage::data, 554, Ending::replied, 0h, State::failed},
        {"550 at the dot", Stage::dot, 550, Ending::replied, 0h, State::failed},
        {"552 at MAIL fails", Stage::mail, 552, Ending::replied, 0h, State::failed},
        {"450 waits", Stage::rcpt, 450, Ending::replied, 0h, State::deferred},
        {"450 just before its time", Stage::rcpt, 450, Ending::replied, 120h - 1ms, State::deferred},
        {"450 after five days expires", Stage::rcpt, 450, Ending::replied, 120h, State::expired},
        {"a lost connection waits", Stage::dot, 0, Ending::in_doubt, 0h, State::deferred},
        {"a lost connection expires", Stage::mail, 0, Ending::not_accepted, 120h, State::expired},
        {"5yz that ended the connection is about it, not about the message", Stage::mail, 554, Ending::not_accepted, 0h,
         State::deferred},
        {"421 at MAIL waits", Stage::mail, 421, Ending::replied, 0h, State::deferred},
    };
    for (const Case& c : cases) {
        const store::Settlement settlement = settle(leased(0, c.age), outcome(c.stage, c.code, c.ending), policy, now);
        EXPECT_EQ(settlement.state, c.state) << c.name;
        EXPECT_EQ(settlement.due_at.has_value(), c.state == State::deferred) << c.name;
        EXPECT_EQ(settlement.is_in_doubt, c.ending == Ending::in_doubt) << c.name;
        ASSERT_TRUE(settlement.attempt) << c.name;
        EXPECT_EQ(settlement.attempt->code, c.code);
        EXPECT_EQ(settlement.attempt->stage, stage_name(c.stage));
        EXPECT_EQ(settlement.delivery, 4711);
        EXPECT_EQ(settlement.issue, 88);
    }
}

TEST(Settle, WhatWasWithdrawnIsCancelledAndWasNoTry)
{
    const auto settlement = settle(leased(0, 200h), outcome(Stage::data, 0, Ending::withdrawn), policy, now);
    EXPECT_EQ(settlement.state, State::cancelled);
    EXPECT_FALSE(settlement.attempt);
    EXPECT_FALSE(settlement.due_at);
}

TEST(Settle, RelaysThatRefuseUsAreNotTheMessagesFault)
{
    EXPECT_TRUE(is_about_us(outcome(Stage::mail, 550)));
    EXPECT_TRUE(is_about_us(outcome(Stage::mail, 530)));
    EXPECT_FALSE(is_about_us(outcome(Stage::mail, 552)));
    EXPECT_FALSE(is_about_us(outcome(Stage::mail, 451)));
    EXPECT_FALSE(is_about_us(outcome(Stage::rcpt, 550)));
    EXPECT_FALSE(is_about_us(outcome(Stage::dot, 550)));
    EXPECT_FALSE(is_about_us(outcome(Stage::mail, 550, Ending::not_accepted)));
}

TEST(Settle, WaitsFollowTheTableWithinAFifthAndTheLastRepeats)
{
    for (int attempts = 0; attempts < 20; ++attempts) {
        const base::Duration wait = policy.waits[std::min<std::size_t>(static_cast<std::size_t>(attempts), 4)];
        std::set<base::Duration> seen;
        for (store::Id id = 1; id <= 1000; ++id) {
            store::LeasedDelivery delivery = leased(attempts, 0h);
            delivery.id = id;
            const auto due = settle(delivery, outcome(Stage::rcpt, 450), policy, now).due_at;
            ASSERT_TRUE(due);
            EXPECT_GE(*due - now, wait * 8 / 10);
            EXPECT_LE(*due - now, wait * 12 / 10);
            EXPECT_EQ(settle(delivery, outcome(Stage::rcpt, 450), policy, now).due_at, due);
            seen.insert(*due - now);
        }
        EXPECT_GT(seen.size(), 200U) << "a herd";
    }
}

TEST(Settle, KeepsTheReplyOnOneBoundedLine)
{
    Outcome evil = outcome(Stage::rcpt, 550);
    evil.reply.text = "two\nlines\x1B[31m" + std::string(100'000, 'x');
    const auto settlement = settle(leased(0, 0h), evil, policy, now);
    EXPECT_EQ(settlement.attempt->text.find('\n'), std::string::npos);
    EXPECT_EQ(settlement.attempt->text.find('\x1B'), std::string::npos);
    EXPECT_LE(settlement.attempt->text.size(), 1000U);
}

TEST(GiveBack, CountsNothing)
{
    const auto fresh = give_back(leased(0, 0h), now);
    EXPECT_EQ(fresh.state, State::queued);
    EXPECT_FALSE(fresh.attempt);
    EXPECT_EQ(fresh.due_at, now);
    EXPECT_FALSE(fresh.is_in_doubt);
    EXPECT_EQ(give_back(leased(2, 0h), now).state, State::deferred);
}

}  // namespace
}  // namespace delivery
