#include "desk/start.h"

#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace desk {
namespace {

using testing_support::StoreFixture;

constexpr std::int64_t this_boot = 7;

Start start(StoreFixture& fixture, std::optional<std::int64_t> beside, std::int64_t next, bool has_log = true,
            std::int64_t boot = this_boot)
{
    return fixture.in([&](store::Store& store) {
        return begin_run(store, {.boot = boot, .epoch_beside = beside, .has_log = has_log, .next_epoch = next},
                         fixture.start);
    });
}

bool is_paused(StoreFixture& fixture)
{
    return fixture.in([](store::Store& store) { return store.settings().get("queue_paused").value_or(0) == 1; });
}

TEST(Start, AnewAndAgainAndAgainHoldsNothing)
{
    StoreFixture fixture;
    EXPECT_EQ(start(fixture, std::nullopt, 11, false).why_held, "");
    EXPECT_EQ(start(fixture, 11, 12).why_held, "");
    EXPECT_EQ(start(fixture, 12, 13).why_held, "");
    EXPECT_FALSE(is_paused(fixture));
}

TEST(Start, KilledBeforeItsEpochWasWrittenBesideHoldsNothing)
{
    StoreFixture fixture;
    (void)start(fixture, std::nullopt, 11, false);
    EXPECT_EQ(start(fixture, std::nullopt, 12).why_held, "") << "the first file was never written";
    (void)start(fixture, 12, 13);
    EXPECT_EQ(start(fixture, 12, 14).why_held, "") << "13 was never written";
}

struct HeldCase {
    const char* what;
    std::optional<std::int64_t> beside;
    bool has_log;
    const char* reason;
};

constexpr HeldCase held_cases[] = {
    {"a copy on another machine", std::nullopt, true, "copied or restored to here"},
    {"an older copy", 99, true, "is not the one that ran here last"},
    {"a log that is gone", 12, false, "was removed"},
};

TEST(Start, OnAnotherStoreThanTheLastPausesTheQueueUntilItIsResumed)
{
    for (const HeldCase& each : held_cases) {
        SCOPED_TRACE(each.what);
        StoreFixture fixture;
        (void)start(fixture, std::nullopt, 11, false);
        (void)start(fixture, 11, 12);
        EXPECT_NE(start(fixture, each.beside, 20, each.has_log).why_held.find(each.reason), std::string::npos);
        EXPECT_TRUE(is_paused(fixture));
        EXPECT_EQ(start(fixture, 20, 21).why_held, "") << "it is told once";
        EXPECT_TRUE(is_paused(fixture)) << "and a second start is no release";
        const auto last = fixture.in([](store::Store& store) { return store.journal().latest(1).front(); });
        EXPECT_EQ(last.event, "queue_held");
    }
}

TEST(Start, OnABackupPausesTheQueueBesideAnyEpochAndNone)
{
    for (const std::optional<std::int64_t> beside : {std::optional<std::int64_t>(11), std::optional<std::int64_t>()}) {
        StoreFixture fixture;
        (void)start(fixture, std::nullopt, 11, false);
        fixture.sqlite.backup(fixture.folder / "copy.sqlite");
        store::io::SqliteStore copy(fixture.folder / "copy.sqlite");
        Start begun;
        copy.run(store::Durability::killed, [&](store::Store& store) {
            begun = begin_run(store, {.boot = this_boot, .epoch_beside = beside, .next_epoch = 12}, fixture.start);
        });
        EXPECT_NE(begun.why_held, "");
    }
}

TEST(Start, AfterThePowerWentWhileItRanIsJournalled)
{
    StoreFixture fixture;
    EXPECT_FALSE(start(fixture, std::nullopt, 11, false).is_after_power_cut);
    EXPECT_FALSE(start(fixture, 11, 12).is_after_power_cut) << "killed, in the same boot";
    EXPECT_TRUE(start(fixture, 12, 13, true, this_boot + 1).is_after_power_cut);
    fixture.in([](store::Store& store) { EXPECT_EQ(store.journal().latest(1).front().event, "power_lost"); });
    fixture.in([](store::Store& store) { end_run(store); });
    EXPECT_FALSE(start(fixture, 13, 14, true, this_boot + 2).is_after_power_cut) << "it had ended before";
}

}  // namespace
}  // namespace desk
