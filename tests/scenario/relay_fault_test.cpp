/// What a relay can do to a transaction, and what becomes of the delivery, of the others, and of the connection.

#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing_support::Hang;
using testing_support::Letter;
using testing_support::Reply;
using testing_support::Stage;
using testing_support::World;

Letter issue(int number)
{
    return {.from = "secretary@secretariat.example",
            .to = "sr-update@lists.example.org",
            .subject = "Issue " + std::to_string(number),
            .message_id = "<issue" + std::to_string(number) + "@secretariat.example>"};
}

std::string roster(int members, const std::string& domain = "body.example")
{
    std::string csv = "email,category\n";
    for (int i = 0; i < members; ++i) csv += "m" + std::to_string(i) + "@" + domain + ",nmb\n";
    return csv;
}

class OpenList : public testing::Test {
  protected:
    std::vector<store::Delivery> deliveries(std::int64_t number)
    {
        std::vector<store::Delivery> all;
        world.store().run(store::Durability::killed, [&](store::Store& store) {
            all = store.queue().deliveries(store.issues().find("sr-update", number)->id, 100'000);
        });
        return all;
    }

    std::ptrdiff_t journalled(const std::string& event) { return std::ranges::count(world.journal(), event); }

    World world{World::usual_config("post_auth = \"open\"\n")};
};

struct Refusal {
    std::string name;
    Stage stage;
    std::string reply;
    std::string stage_name;
    int code;
    std::string enhanced;
    store::DeliveryState state;
};

void PrintTo(const Refusal& refusal, std::ostream* out)
{
    *out << refusal.name;
}

class RelayThatRefuses : public OpenList, public testing::WithParamInterface<Refusal> {};

using State = store::DeliveryState;
INSTANTIATE_TEST_SUITE_P(
    Transaction, RelayThatRefuses,
    testing::Values(
        Refusal{"MailFourHundred", Stage::mail, "450 4.3.2 not now", "mail", 450, "4.3.2", State::deferred},
        Refusal{"RcptFourHundred", Stage::rcpt, "452 4.2.2 mailbox full", "rcpt", 452, "4.2.2", State::deferred},
        Refusal{"DataFourHundred", Stage::data, "451 4.3.0 not now", "data", 451, "4.3.0", State::deferred},
        Refusal{"DotFourHundred", Stage::dot, "451 4.3.0 not now", "dot", 451, "4.3.0", State::deferred},
        Refusal{"RcptFiveHundred", Stage::rcpt, "550 5.1.1 no such user", "rcpt", 550, "5.1.1", State::failed},
        Refusal{"DataFiveHundred", Stage::data, "554 5.6.0 not this", "data", 554, "5.6.0", State::failed},
        Refusal{"DotFiveHundred", Stage::dot, "554 5.7.1 looks like spam", "dot", 554, "5.7.1", State::failed}),
    [](const auto& refusal) { return refusal.param.name; });

/// Over each way to speak: with CHUNKING, with PIPELINING alone, and command by command.
TEST_P(RelayThatRefuses, OneDeliveryIsHeardExactlyAndKeepsTheConnectionInStep)
{
    const Refusal& refusal = GetParam();
    const std::set<std::string, std::less<>> ways[] = {{}, {"CHUNKING"}, {"CHUNKING", "PIPELINING"}};
    std::int64_t number = 0;
    world.import("sr-update", roster(20));
    for (const auto& not_offered : ways) {
        world.pass(1min);  // idle connections are closed, and the next ones learn what is offered
        world.relay().session_options().not_offered = not_offered;
        world.relay().rules().clear();
        world.relay().rules().add({.stage = refusal.stage, .every = 7, .times = 2, .action = Reply{refusal.reply}});
        const auto connections_before = world.relay().connections_tried();
        world.receive(issue(static_cast<int>(++number)));
        EXPECT_LE(world.relay().connections_tried() - connections_before, 4U) << "none was given up";
        const auto hit = [&] {
            auto all = deliveries(number);
            std::erase_if(all, [](const store::Delivery& each) { return each.state == State::accepted; });
            return all;
        }();
        ASSERT_THAT(hit, SizeIs(2));
        for (const store::Delivery& delivery : hit) {
            EXPECT_EQ(delivery.state, refusal.state);
            ASSERT_THAT(delivery.attempts, SizeIs(1));
            const bool is_bdat = not_offered.empty() && refusal.stage == Stage::data;  // its only reply is to the end
            EXPECT_EQ(delivery.attempts[0].stage, is_bdat ? "dot" : refusal.stage_name);
            EXPECT_EQ(delivery.attempts[0].code, refusal.code);
            EXPECT_EQ(delivery.attempts[0].enhanced, refusal.enhanced);
        }
        world.pass(3min);
        const auto open = refusal.state == State::deferred ? 0U : 2U;
        EXPECT_EQ(world.deliveries_in("sr-update", number, "accepted"), 20 - static_cast<int>(open));
    }
    EXPECT_EQ(world.relay().report().violations_in_all(), 0U) << world.relay().report().json();
    EXPECT_EQ(world.relay().report().duplicates, 0U);
    EXPECT_EQ(journalled("relay_trouble"), 0);
}

class RelayThatShutsTheDoor : public OpenList, public testing::WithParamInterface<Refusal> {};

INSTANTIATE_TEST_SUITE_P(
    Session, RelayThatShutsTheDoor,
    testing::Values(Refusal{"HeloFourHundred", Stage::helo, "451 4.3.0 not now", "helo", 451, "", State::queued},
                    Refusal{"Helo421", Stage::helo, "421 4.3.2 shutting down", "helo", 421, "", State::queued},
                    Refusal{"HeloFiveHundred", Stage::helo, "554 5.7.1 go away", "helo", 554, "", State::queued},
                    Refusal{"MailFiveHundred", Stage::mail, "550 5.7.1 not from you", "mail", 550, "", State::queued}),
    [](const auto& refusal) { return refusal.param.name; });

TEST_P(RelayThatShutsTheDoor, KeepsAllWaitingUncountedBouncesNoneAndTellsTheOperator)
{
    world.import("sr-update", roster(50));
    world.relay().rules().add({.stage = GetParam().stage, .action = Reply{GetParam().reply}});
    world.receive(issue(1));
    world.pass(days{1});
    const auto waiting = deliveries(1);
    EXPECT_THAT(waiting, SizeIs(50));
    for (const store::Delivery& delivery : waiting) {
        EXPECT_THAT(delivery.attempts, testing::IsEmpty());
        EXPECT_THAT(delivery.state, testing::AnyOf(State::queued, State::leased));
    }
    EXPECT_EQ(journalled("relay_trouble"), 1);
    world.relay().rules().clear();
    world.pass(15min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), 50);
    const auto alerts = world.take_sent_to("operator@secretariat.example");
    ASSERT_THAT(alerts, SizeIs(1));
    EXPECT_THAT(alerts[0].body(), HasSubstr(GetParam().reply.substr(4)));
}

TEST_F(OpenList, RelaySilentAfterTheDotForOneHoldsUpNoneOfTheOthers)
{
    constexpr int members = 400;
    world.import("sr-update", roster(members));
    world.relay().rules().add({.stage = Stage::dot, .match = "m7@*", .times = 1, .action = Hang{}});
    world.receive(issue(1));
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), members - 1) << "before any time passed";
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "leased"), 1);
    world.pass(9min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "leased"), 1) << "RFC 5321 §4.5.3.2.6: ten minutes";
    world.pass(1h);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), members);
    EXPECT_EQ(journalled("delivery_in_doubt"), 1);
}

TEST_F(OpenList, RelayThatAnswersTheDotTooLateGetsADuplicateThatTheJournalExplains)
{
    world.import("sr-update", roster(3));
    world.receive(issue(1));
    world.relay().set_silent(true);  // to what comes over the connections that are open
    world.receive(issue(2));
    world.pass(10min);  // its 250 would come a second later
    world.relay().set_silent(false);
    world.pass(5min);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
    const auto duplicates = world.relay().report().duplicates;
    EXPECT_GT(duplicates, 0U);
    EXPECT_LE(duplicates, static_cast<unsigned>(journalled("delivery_in_doubt")));
    std::map<std::string, int> copies;
    for (const auto& message : world.relay().messages()) {
        if (message.message_id == "<issue2@secretariat.example>") ++copies[message.recipients.front()];
    }
    EXPECT_THAT(copies, SizeIs(3)) << "the same Message-ID each time";
}

TEST_F(OpenList, RelayThatLimitsAtScaleMeetsNoStampede)
{
    constexpr int members = 2000;
    world.import("sr-update", roster(members));
    world.relay().rules().add(
        {.stage = Stage::rcpt, .match = "m*", .first = 3, .action = Reply{"450 4.2.1 too many for this mailbox"}});
    world.receive(issue(1));
    world.pass(1s);
    for (int round = 1; round <= 2; ++round) {
        std::map<std::int64_t, int> due_in_second;
        base::Time first = base::Time::max();
        base::Time last = base::Time::min();
        for (const store::Delivery& delivery : deliveries(1)) {
            ASSERT_EQ(delivery.state, State::deferred);
            ASSERT_THAT(delivery.attempts, SizeIs(round));
            first = std::min(first, *delivery.due_at);
            last = std::max(last, *delivery.due_at);
            ++due_in_second[base::to_unix_ms(*delivery.due_at) / 1000];
        }
        const std::chrono::seconds waits = round == 1 ? 1min : 5min;
        EXPECT_GE(last - first, waits * 3 / 10) << "spread over a fifth to either side";
        const auto even_share = members / (waits * 2 / 5).count();
        for (const auto& [second, count] : due_in_second) EXPECT_LE(count, 2 * even_share) << "in one second";
        world.pass(waits * 6 / 5 + 1s);
    }
    world.pass(30min);
    EXPECT_EQ(world.deliveries_in("sr-update", 1, "accepted"), members);
    EXPECT_EQ(world.relay().report().duplicates, 0U);
}

}  // namespace
