#include "store/io/sqlite_store.h"

#include "store/io/database.h"
#include "store/io/group_writer.h"
#include "store/io/migration.h"
#include "support/store_fixture.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace store::io {
namespace {

std::string failure_of(const std::filesystem::path& file)
{
    try {
        const SqliteStore store(file);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

TEST(SqliteStore, IsMadeOnceAndOpenedAgain)
{
    const testing_support::TemporaryFolder folder;
    const auto file = folder / "store.sqlite";
    SqliteStore(file).run(Durability::power_loss, [](Store& store) { store.settings().set("x", 5); });
    SqliteStore again(file);
    again.run(Durability::killed, [](Store& store) { EXPECT_EQ(store.settings().get("x"), 5); });
    EXPECT_TRUE(again.check_integrity().empty());
}

TEST(SqliteStore, OfANewerSchemaIsRefusedAndLeftAsItIs)
{
    const testing_support::TemporaryFolder folder;
    const auto file = folder / "store.sqlite";
    {
        const SqliteStore store(file);
    }
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    const std::string failure = failure_of(file);
    EXPECT_NE(failure.find("schema 99"), std::string::npos) << failure;
    EXPECT_NE(failure.find(file.string()), std::string::npos) << failure;
    EXPECT_EQ(SQLite::Database(file.string()).execAndGet("PRAGMA user_version").getInt(), 99);
}

TEST(SqliteStore, FileThatIsNotOursIsRefused)
{
    const testing_support::TemporaryFolder folder;
    SQLite::Database(folder / "other.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
    EXPECT_NE(failure_of(folder / "other.sqlite").find("is not a store of Gazetted"), std::string::npos);
    EXPECT_EQ(SQLite::Database(folder / "other.sqlite").execAndGet("SELECT count(*) FROM sqlite_schema").getInt(), 1);

    std::ofstream(folder / "text") << std::string(5000, 'x');
    EXPECT_NE(failure_of(folder / "text"), "");
    EXPECT_EQ(testing_support::read_text(folder / "text"), std::string(5000, 'x'));
    EXPECT_NE(failure_of(folder / "no/such/folder"), "");
}

// Migrations replace a rule of a table in its text, and nothing else may.
TEST(SqliteStore, RulesOfTablesAreChangedByMigrationsAlone)
{
    const testing_support::TemporaryFolder folder;
    const auto file = folder / "store.sqlite";
    Database database(file);
    migrate(database);
    const std::string rules =
        database.handle().execAndGet("SELECT sql FROM sqlite_schema WHERE name = 'delivery'").getString();
    EXPECT_NE(rules.find("OR state = 'cancelled')"), std::string::npos) << rules;
    EXPECT_THROW(database.run("UPDATE sqlite_schema SET sql = '' WHERE name = 'delivery'"), SQLite::Exception);
    const auto add = [&](const std::string& state) {
        database.run(("INSERT INTO delivery (lane, list, recipient, domain, reverse_path, state, queued_ms) VALUES"
                      " (0, 'news', 'a@body.example', 'body.example', 'verp', '" +
                      state + "', 0)")
                         .c_str());
    };
    EXPECT_NO_THROW(add("accepted"));
    EXPECT_THROW(add("lost"), SQLite::Exception);
}

TEST(SqliteStore, SameMigrationByTwoAtOnceIsDoneOnce)
{
    const testing_support::TemporaryFolder folder;
    std::vector<std::future<std::string>> openers;
    for (int i = 0; i < 4; ++i)
        openers.push_back(std::async(std::launch::async, [&] { return failure_of(folder / "store.sqlite"); }));
    for (auto& opener : openers) EXPECT_EQ(opener.get(), "");
}

// `gazettectl members` of a million took the writer's lock for seconds, and intake waited for it.
TEST(SqliteStore, ReaderWaitsForNoWriterAndKeepsNoneWaiting)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore writer(folder / "store.sqlite");
    writer.run(Durability::killed, [](Store& s) { s.settings().set("x", 1); });
    SqliteStore reader(folder / "store.sqlite");
    writer.run(Durability::killed, [&](Store& s) {
        s.settings().set("x", 2);
        SqliteStore(folder / "store.sqlite").read([](Store& r) { EXPECT_EQ(r.settings().get("x"), 1); });
    });
    reader.read([&](Store& r) {
        EXPECT_EQ(r.settings().get("x"), 2);
        writer.run(Durability::power_loss, [](Store& s) { s.settings().set("x", 3); });
        EXPECT_EQ(r.settings().get("x"), 2) << "a snapshot stays as it was";
    });
}

TEST(SqliteStore, WorkThatOnlyReadsMayNotWrite)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    EXPECT_THROW(store.read([](Store& s) { s.settings().set("x", 1); }), std::runtime_error);
    store.run(Durability::killed, [](Store& s) { s.settings().set("x", 2); });
    store.read([](Store& s) { EXPECT_EQ(s.settings().get("x"), 2); });
}

TEST(SqliteStore, WorkThatThrowsLeavesNothing)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    EXPECT_THROW(store.run(Durability::killed,
                           [](Store& s) {
                               s.settings().set("x", 1);
                               throw std::runtime_error("mistake");
                           }),
                 std::runtime_error);
    store.run(Durability::killed, [](Store& s) { EXPECT_FALSE(s.settings().get("x")); });
}

TEST(SqliteStore, WorkOfAGroupThatThrowsUndoesItselfAlone)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    const auto set = [](const char* name, bool throws) {
        return Work([name, throws](Store& s) {
            s.settings().set(name, 1);
            if (throws) s.issues().add({.list = "no such list"});  // a constraint of the database
        });
    };
    const Work a = set("a", false);
    const Work b = set("b", true);
    const Work c = set("c", false);
    const auto errors = store.run_group(Durability::killed, {&a, &b, &c});
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_FALSE(errors[0]);
    EXPECT_TRUE(errors[1]);
    EXPECT_FALSE(errors[2]);
    store.run(Durability::killed, [](Store& s) {
        EXPECT_TRUE(s.settings().get("a"));
        EXPECT_FALSE(s.settings().get("b"));
        EXPECT_TRUE(s.settings().get("c"));
    });
}

TEST(StoreLock, RefusesASecondHolderAndNamesTheFirst)
{
    const testing_support::TemporaryFolder folder;
    {
        const StoreLock first(folder / "lock");
        try {
            const StoreLock second(folder / "lock");
            FAIL() << "two hold the lock";
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find("process " + std::to_string(::getpid())), std::string::npos)
                << error.what();
        }
    }
    const StoreLock third(folder / "lock");
}

TEST(Backup, IsWholeThoughAnotherWritesAllTheTime)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    store.run(Durability::killed, [](Store& s) {  // several steps' worth of pages
        for (int i = 0; i < 2000; ++i) {
            s.spool().add({.received_at = {},
                           .recipient = "r@lists.example",
                           .reverse_path = "",
                           .content = std::to_string(i) + std::string(8000, 'x'),
                           .message_id = "",
                           .ingest_key = "b" + std::to_string(i)});
        }
    });
    std::atomic<bool> is_over = false;
    std::atomic<int> rounds = 0;
    std::thread writer([&] {
        SqliteStore other(folder / "store.sqlite");
        while (!is_over) {
            const int round = ++rounds;
            other.run(Durability::killed, [round](Store& s) {
                s.settings().set("left", round);
                s.settings().set("right", round);
            });
        }
    });
    while (rounds < 3) std::this_thread::yield();
    store.backup(folder / "copy.sqlite");
    is_over = true;
    writer.join();
    SqliteStore copy(folder / "copy.sqlite");
    EXPECT_TRUE(copy.check_integrity().empty());
    copy.run(Durability::killed, [](Store& s) {
        EXPECT_EQ(s.settings().get("left"), s.settings().get("right"));
        EXPECT_EQ(s.spool().waiting_count(), 2000);
    });
    EXPECT_THROW(store.backup(folder / "copy.sqlite"), std::runtime_error);
    EXPECT_EQ(std::filesystem::status(folder / "copy.sqlite").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(GroupWriter, OneFailingWorkDoesNotUndoItsNeighbours)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    constexpr int works = 200;
    std::atomic<int> good = 0;
    std::atomic<int> bad = 0;
    {
        GroupWriter writer(store);
        for (int i = 0; i < works; ++i) {
            writer.submit(
                Durability::killed,
                [i](Store& s) {
                    s.settings().set("n" + std::to_string(i), i);
                    if (i % 3 == 0) throw std::runtime_error("mistake");
                },
                [&](std::exception_ptr error) { ++(error ? bad : good); });
        }
        EXPECT_THROW(writer.run(Durability::power_loss, [](Store&) { throw std::logic_error("mine"); }),
                     std::logic_error);
        writer.run(Durability::power_loss, [](Store& s) { s.settings().set("last", 1); });
    }
    EXPECT_EQ(good, 133);
    EXPECT_EQ(bad, 67);
    store.run(Durability::killed, [](Store& s) {
        for (int i = 0; i < works; ++i)
            EXPECT_EQ(s.settings().get("n" + std::to_string(i)).has_value(), i % 3 != 0) << i;
        EXPECT_TRUE(s.settings().get("last"));
    });
}

TEST(GroupWriter, RunsWhatWasSubmittedBeforeItEndsAndInOrder)
{
    const testing_support::TemporaryFolder folder;
    SqliteStore store(folder / "store.sqlite");
    std::vector<int> order;
    {
        GroupWriter writer(store);
        for (int i = 0; i < 1200; ++i) {
            writer.submit(
                Durability::killed, [](Store&) {}, [&order, i](const std::exception_ptr&) { order.push_back(i); });
        }
    }
    ASSERT_EQ(order.size(), 1200U);
    for (int i = 0; i < 1200; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace store::io
