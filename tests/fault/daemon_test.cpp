/// The real daemon, killed and failed at each of its calls, on small and damaged disks.

#include "desk/desk.h"
#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/soak.h"
#include "support/store_fixture.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <SQLiteCpp/Database.h>

#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <random>
#include <thread>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::eventually;
using testing_support::program;
using testing_support::read_text;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

constexpr int members = 6;

std::vector<std::string> with_fault(const std::string& fault, bool after_listen = false)
{
#if defined(__SANITIZE_ADDRESS__)
    const std::string first = "libasan.so.8:";  // its own calls must not come to us before it is ready
#else
    const std::string first;
#endif
    std::vector<std::string> environment{"/usr/bin/env", "LD_PRELOAD=" + first + program("failing_calls.so"),
                                         "GAZETTED_FAULT=" + fault};
    if (after_listen) environment.emplace_back("GAZETTED_FAULT_AFTER=listen");
    return environment;
}

std::string roster(int count = members)
{
    std::string csv = "email,category\n";
    for (int i = 0; i < count; ++i) csv += "m" + std::to_string(i) + "@d" + std::to_string(i % 3) + ".example,nmb\n";
    return csv;
}

/// By LMTP. The reply to the message, or "" when none came.
std::string send_post(const RunningDaemon& daemon, const std::string& message_id)
{
    const auto sent = testing_support::run_process(
        {"swaks", "--server", "127.0.0.1:" + std::to_string(daemon.lmtp_port()), "--protocol", "LMTP", "--from",
         "secretary@secretariat.example", "--to", "sr-update@lists.example.org", "--header", "Subject: Issue",
         "--header", "Message-Id: " + message_id, "--timeout", "20s"});
    const auto dot = sent.output.find("\n -> .");
    if (dot == std::string::npos) return "";
    const auto reply = std::min(sent.output.find("<-  ", dot), sent.output.find("<** ", dot));
    return reply == std::string::npos ? "" : sent.output.substr(reply + 4, 9);
}

testing_support::Finished inject(const RunningDaemon& daemon, const std::string& message_id)
{
    return daemon.ctl(
        {"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
        "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue\nMessage-ID: " +
            message_id + "\n\nDear colleagues\n");
}

/// Issues of the store, read beside the daemon.
std::vector<store::Issue> issues(const RunningDaemon& daemon)
{
    std::vector<store::Issue> all;
    store::io::SqliteStore(daemon.data() / "gazetted.db").read([&](store::Store& store) {
        all = store.issues().all("sr-update");
    });
    return all;
}

bool is_distributed(const RunningDaemon& daemon)
{
    const auto all = issues(daemon);
    return !all.empty() && all.front().state == store::IssueState::distributed;
}

/// Each member once; twice only where the journal says that it was in doubt.
void expect_each_member_once(const RunningDaemon& daemon, const ScriptedRelay& relay, const std::string& message_id)
{
    std::map<std::string, int> copies;
    for (const auto& message : relay.messages())
        if (message.message_id == message_id) ++copies[message.recipients.front()];
    store::io::SqliteStore store(daemon.data() / "gazetted.db");
    EXPECT_THAT(store.check_integrity(), testing::IsEmpty());
    store.read([&](store::Store& rows) {
        const auto all = rows.issues().all("sr-update");
        ASSERT_EQ(all.size(), 1U) << "one post, one issue";
        const auto deliveries = rows.queue().deliveries(all.front().id, 1000);
        EXPECT_EQ(deliveries.size(), static_cast<std::size_t>(members));
        for (const store::Delivery& delivery : deliveries) {
            int doubts = 0;
            for (const auto& entry : rows.journal().about_delivery(delivery.id))
                doubts += entry.event == "delivery_in_doubt" ? 1 : 0;
            EXPECT_GE(copies[delivery.recipient], 1) << delivery.recipient;
            EXPECT_LE(copies[delivery.recipient], 1 + doubts)
                << delivery.recipient << " has a duplicate that nothing explains";
        }
    });
}

/// One post comes by LMTP to a daemon on which that fault lies, is sent again by its MTA until it is answered with 250,
/// and a daemon without a fault brings it to its end. Whether the fault came to pass.
bool live_through(ScriptedRelay& relay, const std::string& fault, const std::string& name, bool after_listen = false)
{
    RunningDaemon daemon(
        {.relay_port = relay.port(), .relay_more = "connections = 2", .list_more = "post_auth = \"open\""});
    EXPECT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    const std::string message_id = "<" + name + "@secretariat.example>";
    daemon.launch(with_fault(fault, after_listen));
    bool has_ended = false;
    const bool is_up = eventually(
        [&] {
            has_ended = daemon.wait_for_end(0ms).has_value();
            return has_ended || daemon.log().find(" ready ") != std::string::npos;
        },
        20s);
    EXPECT_TRUE(is_up) << daemon.log();
    const bool was_acknowledged = !has_ended && send_post(daemon, message_id) == "250 2.0.0";
    bool was_finished = false;
    const auto ends = [&] {
        has_ended = has_ended || daemon.wait_for_end(0ms).has_value();
        was_finished = !has_ended && was_acknowledged && is_distributed(daemon);
        return has_ended || was_finished;
    };
    (void)eventually(ends, was_acknowledged ? 20s : 2s);
    if (!has_ended) has_ended = daemon.stop() != 0;
    daemon.start();
    if (!was_acknowledged) {
        EXPECT_EQ(send_post(daemon, message_id), "250 2.0.0");
    }
    EXPECT_TRUE(eventually([&] { return is_distributed(daemon); }, 20s)) << daemon.log();
    expect_each_member_once(daemon, relay, message_id);
    EXPECT_EQ(daemon.stop(), 0);
    return has_ended || !was_finished;
}

// Faults 2, 3, 4, 25, 46, 47 (goal 1): dead before its first write, sync or send, its second, and so on.
TEST(KillNine, BeforeEveryWriteSyncAndSendLosesNothingAndExplainsEveryDuplicate)
{
    ScriptedRelay relay;
    relay.start();
    const int step = testing_support::repetitions(19, 1);
    int kills = 0;
    for (int at = 1;; at += step) {
        SCOPED_TRACE("any:" + std::to_string(at) + ":kill");
        if (!live_through(relay, "any:" + std::to_string(at) + ":kill", "any" + std::to_string(at))) break;
        ++kills;
        if (HasFailure()) return;
    }
    EXPECT_GT(kills, 5);
    std::cout << kills << " kills\n";
}

// Fault 6, as the operator sees it.
TEST(FailedSync, EndsTheDaemonSoThatItIsStartedAnewAndLosesNothing)
{
    ScriptedRelay relay;
    relay.start();
    for (const int at : {1, 2, 4}) {
        for (const std::string how : {"eio", "eio-ever"}) {
            SCOPED_TRACE(how + " at " + std::to_string(at));
            RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
            ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
            daemon.launch(with_fault("sync:" + std::to_string(at) + ":" + how, true));
            ASSERT_TRUE(eventually([&] { return daemon.log().find(" ready ") != std::string::npos; }, 20s))
                << daemon.log();
            std::vector<std::string> acknowledged;
            std::optional<int> code;
            for (int i = 0; i < 50 && !code; ++i) {
                const std::string message_id =
                    "<" + how + std::to_string(at) + "." + std::to_string(i) + "@secretariat.example>";
                const std::string reply = send_post(daemon, message_id);
                if (reply == "250 2.0.0") acknowledged.push_back(message_id);
                const bool is_good = reply.empty() || reply == "250 2.0.0" || reply.starts_with("45");
                EXPECT_TRUE(is_good) << reply;
                code = daemon.wait_for_end(reply == "250 2.0.0" ? 0ms : 10s);
            }
            EXPECT_EQ(code, 1) << daemon.log();
            EXPECT_THAT(daemon.log(), HasSubstr("the store cannot be believed any more"));
            daemon.start();
            store::io::SqliteStore(daemon.data() / "gazetted.db").read([&](store::Store& rows) {
                for (const std::string& id : acknowledged) EXPECT_EQ(rows.spool().search(id, 1).size(), 1U) << id;
            });
            EXPECT_EQ(daemon.stop(), 0);
        }
    }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Fault 15: malloc fails once, somewhere in accepting, handling and sending.
TEST(OutOfMemory, AtAnyAllocationLosesNothing)
{
    ScriptedRelay relay;
    relay.start();
    std::mt19937 random(testing_support::seed_or(20050514));
    std::uniform_int_distribution<int> allocation(1, 12'000);  // what one post of six copies needs
    const int runs = testing_support::repetitions(8, 400);
    int ended = 0;
    for (int i = 0; i < runs; ++i) {
        const std::string fault = "alloc:" + std::to_string(allocation(random)) + ":fail";
        SCOPED_TRACE(fault);
        if (live_through(relay, fault, "alloc" + std::to_string(i), true)) ++ended;
        if (HasFailure()) return;
    }
    std::cout << ended << " of " << runs << " ended the daemon, the others cost one answer or nothing\n";
}
#endif

// Faults 16 and 23: what kills the daemon each time it handles it is held in the end, and all else goes on.
TEST(PoisonMessage, ThatKillsTheDaemonThreeTimesIsHeldAndHoldsNobodyUp)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    ASSERT_EQ(inject(daemon, "<poison@secretariat.example>").exit_code, 0);
    const auto poison = [&] {
        store::Message message;
        store::io::SqliteStore(daemon.data() / "gazetted.db").read([&](store::Store& rows) {
            message = rows.spool().search("<poison@secretariat.example>", 1).front();
        });
        return message;
    };
    // Killed at a later write each time, until it dies between the commit that begins with the message and the one that
    // ends with it.
    int at = 1;
    for (int death = 1; death <= 3; ++death) {
        for (; poison().handlings < death; ++at) {
            ASSERT_LT(at, 200);
            daemon.launch(with_fault("write:" + std::to_string(at) + ":kill", true));
            ASSERT_EQ(daemon.wait_for_end(20s), -1) << daemon.log();
        }
        ASSERT_EQ(poison().handlings, death);
        ASSERT_EQ(poison().state, store::MessageState::spooled);
        at = std::max(1, at - 5);
    }
    daemon.start();
    ASSERT_TRUE(eventually([&] { return daemon.ctl_json({"status"}).at("held").as_int64() == 1; }, 10s))
        << daemon.log();
    EXPECT_THAT(daemon.log(), HasSubstr("the daemon died three times while it handled this"));
    EXPECT_EQ(send_post(daemon, "<good@secretariat.example>"), "250 2.0.0");
    EXPECT_TRUE(eventually([&] { return is_distributed(daemon); }, 20s)) << daemon.log();
    EXPECT_EQ(daemon.stop(), 0);
}

// Fault 26. A child process fans out and is killed: the real desk and store, and nothing else to wait for.
TEST(KillNine, DuringAFanOutGivesEachMemberExactlyOneRow)
{
    const int audience = testing_support::repetitions(20'000, 100'000);
    const int kills = testing_support::repetitions(30, 200);
    testing_support::StoreFixture fixture;
    fixture.add_list("sr-update");
    fixture.add_members("sr-update", audience);
    const store::Id issue = fixture.add_issue("sr-update", 1, "<fan@secretariat.example>");
    const auto file = fixture.folder / "store.sqlite";
    const desk::Rules rules{.config = std::make_shared<config::Config>(), .templates = nullptr};
    const auto fan_out = [&] {
        store::io::SqliteStore store(file);
        document::DirectReader reader;
        desk::Desk desk(store, reader);
        while (desk.fan_out_next(rules, fixture.start)) {
        }
    };
    std::mt19937 random(testing_support::seed_or(20050514));
    // Long enough for a chunk now and then, short enough that the last kill still meets the work.
    std::uniform_int_distribution<int> instant_us(500, 12'000);
    int killed_at_work = 0;
    for (int i = 0; i < kills; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            fan_out();
            ::_exit(0);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(instant_us(random)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        if (WIFSIGNALED(status)) ++killed_at_work;
    }
    fan_out();
    EXPECT_GT(killed_at_work, kills / 2);
    fixture.in([&](store::Store& rows) {
        EXPECT_TRUE(rows.issues().find(issue)->is_fanned_out);
        const auto deliveries = rows.queue().deliveries(issue, static_cast<std::size_t>(audience) * 2);
        std::set<std::string> recipients;
        for (const store::Delivery& delivery : deliveries) recipients.insert(delivery.recipient);
        EXPECT_EQ(deliveries.size(), static_cast<std::size_t>(audience));
        EXPECT_EQ(recipients.size(), static_cast<std::size_t>(audience));
    });
    EXPECT_THAT(fixture.sqlite.check_integrity(), testing::IsEmpty());
    std::cout << killed_at_work << " kills at work\n";
}

// Fault 9.
TEST(BusyStore, BeyondTheTimeoutIsATemporaryRefusalAndOverAfterwards)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    daemon.start();
    {
        SQLite::Database other(daemon.data() / "gazetted.db", SQLite::OPEN_READWRITE, 5000);
        other.exec("BEGIN EXCLUSIVE");
        EXPECT_EQ(send_post(daemon, "<busy@secretariat.example>"), "452 4.3.0");
        other.exec("ROLLBACK");
    }
    EXPECT_EQ(send_post(daemon, "<busy@secretariat.example>"), "250 2.0.0");
    EXPECT_TRUE(eventually([&] { return is_distributed(daemon); }, 20s)) << daemon.log();
    EXPECT_EQ(daemon.stop(), 0);
}

/// Some MiB of their own; nothing where this user may not mount.
class SmallDisk {
  public:
    SmallDisk(const std::filesystem::path& at, const std::string& options) : at_(at)
    {
        std::filesystem::create_directories(at_);
        is_mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk()
    {
        if (is_mounted_) ::umount2(at_.c_str(), MNT_DETACH);
    }
    [[nodiscard]] bool is_mounted() const { return is_mounted_; }

  private:
    std::filesystem::path at_;
    bool is_mounted_ = false;
};

void set_min_free(const RunningDaemon& daemon, const std::string& size)
{
    const auto file = daemon.folder() / "gazetted.toml";
    std::string text = read_text(file);
    const std::string table = "[intake.lmtp]\n";
    text.insert(text.find(table) + table.size(), "min_free = \"" + size + "\"\n");
    std::ofstream(file) << text;
}

// Faults 7 and 8.
TEST(FullDisk, Is452AndNothingElseUntilThereIsRoomAgain)
{
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    const SmallDisk disk(daemon.data(), "size=6m,mode=0700");
    if (!disk.is_mounted()) GTEST_SKIP() << "only root may mount a small disk";
    set_min_free(daemon, "0 B");
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    daemon.start();
    const auto fill = daemon.data() / "fill";
    {
        std::ofstream all(fill);
        const std::string piece(4096, 'x');
        while (all.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
        }
    }
    std::string reply = "250 2.0.0";
    for (int i = 0; i < 400 && reply == "250 2.0.0"; ++i)
        reply = send_post(daemon, "<full" + std::to_string(i) + "@secretariat.example>");
    EXPECT_EQ(reply, "452 4.3.1") << daemon.log();
    std::filesystem::remove(fill);
    EXPECT_TRUE(eventually([&] { return send_post(daemon, "<room@secretariat.example>") == "250 2.0.0"; }, 10s))
        << daemon.log();
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(daemon.ctl({"check"}).exit_code, 0);
}

TEST(FullDisk, BelowTheReserveOfSpaceOrOfFilesIs452AtMail)  // fault 8
{
    ScriptedRelay relay;
    relay.start();
    for (const std::string options : {"size=32m,mode=0700", "size=256m,nr_inodes=900,mode=0700"}) {
        SCOPED_TRACE(options);
        RunningDaemon daemon({.relay_port = relay.port()});
        const SmallDisk disk(daemon.data(), options);
        if (!disk.is_mounted()) GTEST_SKIP() << "only root may mount a small disk";
        daemon.start();
        const auto sent = testing_support::run_process(
            {"swaks", "--server", "127.0.0.1:" + std::to_string(daemon.lmtp_port()), "--protocol", "LMTP", "--from",
             "secretary@secretariat.example", "--to", "sr-update@lists.example.org"});
        EXPECT_THAT(sent.output, HasSubstr("<** 452 4.3.1 no room"));
        EXPECT_EQ(daemon.stop(), 0);
    }
}

/// A store with an issue that was sent, and the daemon stopped.
std::unique_ptr<RunningDaemon> daemon_that_ran(const ScriptedRelay& relay)
{
    auto daemon = std::make_unique<RunningDaemon>(
        testing_support::DaemonOptions{.relay_port = relay.port(), .list_more = "post_auth = \"open\""});
    EXPECT_EQ(daemon->ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    daemon->start();
    EXPECT_EQ(send_post(*daemon, "<ran@secretariat.example>"), "250 2.0.0");
    EXPECT_TRUE(eventually([&] { return is_distributed(*daemon); }, 20s)) << daemon->log();
    return daemon;
}

// Faults 50 and 51: never a new, empty store in the place of one that is gone.
TEST(LostStore, MissingEmptyOrCutIsRefusedWithAClearMessage)
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    ASSERT_EQ(daemon->stop(), 0);
    const auto file = daemon->data() / "gazetted.db";
    const std::string whole = read_text(file);
    const std::vector<std::string> start{program("gazetted"), "--config",
                                         (daemon->folder() / "gazetted.toml").string()};
    for (const std::string& left : {std::string(), whole.substr(0, whole.size() / 2), "x" + whole.substr(1)}) {
        std::ofstream(file) << left;
        for (const auto& refused : {testing_support::run_process(start), daemon->ctl({"status"})}) {
            EXPECT_EQ(refused.exit_code, 1);
            EXPECT_THAT(refused.errors, HasSubstr(file.string()));
        }
        EXPECT_EQ(read_text(file).size(), left.size()) << "a damaged store was written to";
    }
    std::filesystem::remove(file);
    EXPECT_THAT(testing_support::run_process(start).errors, HasSubstr("is missing or empty"));
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(DamagedStore, IsSaidSoByCheckAndBackupAndCanBeSalvaged)  // fault 50
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    ASSERT_EQ(daemon->stop(), 0);
    const auto file = daemon->data() / "gazetted.db";
    std::string octets = read_text(file);
    std::int64_t root = 0;
    {
        SQLite::Database database(file);
        root = database.execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_delivery_1'")
                   .getInt64();
    }
    constexpr std::size_t page = 4096;
    for (std::size_t i = 0; i < 64; ++i) octets[(static_cast<std::size_t>(root) - 1) * page + 8 + i * 8] ^= 0x55;
    std::ofstream(file) << octets;
    EXPECT_EQ(daemon->ctl({"check"}).exit_code, 1);
    EXPECT_EQ(daemon->ctl({"backup", (daemon->folder() / "copy.db").string()}).exit_code, 1);
    EXPECT_FALSE(std::filesystem::exists(daemon->folder() / "copy.db"));

    const auto salvaged = daemon->folder() / "salvaged.db";  // docs/operating.md, "A damaged store"
    const auto tables = daemon->ctl({"salvage", salvaged.string()});
    ASSERT_EQ(tables.exit_code, 0) << tables.errors;
    EXPECT_EQ(read_text(file), octets) << "a damaged store was written to";
    std::filesystem::remove(daemon->data() / "gazetted.db-wal");
    std::filesystem::rename(salvaged, file);
    EXPECT_EQ(daemon->ctl({"check"}).exit_code, 0) << daemon->ctl({"check"}).errors;
    EXPECT_TRUE(is_distributed(*daemon));
    daemon->start();
    EXPECT_THAT(daemon->log(), HasSubstr("it was restored or replaced; nothing is sent"));
    EXPECT_EQ(daemon->stop(), 0);
}

// Fault 53. (A snapshot of the whole machine cannot know that it is one: not promised.)
TEST(RestoredStore, SendsNothingUntilTheOperatorResumesTheQueue)
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    const auto copy = daemon->folder() / "copy.db";
    relay.add_rule(
        {.stage = testing_support::Stage::rcpt, .match = "m*", .action = testing_support::Reply{"451 4.7.1 Later"}});
    EXPECT_EQ(send_post(*daemon, "<next@secretariat.example>"), "250 2.0.0");
    const auto deferred = [&] { return daemon->ctl_json({"status"}).at("queue").at("deferred").as_int64(); };
    ASSERT_TRUE(eventually([&] { return deferred() == members; }, 20s));
    ASSERT_EQ(daemon->ctl({"backup", copy.string()}).exit_code, 0);  // its copies are deferred in here
    relay.clear_rules();
    ASSERT_EQ(daemon->ctl({"queue", "flush"}).exit_code, 0);
    ASSERT_TRUE(eventually([&] { return issues(*daemon)[1].state == store::IssueState::distributed; }, 20s));
    ASSERT_EQ(daemon->stop(), 0);

    const auto sent = relay.report().messages;
    std::filesystem::copy_file(copy, daemon->data() / "gazetted.db", std::filesystem::copy_options::overwrite_existing);
    std::filesystem::remove(daemon->data() / "gazetted.db-wal");
    daemon->start();
    EXPECT_THAT(daemon->log(), HasSubstr("it was restored or replaced; nothing is sent"));
    EXPECT_TRUE(daemon->ctl_json({"status"}).at("paused").as_bool());
    EXPECT_EQ(send_post(*daemon, "<later@secretariat.example>"), "250 2.0.0") << "intake goes on";
    EXPECT_EQ(daemon->stop(), 0);
    daemon->start();
    EXPECT_TRUE(daemon->ctl_json({"status"}).at("paused").as_bool()) << "a second start is no release";
    EXPECT_EQ(relay.report().messages, sent);
    ASSERT_EQ(daemon->ctl({"queue", "resume"}).exit_code, 0);
    ASSERT_EQ(daemon->ctl({"queue", "flush"}).exit_code, 0);
    EXPECT_TRUE(relay.wait_for_messages(sent + members, 20s));
    EXPECT_EQ(daemon->stop(), 0);
}

TEST(LostLog, PausesTheQueueAndSaysSo)  // fault 51
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    EXPECT_EQ(send_post(*daemon, "<last@secretariat.example>"), "250 2.0.0") << "which no checkpoint has seen";
    daemon->kill();
    std::filesystem::remove(daemon->data() / "gazetted.db-wal");
    daemon->start();
    EXPECT_THAT(daemon->log(), HasSubstr("the store's log (-wal) was removed"));
    EXPECT_TRUE(daemon->ctl_json({"status"}).at("paused").as_bool());
    EXPECT_EQ(daemon->stop(), 0);
}

TEST(StaleIndexOfTheLog, IsMadeAnew)  // fault 51: a -shm of another time
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    daemon->kill();
    std::ofstream(daemon->data() / "gazetted.db-shm") << std::string(32'768, '\x5a');
    daemon->start();
    EXPECT_TRUE(is_distributed(*daemon));
    EXPECT_FALSE(daemon->ctl_json({"status"}).at("paused").as_bool());
    EXPECT_EQ(daemon->stop(), 0);
    EXPECT_EQ(daemon->ctl({"check"}).exit_code, 0);
}

// Fault 62: a restore that is killed leaves half a file.
TEST(RestoredStore, ThatIsHalfIsRefused)
{
    ScriptedRelay relay;
    relay.start();
    const auto daemon = daemon_that_ran(relay);
    const auto copy = daemon->folder() / "copy.db";
    ASSERT_EQ(daemon->ctl({"backup", copy.string()}).exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(copy.string() + ".part"));
    ASSERT_EQ(daemon->stop(), 0);
    const std::string whole = read_text(copy);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{100}, std::size_t{4096}, whole.size() / 2, whole.size() - 4096}) {
        SCOPED_TRACE(size);
        std::ofstream(daemon->data() / "gazetted.db") << whole.substr(0, size);
        std::filesystem::remove(daemon->data() / "gazetted.db-wal");
        const auto refused = testing_support::run_process(
            {program("gazetted"), "--config", (daemon->folder() / "gazetted.toml").string()});
        EXPECT_EQ(refused.exit_code, 1) << refused.errors;
    }
}

}  // namespace
