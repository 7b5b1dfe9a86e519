/// A disk that fails while the store works: errors at each of its calls, no room, and what a start then finds.

#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/faulty_disk.h"
#include "support/process.h"
#include "support/store_fixture.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <map>
#include <thread>

namespace {

using namespace std::chrono_literals;
using store::Durability;
using store::io::GroupWriter;
using store::io::SqliteStore;
using testing_support::DiskCall;
using testing_support::DiskFault;
using testing_support::FaultyDisk;
using testing_support::FolderOn;
using testing_support::TemporaryFolder;
using testing_support::World;

store::NewMessage message(int number)
{
    return {.received_at = base::from_unix_ms(1'116'063'000'000),
            .recipient = "sr-update@lists.example",
            .reverse_path = "ann@body.example",
            .content = "Subject: " + std::to_string(number) + "\r\n\r\n" + std::string(2000, 'x') + "\r\n",
            .message_id = "<" + std::to_string(number) + "@body.example>",
            .ingest_key = "key " + std::to_string(number)};
}

enum class Answer : unsigned char { yes, no_room, broken, other };

Answer accept(store::Transactor& store, int number)
{
    try {
        store.run(Durability::power_loss, [&](store::Store& rows) { rows.spool().add(message(number)); });
        return Answer::yes;
    } catch (const store::DiskFull&) {
        return Answer::no_room;
    } catch (const store::Broken&) {
        return Answer::broken;
    } catch (const std::exception&) {
        return Answer::other;
    }
}

void expect_whole(const std::filesystem::path& file, const std::vector<int>& acknowledged)
{
    SqliteStore store(file);
    EXPECT_THAT(store.check_integrity(), testing::IsEmpty());
    store.read([&](store::Store& rows) {
        for (const int number : acknowledged) {
            const auto found = rows.spool().search(message(number).message_id, 1);
            ASSERT_EQ(found.size(), 1U) << "message " << number << " was acknowledged and is gone";
            EXPECT_EQ(rows.spool().octets(found.front().id), message(number).content.octets());
        }
    });
}

constexpr int messages = 12;

/// Messages come one by one while that fault is armed. Which were acknowledged.
std::vector<int> accept_all(SqliteStore& store, std::vector<std::string>& alarms)
{
    std::vector<int> acknowledged;
    GroupWriter writer(store, [&](const std::string& why) { alarms.push_back(why); });
    bool was_broken = false;
    for (int number = 0; number < messages; ++number) {
        const Answer answer = accept(writer, number);
        EXPECT_FALSE(was_broken && answer == Answer::yes) << "believed again after a failure";
        was_broken = was_broken || answer == Answer::broken;
        if (answer == Answer::yes) acknowledged.push_back(number);
    }
    writer.run(Durability::killed, [](store::Store&) {});
    return acknowledged;
}

struct DiskCase {
    const char* name;
    DiskCall call;
    bool is_lasting;
};

class DiskError : public testing::TestWithParam<DiskCase> {};

// Faults 6 and 15 (goal 3): at the first, the second, … call until the run comes to its end without one.
TEST_P(DiskError, AtEachCallEndsAllAnswersAndLosesNothingAcknowledged)
{
    int failed_runs = 0;
    for (std::uint64_t at = 1;; ++at) {
        SCOPED_TRACE("call " + std::to_string(at));
        const TemporaryFolder folder(FolderOn::memory);
        std::vector<int> acknowledged;
        std::vector<std::string> alarms;
        bool has_failed = false;
        {
            FaultyDisk disk;
            SqliteStore store(folder / "store.db");
            disk.arm({.call = GetParam().call, .at = at, .is_lasting = GetParam().is_lasting});
            try {
                acknowledged = accept_all(store, alarms);
            } catch (const store::Broken&) {  // the last run: nothing is committed any more
                EXPECT_EQ(alarms.size(), 1U) << "the daemon was not told, or told twice";
            }
            has_failed = disk.has_failed();
        }
        expect_whole(folder / "store.db", acknowledged);
        if (HasFailure()) return;
        if (!has_failed) {
            EXPECT_EQ(acknowledged.size(), static_cast<std::size_t>(messages));
            break;
        }
        ++failed_runs;
    }
    EXPECT_GT(failed_runs, GetParam().call == DiskCall::truncate ? -1 : 0) << "nothing ever failed";
}

INSTANTIATE_TEST_SUITE_P(Calls, DiskError,
                         testing::Values(DiskCase{"SyncOnce", DiskCall::sync, false},
                                         DiskCase{"SyncForEver", DiskCall::sync, true},
                                         DiskCase{"WriteOnce", DiskCall::write, false},
                                         DiskCase{"WriteForEver", DiskCall::write, true}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(FailedSync, IsNotBelievedWhenTheNextOneSucceeds)  // fault 6
{
    const TemporaryFolder folder(FolderOn::memory);
    {
        FaultyDisk disk;
        SqliteStore store(folder / "store.db");
        EXPECT_EQ(accept(store, 0), Answer::yes);
        disk.arm({.call = DiskCall::sync});
        EXPECT_EQ(accept(store, 1), Answer::broken);
        EXPECT_EQ(accept(store, 2), Answer::broken);
        EXPECT_THROW(store.read([](store::Store&) {}), store::Broken);
        EXPECT_THROW(store.checkpoint(), store::Broken);
    }
    expect_whole(folder / "store.db", {0});
}

TEST(FailedSync, OfACheckpointThatACommitBeganIsNoticed)  // fault 6: SQLite's own checkpoint would hide it
{
    const TemporaryFolder folder(FolderOn::memory);
    FaultyDisk disk;
    SqliteStore store(folder / "store.db");
    disk.arm({.call = DiskCall::sync, .at = 1, .is_lasting = true, .only_file = "store.db"});
    std::string failure;
    const std::string large(400'000, 'x');
    for (int i = 0; i < 100 && failure.empty(); ++i) {
        try {
            store.run(Durability::killed, [&](store::Store& rows) {
                store::NewMessage big = message(i);
                big.content = big.content.octets() + large + std::to_string(i);
                rows.spool().add(big);
            });
        } catch (const store::Broken& broken) {
            failure = broken.what();
        }
    }
    EXPECT_THAT(failure, testing::HasSubstr("store.db"));
}

TEST(FullDisk, InACommitIsSaidSoAndOverOnceThereIsRoom)  // fault 7
{
    bool has_said_so = false;
    for (std::uint64_t at = 1;; ++at) {
        SCOPED_TRACE("write " + std::to_string(at));
        const TemporaryFolder folder(FolderOn::memory);
        std::vector<int> acknowledged;
        bool has_failed = false;
        {
            FaultyDisk disk;
            SqliteStore store(folder / "store.db");
            GroupWriter writer(store);
            disk.arm({.call = DiskCall::write, .at = at, .is_lasting = true, .is_full = true});
            for (int number = 0; number < messages / 2; ++number) {
                const Answer answer = accept(writer, number);
                EXPECT_TRUE(answer == Answer::yes || answer == Answer::no_room);
                if (answer == Answer::yes) acknowledged.push_back(number);
                has_said_so = has_said_so || answer == Answer::no_room;
            }
            has_failed = disk.has_failed();
            disk.disarm();
            for (int number = messages / 2; number < messages; ++number) {
                EXPECT_EQ(accept(writer, number), Answer::yes);
                acknowledged.push_back(number);
            }
        }
        expect_whole(folder / "store.db", acknowledged);
        if (HasFailure() || !has_failed) break;
    }
    EXPECT_TRUE(has_said_so);
}

// Fault 48: 250 was received, and its result cannot be written down.
TEST(FullDisk, WhileResultsComeInLeasesNothingNewAndSendsNothingTwice)
{
    constexpr int members = 60;
    constexpr std::size_t connections = 4;
    FaultyDisk disk;
    World* seen = nullptr;
    std::size_t sent_before = 0;
    const auto fill = [&] {
        if (seen == nullptr || sent_before > 0 || seen->sent_count() < 10) return;
        sent_before = seen->sent_count();
        disk.arm({.call = DiskCall::write, .is_lasting = true, .is_full = true});
    };
    World world(World::usual_config("post_auth = \"open\"\n"), {.on_moment = fill});
    seen = &world;
    std::string csv = "email,category\n";
    for (int i = 0; i < members; ++i) csv += "m" + std::to_string(i) + "@d" + std::to_string(i % 7) + ".example,nmb\n";
    world.import("sr-update", csv);
    world.receive({.from = "secretary@secretariat.example", .to = "sr-update@lists.example.org", .subject = "Issue 1"});
    ASSERT_TRUE(disk.has_failed());
    world.pass(10min);
    EXPECT_LE(world.sent_count(), sent_before + connections) << "sent on although no result could be written";
    disk.disarm();
    world.pass(10min);
    EXPECT_EQ(world.issue_state("sr-update", 1), "distributed");
    std::map<std::string, int> copies;
    for (const auto& sent : world.relay().messages())
        if (sent.content.find("List-Id:") != std::string::npos) ++copies[sent.recipients.front()];
    EXPECT_EQ(copies.size(), static_cast<std::size_t>(members));
    for (const auto& [recipient, count] : copies) EXPECT_EQ(count, 1) << recipient;
}

TEST(Results, ThatNothingFollowsAreSyncedSoonAllTheSame)  // fault 5: "the last 50 ms"
{
    const TemporaryFolder folder(FolderOn::memory);
    FaultyDisk disk;
    SqliteStore store(folder / "store.db");
    GroupWriter writer(store);
    writer.run(Durability::power_loss, [](store::Store& rows) { rows.settings().set("x", 1); });
    disk.disarm();
    writer.run(Durability::killed, [](store::Store& rows) { rows.settings().set("x", 2); });
    EXPECT_TRUE(testing_support::eventually([&] { return disk.calls(DiskCall::sync) > 0; }, 10s));
}

// Fault 62: EIO while a killed daemon's log is recovered.
TEST(DiskErrorWhileRecovering, FromAKillIsToldAndLosesNothing)
{
    const TemporaryFolder folder(FolderOn::memory);
    const auto left = folder / "left.db";
    std::vector<int> acknowledged;
    {
        SqliteStore store(folder / "store.db");
        for (int number = 0; number < messages; ++number) {
            ASSERT_EQ(accept(store, number), Answer::yes);
            acknowledged.push_back(number);
        }
        std::filesystem::copy_file(folder / "store.db", left);  // as a kill leaves it: the log not copied back
        std::filesystem::copy_file(folder / "store.db-wal", folder / "left.db-wal");
    }
    for (const DiskCall call : {DiskCall::read, DiskCall::write, DiskCall::sync}) {
        int failed_runs = 0;
        for (std::uint64_t at = 1;; ++at) {
            SCOPED_TRACE("call " + std::to_string(static_cast<int>(call)) + " at " + std::to_string(at));
            const TemporaryFolder copy(FolderOn::memory);
            std::filesystem::copy_file(left, copy / "store.db");
            std::filesystem::copy_file(folder / "left.db-wal", copy / "store.db-wal");
            bool has_failed = false;
            {
                FaultyDisk disk;
                disk.arm({.call = call, .at = at});
                try {
                    SqliteStore store(copy / "store.db");
                    store.checkpoint();
                    (void)accept(store, 1000);
                } catch (const std::runtime_error& error) {
                    EXPECT_THAT(error.what(), testing::HasSubstr("store.db"));
                }
                has_failed = disk.has_failed();
            }
            expect_whole(copy / "store.db", acknowledged);
            if (HasFailure()) return;
            if (!has_failed) break;
            ++failed_runs;
        }
        EXPECT_GT(failed_runs, 0);
    }
}

// Fault 55. The bound is the promise; what is measured here is some milliseconds.
TEST(Backup, UnderFullLoadIsWholeAndKeepsNobodyWaiting)
{
    const TemporaryFolder folder;
    SqliteStore store(folder / "store.db");
    store.run(Durability::killed, [](store::Store& rows) {
        for (int number = 0; number < 20'000; ++number) rows.spool().add(message(number));
    });
    GroupWriter writer(store);
    std::atomic<bool> is_over = false;
    std::atomic<int> refused = 0;
    std::atomic<int> accepted = 0;
    std::chrono::steady_clock::duration longest{};
    std::thread clients([&] {
        for (int number = 100'000; !is_over; ++number) {
            const auto begun = std::chrono::steady_clock::now();
            ++(accept(writer, number) == Answer::yes ? accepted : refused);
            longest = std::max(longest, std::chrono::steady_clock::now() - begun);
        }
    });
    while (accepted < 3) std::this_thread::yield();
    SqliteStore(folder / "store.db").backup(folder / "copy.db");
    is_over = true;
    clients.join();
    EXPECT_EQ(refused, 0);
    EXPECT_LT(longest, 1s);
    std::vector<int> before;
    for (int number = 0; number < 20'000; number += 997) before.push_back(number);
    expect_whole(folder / "copy.db", before);
}

TEST(Damage, OfOctetsIsNoticedWhenTheyAreReadAndNothingGoesOnAfterIt)  // fault 50
{
    testing_support::StoreFixture fixture;
    const store::Id id = fixture.spool("k", "Subject: x\r\n\r\nreadme\r\n");
    SQLite::Database(fixture.folder / "store.sqlite", SQLite::OPEN_READWRITE)
        .exec("UPDATE content SET octets = CAST(replace(CAST(octets AS TEXT), 'readme', 'reedme') AS BLOB)");
    try {
        fixture.in([&](store::Store& rows) { (void)rows.spool().octets(id); });
        FAIL() << "damaged octets were handed out";
    } catch (const store::Broken& broken) {
        EXPECT_THAT(broken.what(), testing::HasSubstr("content 1 is damaged"));
    }
    EXPECT_THROW(fixture.in([](store::Store&) {}), store::Broken);
}

}  // namespace
