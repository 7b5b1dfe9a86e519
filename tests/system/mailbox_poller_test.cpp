/// The poller of hosted mailboxes against servers that no provider would admit to: slow, endless, or unwilling. The real
/// store is behind it.

#include "intake/io/mailbox_poller.h"

#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/process.h"
#include "support/raw_relay.h"
#include "support/temporary_folder.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using testing_support::eventually;
using testing_support::RawConnection;
using testing_support::RawRelay;

constexpr std::string_view message = "From: ann@body.example\r\nTo: sr-update@lists.example.org\r\n\r\nhello\r\n";

/// Commits, or keeps what is to be committed until it may.
class HoldingCommitter final : public store::Committer {
  public:
    explicit HoldingCommitter(store::Committer& inner) : inner_(inner) {}

    void submit(store::Durability durability, store::Work work, Done done) override
    {
        const std::lock_guard lock(mutex_);
        if (!holds_messages_ || durability != store::Durability::power_loss)
            return inner_.submit(durability, std::move(work), std::move(done));
        held_ = [this, durability, work = std::move(work), done = std::move(done)] {
            inner_.submit(durability, work, done);
        };
    }
    void hold_messages()
    {
        const std::lock_guard lock(mutex_);
        holds_messages_ = true;
    }
    bool is_holding_one()
    {
        const std::lock_guard lock(mutex_);
        return held_ != nullptr;
    }
    void let_go()
    {
        const std::lock_guard lock(mutex_);
        holds_messages_ = false;
        std::exchange(held_, nullptr)();
    }

  private:
    store::Committer& inner_;
    std::mutex mutex_;
    bool holds_messages_ = false;
    std::function<void()> held_;
};

class PollerAgainst {
    testing_support::TemporaryFolder folder_;
    store::io::SqliteStore store_{folder_ / "gazetted.db"};
    store::io::GroupWriter writer_{store_};

  public:
    explicit PollerAgainst(RawRelay::Play play, const std::function<void(config::MailboxIntake&)>& change = {})
        : committer(writer_), server_(std::move(play))
    {
        const auto secret = folder_ / "password";
        std::ofstream(secret) << "s3cret\n";
        std::filesystem::permissions(secret, std::filesystem::perms(0600));
        config_.server.data_dir = folder_.path();
        config_.server.hostname = "lists.example.org";
        config_.server.operators = {*mail::parse_mailbox("operator@secretariat.example")};
        config_.lists.push_back({.name = "sr-update",
                                 .address = {.local_part = "sr-update", .domain = "lists.example.org"},
                                 .title = "ISO/SR Update"});
        config::MailboxIntake& mailbox = config_.mailboxes.emplace_back();
        mailbox.name = "lists@example.org at mail.example";
        mailbox.url = fmt::format("pop3://127.0.0.1:{}", server_.port());
        mailbox.account.user = "lists@example.org";
        mailbox.account.password_file = secret;
        mailbox.poll = 1h;
        mailbox.message_octets_max = 1UL << 20;
        mailbox.round_messages_max = 10;
        mailbox.look_time_max = 1h;
        if (change) change(mailbox);
        pollers_ = std::make_unique<intake::io::MailboxPollers>(
            io_, [this] { return std::make_shared<const config::Config>(config_); }, committer, [] {});
        thread_ = std::thread([this] { io_.run(); });
    }
    PollerAgainst(const PollerAgainst&) = delete;
    PollerAgainst& operator=(const PollerAgainst&) = delete;
    ~PollerAgainst()
    {
        EXPECT_TRUE(stops_within(10s));
        on_io([this] { pollers_.reset(); });
        io_.stop();
        thread_.join();
    }

    void start()
    {
        on_io([this] { pollers_->follow(); });
    }

    /// False when a look goes on for longer.
    bool stops_within(std::chrono::milliseconds time_max)
    {
        on_io([this] { pollers_->stop(); });
        return eventually(
            [this] {
                bool is_idle = false;
                on_io([&] { is_idle = pollers_->is_idle(); });
                return is_idle;
            },
            time_max);
    }

    /// As a reload that changes something about the mailbox.
    void reload_with_other_poll()
    {
        on_io([this] {
            config_.mailboxes.front().poll += 1s;
            pollers_->follow();
        });
    }

    [[nodiscard]] std::size_t connections() const { return server_.connections(); }
    std::int64_t spooled()
    {
        std::int64_t count = 0;
        writer_.run(store::Durability::killed, [&](store::Store& store) { count = store.spool().waiting_count(); });
        return count;
    }

    HoldingCommitter committer;

  private:
    void on_io(const std::function<void()>& work)
    {
        std::promise<void> done;
        boost::asio::post(io_, [&] {
            work();
            done.set_value();
        });
        done.get_future().get();
    }

    RawRelay server_;
    config::Config config_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    std::unique_ptr<intake::io::MailboxPollers> pollers_;
    std::thread thread_;
};

/// One message; `on_retrieval` says it.
RawRelay::Play pop3(std::function<void(RawConnection&)> on_retrieval)
{
    return [on_retrieval = std::move(on_retrieval)](RawConnection& client) {
        client.say("+OK ready\r\n");
        for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
            if (line == "CAPA") {
                client.say("-ERR\r\n");
            } else if (line == "UIDL") {
                client.say("+OK\r\n1 a\r\n.\r\n");
            } else if (line == "LIST") {
                client.say("+OK\r\n1 50\r\n.\r\n");
            } else if (line == "RETR 1") {
                on_retrieval(client);
            } else {
                client.say("+OK\r\n");
            }
        }
    };
}

void say_whole(RawConnection& client)
{
    client.say("+OK\r\n" + std::string(message) + ".\r\n");
}

void dribble(RawConnection& client)
{
    client.say("+OK\r\n");
    while (client.say("x")) std::this_thread::sleep_for(10ms);
}

/// Lines that are well-formed and mean nothing, as fast as we can read them.
void flood(RawConnection& client)
{
    client.say("* OK ready\r\n");
    for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
        const std::string tag = line.substr(0, line.find(' '));
        if (line.find("SELECT") != std::string::npos) {
            while (client.say("* 1 FETCH (UID 5 FLAGS ())\r\n")) {
            }
        }
        client.say(tag + " OK\r\n");
    }
}

void use_imap(config::MailboxIntake& mailbox)
{
    mailbox.url.replace(0, 4, "imap");
}

TEST(MailboxPoller, OfAReloadWaitsUntilTheFormerOneIsOver)
{
    PollerAgainst poller(pop3(say_whole));
    poller.committer.hold_messages();
    poller.start();
    ASSERT_TRUE(eventually([&] { return poller.committer.is_holding_one(); }, 10s));
    poller.reload_with_other_poll();
    poller.reload_with_other_poll();
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(poller.connections(), 1U) << "two at once would take the same message twice";
    poller.committer.let_go();
    EXPECT_TRUE(eventually([&] { return poller.connections() == 2; }, 10s));
    EXPECT_EQ(poller.spooled(), 1);
}

TEST(MailboxPoller, LooksAgainThoughAServerDribblesOrFloodsForEver)
{
    struct Case {
        const char* what;
        RawRelay::Play play;
        std::function<void(config::MailboxIntake&)> change;
    };
    const Case cases[] = {{"dribbles", pop3(dribble), {}}, {"floods", flood, use_imap}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.what);
        PollerAgainst poller(c.play, [&](config::MailboxIntake& mailbox) {
            mailbox.look_time_max = 500ms;
            mailbox.poll = 50ms;
            if (c.change) c.change(mailbox);
        });
        poller.start();
        EXPECT_TRUE(eventually([&] { return poller.connections() == 3; }, 20s));
    }
}

TEST(MailboxPoller, StopsAtOnceThoughAServerDribblesOrFloods)
{
    std::atomic<bool> is_in_it = false;
    const auto noting = [&](void (*play)(RawConnection&)) {
        return [&is_in_it, play](RawConnection& client) {
            is_in_it = true;
            play(client);
        };
    };
    for (const bool is_flood : {false, true}) {
        SCOPED_TRACE(is_flood);
        is_in_it = false;
        PollerAgainst poller(is_flood ? noting(flood) : pop3(noting(dribble)), [&](config::MailboxIntake& mailbox) {
            if (is_flood) use_imap(mailbox);
        });
        poller.start();
        ASSERT_TRUE(eventually([&] { return is_in_it.load(); }, 10s));
        std::this_thread::sleep_for(200ms);
        EXPECT_TRUE(poller.stops_within(2s));
    }
}

/// An IMAP server of the old kind with one message, that counts what it is asked for.
class UnwillingImap {
  public:
    [[nodiscard]] RawRelay::Play play()
    {
        return [this](RawConnection& client) {
            client.say("* OK ready\r\n");
            for (std::string line = client.hear(); !line.empty(); line = client.hear()) answer(client, line);
        };
    }

    std::atomic<int> copies = 0;
    std::atomic<int> expunges = 0;

  private:
    void answer(RawConnection& client, const std::string& line)
    {
        const auto has = [&](std::string_view word) { return line.find(word) != std::string::npos; };
        const std::string tag = line.substr(0, line.find(' '));
        if (has(" CAPABILITY")) client.say("* CAPABILITY IMAP4rev1\r\n");
        if (has(" SELECT")) client.say("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n");
        if (has("RFC822.SIZE")) client.say("* 1 FETCH (UID 5 RFC822.SIZE 69)\r\n");
        if (has("BODY.PEEK[]"))
            client.say(fmt::format("* 1 FETCH (UID 5 BODY[] {{{}}}\r\n{})\r\n", message.size(), message));
        if (has(" COPY ")) ++copies;
        if (has(" EXPUNGE")) ++expunges;
        client.say(tag + (has(" EXPUNGE") ? " NO [NOPERM] not you\r\n" : " OK\r\n"));
    }
};

TEST(MailboxPoller, CopiesAMessageOnceThoughTheServerNeverRemovesIt)
{
    UnwillingImap server;
    PollerAgainst poller(server.play(), [](config::MailboxIntake& mailbox) {
        use_imap(mailbox);
        mailbox.afterwards = config::Afterwards::move;
        mailbox.move_to = "Done";
        mailbox.poll = 50ms;
    });
    poller.start();
    EXPECT_TRUE(eventually([&] { return server.expunges == 4; }, 20s)) << "each look tries again";
    EXPECT_EQ(server.copies, 1);
    EXPECT_EQ(poller.spooled(), 1);
}

}  // namespace
