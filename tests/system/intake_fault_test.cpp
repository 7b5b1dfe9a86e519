/// The faults that meet mail on its way in, numbered as in the matrix of faults.

#include "support/mail_client.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/served_intake.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/ssl.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <list>
#include <map>
#include <sstream>
#include <thread>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::MailClient;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::ServedIntake;

const std::string mail_line = "MAIL FROM:<eve@elsewhere.example>";
const std::string rcpt_line = "RCPT TO:<sr-update@lists.example.org>";

std::string hello(intake::Protocol protocol)
{
    return protocol == intake::Protocol::lmtp ? "LHLO mx.example" : "EHLO mx.example";
}

/// Up to the 354.
void begin_message(MailClient& client, intake::Protocol protocol = intake::Protocol::lmtp)
{
    EXPECT_THAT(client.reply(), StartsWith("220"));
    EXPECT_THAT(client.ask(hello(protocol)), StartsWith("250"));
    EXPECT_THAT(client.ask(mail_line), StartsWith("250"));
    EXPECT_THAT(client.ask(rcpt_line), StartsWith("250"));
    EXPECT_THAT(client.ask("DATA"), StartsWith("354"));
}

std::string message(int number)
{
    return "From: eve@elsewhere.example\r\nSubject: Intake\r\nMessage-ID: <intake" + std::to_string(number) +
           "@elsewhere.example>\r\n\r\nbody\r\n";
}

/// The reply to the dot.
std::string send_message(int port, int number, intake::Protocol protocol = intake::Protocol::lmtp)
{
    MailClient client(port);
    begin_message(client, protocol);
    client.send(message(number) + ".\r\n");
    return client.reply();
}

/// Says one octet after the other until the server has closed; its last words.
std::string drip(MailClient& client, std::string_view octets)
{
    for (int i = 0; i < 2000; ++i) {
        if (!client.send(octets.substr(static_cast<std::size_t>(i) % octets.size(), 1))) break;
        std::this_thread::sleep_for(10ms);
    }
    return client.reply();
}

std::int64_t held(const RunningDaemon& daemon)
{
    return daemon.ctl_json({"status"}).at("held").as_int64();
}

class IntakeOfADaemon : public testing::Test {
  protected:
    IntakeOfADaemon() : daemon({.relay_port = relay.port()}) { relay.start(); }

    ScriptedRelay relay;
    RunningDaemon daemon;
};

TEST_F(IntakeOfADaemon, Fault1KilledDuringDataStoresNothingAndTheRetryOnce)
{
    daemon.start();
    {
        MailClient client(daemon.lmtp_port());
        begin_message(client);
        client.send(message(1));
        daemon.kill();
        EXPECT_EQ(client.reply(), "");
    }
    daemon.start();
    EXPECT_EQ(held(daemon), 0);
    EXPECT_THAT(send_message(daemon.lmtp_port(), 1), StartsWith("250"));
    EXPECT_TRUE(eventually([&] { return held(daemon) == 1; }, 10s));
    EXPECT_EQ(daemon.stop(), 0);
}

/// Another process's transaction on the daemon's store: while it lasts the daemon stands before its commit.
class HeldStore {
  public:
    explicit HeldStore(const std::filesystem::path& file)
        : store_(file), thread_([this] {
              store_.run(store::Durability::killed, [this](store::Store&) {
                  is_held_.set_value();
                  release_.get_future().wait();
              });
          })
    {
        is_held_.get_future().wait();
    }
    HeldStore(const HeldStore&) = delete;
    HeldStore& operator=(const HeldStore&) = delete;
    ~HeldStore()
    {
        release_.set_value();
        thread_.join();
    }

  private:
    store::io::SqliteStore store_;
    std::promise<void> is_held_;
    std::promise<void> release_;
    std::thread thread_;
};

TEST_F(IntakeOfADaemon, Fault2KilledBeforeTheCommitHasNotSaid250AndStoredNothing)
{
    daemon.start();
    {
        MailClient client(daemon.lmtp_port());
        begin_message(client);
        const HeldStore lock(daemon.folder() / "data/gazetted.db");
        client.send(message(1) + ".\r\n");
        std::this_thread::sleep_for(300ms);  // however far it got: it cannot have committed
        daemon.kill();
        EXPECT_EQ(client.reply(), "");
    }
    daemon.start();
    EXPECT_EQ(held(daemon), 0);
    EXPECT_THAT(send_message(daemon.lmtp_port(), 1), StartsWith("250"));
    EXPECT_TRUE(eventually([&] { return held(daemon) == 1; }, 10s));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST_F(IntakeOfADaemon, Fault3WhoseLast250WasLostTakesTheRetryAsTheSameMessage)
{
    daemon.start();
    {
        MailClient client(daemon.lmtp_port());
        begin_message(client);
        client.send(message(1) + ".\r\n");
        ASSERT_TRUE(eventually([&] { return daemon.log().find(" spooled message=1 ") != std::string::npos; }, 10s));
        daemon.kill();  // the client never reads the 250
    }
    daemon.start();
    EXPECT_THAT(send_message(daemon.lmtp_port(), 1), StartsWith("250 2.0.0 spooled as 1"));
    EXPECT_TRUE(eventually([&] { return held(daemon) == 1; }, 10s));
    EXPECT_THAT(daemon.log(), HasSubstr("(came before)"));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST_F(IntakeOfADaemon, Fault4KilledAfterThe250HandlesTheMessageOnce)
{
    constexpr int rounds = 10;
    for (int round = 1; round <= rounds; ++round) {
        daemon.start();
        EXPECT_THAT(send_message(daemon.lmtp_port(), round), StartsWith("250"));
        daemon.kill();
    }
    daemon.start();
    EXPECT_TRUE(eventually([&] { return held(daemon) == rounds; }, 10s)) << held(daemon);
    const auto journal = daemon.ctl_json({"journal", "--last", "1000"});
    std::map<std::int64_t, int> times_held;
    for (const auto& entry : journal.as_array()) {
        if (entry.at("event").as_string() == "held") ++times_held[entry.at("message").as_int64()];
    }
    EXPECT_EQ(times_held.size(), static_cast<std::size_t>(rounds));
    for (const auto& [id, times] : times_held) EXPECT_EQ(times, 1) << "message " << id;
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(IntakeFault, Fault10StoreThatFailsForOneOfThreeRecipientsIsToldForHimAlone)  // RFC 2033 §4.2
{
    ServedIntake server(intake::Protocol::lmtp);
    server.fail_commit(2);
    MailClient client(server.port());
    EXPECT_THAT(client.reply(), StartsWith("220"));
    EXPECT_THAT(client.ask("LHLO mx.example"), StartsWith("250"));
    EXPECT_THAT(client.ask(mail_line), StartsWith("250"));
    for (const char* purpose : {"", "+help", "+owner"})
        EXPECT_THAT(client.ask("RCPT TO:<sr-update" + std::string(purpose) + "@lists.example.org>"), StartsWith("250"));
    EXPECT_THAT(client.ask("DATA"), StartsWith("354"));
    client.send(message(1) + ".\r\n");
    EXPECT_THAT(client.reply(), StartsWith("250"));
    EXPECT_THAT(client.reply(), StartsWith("451 4.3.0"));
    EXPECT_THAT(client.reply(), StartsWith("250"));
    EXPECT_EQ(server.stored().size(), 2U);
    EXPECT_THAT(client.ask(mail_line), StartsWith("250"));
}

TEST(IntakeFault, Fault11ClientThatVanishesAfterTheDotAndComesAgainIsStoredOnce)
{
    constexpr int clients = 40;
    ServedIntake server(intake::Protocol::lmtp);
    for (int i = 0; i < clients; ++i) {
        MailClient client(server.port());
        begin_message(client);
        client.send(message(i) + ".\r\n");
        client.vanish();
    }
    for (int i = 0; i < clients; ++i) EXPECT_THAT(send_message(server.port(), i), StartsWith("250"));
    EXPECT_EQ(server.stored().size(), static_cast<std::size_t>(clients));
}

TEST(IntakeFault, Fault12SlowClientIsCutInACommandAndOthersAreServed)
{
    ServedIntake server(intake::Protocol::lmtp, [](auto& intake) { intake.command_timeout = 400ms; });
    MailClient slow(server.port());
    EXPECT_THAT(slow.reply(), StartsWith("220"));
    std::string last_words;
    std::thread dripping([&] { last_words = drip(slow, "N"); });
    EXPECT_THAT(send_message(server.port(), 1), StartsWith("250"));
    dripping.join();
    EXPECT_THAT(last_words, StartsWith("421 4.4.2"));
}

TEST(IntakeFault, Fault12SlowClientIsCutInAMessageByItsPaceLongBeforeTheMessageMayEnd)
{
    ServedIntake server(intake::Protocol::lmtp, [](auto& intake) {
        intake.command_timeout = 400ms;
        intake.message_timeout = 1h;
        intake.data_rate_min = 1'000'000;
    });
    MailClient slow(server.port());
    begin_message(slow);
    EXPECT_THAT(drip(slow, "x"), StartsWith("421 4.4.2"));
    EXPECT_THAT(send_message(server.port(), 1), StartsWith("250"));
    EXPECT_EQ(server.stored().size(), 1U);
}

TEST(IntakeFault, Fault12SlowClientIsCutInItsTlsHelloAndOthersAreServed)
{
    ServedIntake server(intake::Protocol::smtp, [](auto& intake) {
        intake.command_timeout = 400ms;
        intake.tls = config::Tls::opportunistic;
    });
    server.use_certificate("lists.example");
    MailClient slow(server.port());
    EXPECT_THAT(slow.reply(), StartsWith("220"));
    EXPECT_THAT(slow.ask("EHLO mx.example"), StartsWith("250"));
    EXPECT_THAT(slow.ask("STARTTLS"), StartsWith("220"));
    const std::string hello_start = "\x16\x03\x01\x02";  // a record of 512 octets that never ends
    EXPECT_EQ(drip(slow, hello_start + std::string(8, '\0')), "");
    EXPECT_THAT(send_message(server.port(), 1, intake::Protocol::smtp), StartsWith("250"));
}

TEST(IntakeFault, MessageBeyondTheMemoryForAllIsPutOffAtItsEndAndTheNextIsTaken)
{
    ServedIntake server(intake::Protocol::lmtp, [](auto& intake) { intake.memory_octets_max = 300'000; });
    MailClient client(server.port());
    begin_message(client);
    for (int i = 0; i < 6000; ++i) client.send(std::string(98, 'x') + "\r\n");
    client.send(".\r\n");
    EXPECT_THAT(client.reply(), StartsWith("452 4.3.1"));
    EXPECT_THAT(send_message(server.port(), 1), StartsWith("250"));
    EXPECT_EQ(server.stored().size(), 1U);
}

TEST(IntakeFault, Fault13ConnectionsBeyondTheLimitAreSentAwayAndTheAcceptedGoOn)
{
    ServedIntake server(intake::Protocol::lmtp, [](auto& intake) { intake.connections_max = 3; });
    std::list<MailClient> accepted;
    for (int i = 0; i < 3; ++i) {
        accepted.emplace_back(server.port());
        EXPECT_THAT(accepted.back().reply(), StartsWith("220"));
    }
    for (int i = 0; i < 20; ++i) {
        MailClient refused(server.port());
        EXPECT_THAT(refused.reply(), StartsWith("421 4.3.2"));
        EXPECT_TRUE(refused.is_at_end());
    }
    for (MailClient& client : accepted) EXPECT_THAT(client.ask("LHLO mx.example"), StartsWith("250"));
    EXPECT_THAT(accepted.front().ask("QUIT"), StartsWith("221"));
    accepted.pop_front();
    EXPECT_TRUE(eventually([&] { return MailClient(server.port()).reply().starts_with("220"); }, 10s));
}

TEST(IntakeFault, Fault13OnePeerMayNotTakeAllConnections)
{
    ServedIntake server(intake::Protocol::lmtp, [](auto& intake) { intake.connections_per_peer_max = 1; });
    MailClient first(server.port());
    EXPECT_THAT(first.reply(), StartsWith("220"));
    EXPECT_THAT(MailClient(server.port()).reply(), StartsWith("421 4.3.2"));
}

/// CPU seconds that a process has used.
double cpu_seconds(pid_t id)
{
    std::istringstream fields(testing_support::read_text("/proc/" + std::to_string(id) + "/stat"));
    std::string skipped;
    for (int i = 0; i < 13; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

int count_of(std::string_view text, std::string_view part)
{
    int count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST_F(IntakeOfADaemon, Fault14WithoutDescriptorsItNeitherSpinsNorFloodsTheLogAndRecovers)
{
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "UBSan looks at a vptr through a pipe, and takes the lack of one for a wild pointer";
#endif
    constexpr int descriptors = 48;
    daemon.start({"prlimit", "--nofile=" + std::to_string(descriptors)});
    std::list<MailClient> clients;
    for (int i = 0; i < descriptors + 10; ++i) clients.emplace_back(daemon.lmtp_port());  // the kernel connects them
    const std::string complaint = "cannot accept a connection";
    ASSERT_TRUE(eventually([&] { return daemon.log().find(complaint) != std::string::npos; }, 10s)) << daemon.log();
    const int logged_before = count_of(daemon.log(), complaint);
    const double cpu_before = cpu_seconds(daemon.process().id());
    std::this_thread::sleep_for(3s);
    EXPECT_LE(count_of(daemon.log(), complaint) - logged_before, 4);
    EXPECT_LT(cpu_seconds(daemon.process().id()) - cpu_before, 0.6) << "it spins";
    clients.clear();
    EXPECT_TRUE(eventually([&] { return send_message(daemon.lmtp_port(), 1).starts_with("250"); }, 20s));
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
