/// What a relay can do to us before our own session speaks: while libcurl resolves, connects, greets, encrypts and
/// authenticates. Whatever it is, deliveries wait, no attempt is counted, nothing is said in the clear, and intake
/// does not notice.

#include "support/raw_relay.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/test_certificate.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::eventually;
using testing_support::RawConnection;
using testing_support::RawRelay;
using testing_support::RunningDaemon;
using testing_support::TestAuthority;
using testing_support::TlsContext;

constexpr auto roster = "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\n";

/// A daemon with one issue to send.
class Sender {
  public:
    Sender(int relay_port, const std::string& relay_more)
        : daemon_({.relay_port = relay_port, .relay_more = relay_more, .list_more = "post_auth = \"open\""})
    {
    }

    void post(const std::string& preloaded = "")
    {
        ASSERT_EQ(daemon_.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
        preloaded.empty() ? daemon_.start() : daemon_.start_with(preloaded);
        expect_intake();
    }

    /// Towards a relay that takes nothing yet.
    void start(const std::string& preloaded = "")
    {
        ASSERT_NO_FATAL_FAILURE(post(preloaded));
        ASSERT_TRUE(eventually([&] { return open_deliveries() == 3; }, 10s)) << "two copies and a notice";
    }

    void expect_all_delivered()
    {
        const auto is_accepted = [](const boost::json::value& delivery) { return delivery.at("state") == "accepted"; };
        EXPECT_TRUE(eventually(
            [&] {
                const auto copies = daemon_.ctl_json({"deliveries", "sr-update", "1"});
                return copies.as_array().size() == 2 && std::ranges::all_of(copies.as_array(), is_accepted) &&
                       open_deliveries() == 0;
            },
            30s))
            << daemon_.log();
    }

    /// Over LMTP, as if nothing were wrong.
    void expect_intake()
    {
        const auto sent = testing_support::run_process(
            {"swaks", "--server", "127.0.0.1:" + std::to_string(daemon_.lmtp_port()), "--protocol", "LMTP", "--from",
             "secretary@secretariat.example", "--to", "sr-update@lists.example.org", "--header",
             "Subject: Issue " + std::to_string(++posts_)});
        EXPECT_EQ(sent.exit_code, 0) << sent.output;
    }

    void expect_trouble(const std::string& stage)
    {
        const std::string line = "relay_trouble relay=";
        EXPECT_TRUE(eventually([&] { return daemon_.log().find(line) != std::string::npos; }, 60s)) << daemon_.log();
        EXPECT_THAT(daemon_.log(), HasSubstr(" stage=" + stage + ' '));
    }

    /// Nothing was tried, so nothing can have been counted or bounced.
    void expect_all_wait()
    {
        const auto deliveries = daemon_.ctl_json({"deliveries", "sr-update", "1"});
        EXPECT_EQ(deliveries.as_array().size(), 2U);
        for (const auto& delivery : deliveries.as_array()) {
            EXPECT_THAT(std::string(delivery.at("state").as_string()), testing::AnyOf("queued", "leased"));
            EXPECT_THAT(delivery.at("attempts").as_array(), IsEmpty()) << boost::json::serialize(delivery);
        }
        const std::string log = daemon_.log();
        EXPECT_THAT(log, Not(HasSubstr(" attempt delivery=")));
        const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7F'; };
        EXPECT_TRUE(std::ranges::none_of(log, is_control));
    }

    void expect_end() { EXPECT_EQ(daemon_.stop(), 0); }

    RunningDaemon& daemon() { return daemon_; }
    std::int64_t open_deliveries()
    {
        const auto queue = daemon_.ctl_json({"status"}).at("queue").as_object();
        return queue.at("queued").as_int64() + queue.at("leased").as_int64();
    }

  private:
    RunningDaemon daemon_;
    int posts_ = 0;
};

/// What the relay heard, from all connections.
class Heard {
  public:
    void add(const std::string& line)
    {
        const std::lock_guard lock(mutex_);
        lines_.push_back(line);
    }
    std::vector<std::string> lines() const
    {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

struct Fault {
    std::string name;
    const char* stage;  ///< where the trouble is told
    std::function<void(RawConnection&)> play;
    const char* relay_more = "";
};

/// To EHLO, and to the HELO that follows.
void answer_ehlo(RawConnection& client, std::string_view reply)
{
    client.say("220 relay.example\r\n");
    while (!client.hear().empty() && client.say(reply)) {
    }
}

std::string repeated(std::string_view text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

void PrintTo(const Fault& fault, std::ostream* out)
{
    *out << fault.name;
}

class RelayFault : public testing::TestWithParam<Fault> {};

TEST_P(RelayFault, LetsDeliveriesWaitUncountedAndIntakeGoOn)
{
    const RawRelay relay(GetParam().play);
    Sender sender(relay.port(), GetParam().relay_more);
    sender.start();
    sender.expect_trouble(GetParam().stage);
    sender.expect_all_wait();
    sender.expect_intake();
    EXPECT_LE(relay.connections(), 24U) << "as many as may open at once, and single probes";
    sender.expect_end();
}

const Fault greetings[] = {
    {"Greets421", "helo", [](RawConnection& client) { client.say("421 4.3.2 relay.example is busy\r\n"); }},
    {"Greets554", "helo", [](RawConnection& client) { client.say("554 5.7.1 relay.example wants no mail\r\n"); }},
    {"GreetsWithoutAWord", "connect", [](RawConnection&) {}},
    {"GreetsWithNonsense", "helo", [](RawConnection& client) { client.say("HTTP/1.1 400 Bad Request\r\n\r\n"); }},
    {"GreetsWithAMebibyteLine", "connect",
     [](RawConnection& client) {
         client.say("220 " + std::string(1 << 20, 'x') + "\r\n");
         while (!client.hear().empty()) client.say("554 5.3.0 " + std::string(1 << 20, 'x') + "\r\n");
     }},
    {"AnswersEhlo451", "helo", [](RawConnection& client) { answer_ehlo(client, "451 4.3.0 not now\r\n"); }},
    {"AnswersEhloWithNulAndEightBit", "helo",
     [](RawConnection& client) { answer_ehlo(client, "554 5.7.1 no\0\x1B[31m\xFF\xC3 thanks\r\n"sv); }},
    {"AnswersEhloWithoutEnd", "helo",
     [](RawConnection& client) {
         client.say("220 relay.example\r\n");
         client.hear();
         const std::string lines = repeated("250-X-ENDLESS\r\n", 1000);
         for (int i = 0; i < 2000 && client.say(lines); ++i) {
         }  // 30 MB, and then gone
     }},
    {"SaysNothingAfterEhloAndGoes", "helo",
     [](RawConnection& client) {
         client.say("220 relay.example\r\n");
         client.hear();
     }},
};

std::string name_of(const testing::TestParamInfo<Fault>& fault)
{
    return fault.param.name;
}

INSTANTIATE_TEST_SUITE_P(Greeting, RelayFault, testing::ValuesIn(greetings), name_of);

TEST(RelayThatRefusesConnections, IsProbedAndServedOnceItIsBack)
{
    const int port = testing_support::free_port();
    Sender sender(port, "");
    sender.start();
    sender.expect_trouble("connect");
    sender.expect_all_wait();
    testing_support::ScriptedRelay relay({.port = static_cast<std::uint16_t>(port)});
    relay.start();
    EXPECT_TRUE(relay.wait_for_messages(3, 30s));
    EXPECT_TRUE(eventually([&] { return sender.daemon().log().find(" relay_recovered ") != std::string::npos; }, 10s));
    sender.expect_end();
}

/// A listener whose queue is full: the kernel drops every further SYN.
class DeafListener {
  public:
    DeafListener() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listener_, any, size), 0);
        EXPECT_EQ(::listen(listener_, 0), 0);
        EXPECT_EQ(::getsockname(listener_, any, &size), 0);
        port = ntohs(address.sin_port);
        constexpr int more_than_it_takes = 8;
        for (int i = 0; i < more_than_it_takes; ++i) {
            fillers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            (void)::connect(fillers_.back(), any, size);
        }
    }
    DeafListener(const DeafListener&) = delete;
    DeafListener& operator=(const DeafListener&) = delete;
    ~DeafListener()
    {
        for (const int filler : fillers_) ::close(filler);
        ::close(listener_);
    }

    int port = 0;

  private:
    int listener_;
    std::vector<int> fillers_;
};

std::size_t entries_in(const std::string& folder)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

void expect_no_hold_up(int relay_port)
{
    Sender sender(relay_port, "");
    sender.start();
    for (int i = 0; i < 20; ++i) sender.expect_intake();
    EXPECT_LE(entries_in("/proc/" + std::to_string(sender.daemon().process().id()) + "/fd"), 80U);
    sender.expect_all_wait();
    const auto asked = std::chrono::steady_clock::now();
    sender.expect_end();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 20s);
}

TEST(RelayThatDropsEverySyn, HoldsUpNeitherIntakeNorTheStop)
{
    const DeafListener listener;
    expect_no_hold_up(listener.port);
}

TEST(RelayThatNeverGreets, HoldsUpNeitherIntakeNorTheStop)
{
    const RawRelay relay([](RawConnection& client) { client.hear_to_the_end(); });
    expect_no_hold_up(relay.port());
    EXPECT_GE(relay.connections(), 1U);
}

TEST(RelayThatGreetsLate, IsWaitedForAndServed)  // RFC 5321 §4.5.3.2.1: five minutes
{
    const RawRelay relay([](RawConnection& client) {
        std::this_thread::sleep_for(32s);  // longer than a connection may take to come about
        client.say("220 relay.example\r\n");
        for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
            client.say(line == "DATA" ? "354 go ahead\r\n" : "250 fine\r\n");
            while (line == "DATA" && client.hear() != ".") {
            }
            if (line == "DATA") client.say("250 taken\r\n");
        }
    });
    Sender sender(relay.port(), "connections = 1");
    sender.start();
    EXPECT_TRUE(eventually([&] { return sender.open_deliveries() == 0; }, 60s)) << sender.daemon().log();
    EXPECT_THAT(sender.daemon().log(), Not(HasSubstr("relay_trouble")));
    sender.expect_end();
}

class RelayByName : public testing::Test {
  protected:
    RelayByName()
    {
        const auto file = sender.daemon().folder() / "gazetted.toml";
        std::string text = testing_support::read_text(file);
        const std::string by_address = "smtp://127.0.0.1:0";
        text.replace(text.find(by_address), by_address.size(), "smtp://relay.invalid:25");
        std::ofstream(file) << text;
    }

    void expect_intake_and_few_threads()
    {
        for (int i = 0; i < 20; ++i) {
            sender.expect_intake();
            EXPECT_LE(entries_in("/proc/" + std::to_string(sender.daemon().process().id()) + "/task"), 30U);
        }
    }

    Sender sender{0, ""};
};

TEST_F(RelayByName, ThatNobodyKnowsPilesUpNoThreads)
{
    sender.start();
    expect_intake_and_few_threads();
    sender.expect_trouble("connect");
    sender.expect_all_wait();
    sender.expect_end();
}

TEST_F(RelayByName, ThatTakesAMinuteToResolveHoldsUpNeitherIntakeNorTheStop)
{
    sender.start("slow_names");
    expect_intake_and_few_threads();
    sender.expect_all_wait();
    const auto asked = std::chrono::steady_clock::now();
    sender.expect_end();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 20s);
}

// --- TLS ------------------------------------------------------------------------------------------------------------

/// Offers STARTTLS with that certificate; all lines that are heard, in the clear or not, go to `heard`.
void offer_tls(RawConnection& client, SSL_CTX* context, Heard& heard, std::string_view after_go_ahead = "")
{
    client.say("220 relay.example\r\n");
    for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
        heard.add((client.has_tls() ? "tls " : "clear ") + line);
        if (line == "STARTTLS") {
            client.say("220 go ahead\r\n" + std::string(after_go_ahead));
            if (!client.start_tls(context)) return;
        } else if (line.starts_with("EHLO")) {
            client.say(client.has_tls() ? "250 relay.example\r\n" : "250-relay.example\r\n250 STARTTLS\r\n");
        } else if (line == "DATA") {
            client.say("354 go ahead\r\n");
            while (client.hear() != ".") {
            }
            client.say("250 taken\r\n");
        } else {
            client.say("250 fine\r\n");
        }
    }
}

class RelayWithTls : public testing::Test {
  protected:
    RelayWithTls() { authority.write(folder / "ca.pem"); }

    std::string required() const { return "tls = \"required\"\nca_file = \"" + (folder / "ca.pem").string() + "\""; }

    /// Deliveries wait, and no word of them was said.
    void expect_refusal(const RawRelay::Play& play, const std::string& stage = "starttls")
    {
        const RawRelay relay(play);
        Sender sender(relay.port(), required());
        sender.start();
        sender.expect_trouble(stage);
        sender.expect_all_wait();
        sender.expect_end();
        for (const std::string& line : heard.lines()) {
            EXPECT_THAT(line, Not(HasSubstr("MAIL"))) << "it went on without good TLS";
            EXPECT_THAT(line, Not(HasSubstr("AUTH")));
        }
    }

    void expect_refusal_of(const TestAuthority::Server& server)
    {
        const TlsContext context = authority.server(server);
        expect_refusal([&](RawConnection& client) { offer_tls(client, context.get(), heard); });
    }

    testing_support::TemporaryFolder folder;
    TestAuthority authority;
    Heard heard;
};

TEST_F(RelayWithTls, ThatIsGoodGetsTheMailEncrypted)
{
    const TlsContext context = authority.server({});
    const RawRelay relay([&](RawConnection& client) { offer_tls(client, context.get(), heard); });
    Sender sender(relay.port(), required());
    sender.post();
    sender.expect_all_delivered();
    for (const std::string& line : heard.lines()) {
        if (line.find("MAIL FROM") != std::string::npos) {
            EXPECT_TRUE(line.starts_with("tls ")) << line;
        }
    }
    sender.expect_end();
}

TEST_F(RelayWithTls, WhoseCertificateExpiredGetsNothing)
{
    expect_refusal_of({.ends_in = -1h});
}

TEST_F(RelayWithTls, WhoseCertificateNamesAnotherGetsNothing)
{
    expect_refusal_of({.name = "DNS:other.example"});
}

TEST_F(RelayWithTls, WhoSignedItselfGetsNothing)
{
    expect_refusal_of({.is_self_signed = true});
}

TEST_F(RelayWithTls, ThatCutsTheHandshakeGetsNothing)
{
    expect_refusal([&](RawConnection& client) {
        client.say("220 relay.example\r\n");
        client.hear();
        client.say("250-relay.example\r\n250 STARTTLS\r\n");
        heard.add(client.hear());
        client.say("220 go ahead\r\n");
    });
}

TEST_F(RelayWithTls, ThatNoLongerOffersItGetsNothing)
{
    expect_refusal([&](RawConnection& client) {
        client.say("220 relay.example\r\n");
        for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
            heard.add(line);
            client.say("250 relay.example\r\n");  // somebody between us took STARTTLS out
        }
    });
}

TEST_F(RelayWithTls, ThatRefusesStarttlsGetsNothing)
{
    expect_refusal([&](RawConnection& client) {
        client.say("220 relay.example\r\n");
        client.hear();
        client.say("250-relay.example\r\n250 STARTTLS\r\n");
        for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
            heard.add(line);
            client.say(line == "STARTTLS" ? "454 4.7.0 not now\r\n" : "250 fine\r\n");
        }
    });
}

/// What comes in the clear behind the go-ahead must not be taken for a reply of the encrypted relay (CVE-2021-33515).
TEST_F(RelayWithTls, InWhoseNameSomebodySpeaksBeforeTheHandshakeGetsNothing)
{
    const TlsContext context = authority.server({});
    expect_refusal(
        [&](RawConnection& client) {
            offer_tls(client, context.get(), heard, "250-relay.example\r\n250 AUTH PLAIN\r\n");
        },
        "helo");
}

// --- AUTH -----------------------------------------------------------------------------------------------------------

/// STARTTLS, and then AUTH that is answered so; without an answer it is not offered.
void offer_auth(RawConnection& client, SSL_CTX* context, Heard& heard, const std::string& answer)
{
    client.say("220 relay.example\r\n");
    for (std::string line = client.hear(); !line.empty(); line = client.hear()) {
        heard.add((client.has_tls() ? "tls " : "clear ") + line);
        if (line == "STARTTLS") {
            client.say("220 go ahead\r\n");
            if (!client.start_tls(context)) return;
        } else if (line.starts_with("EHLO")) {
            const bool has_auth = client.has_tls() && !answer.empty();
            client.say("250-relay.example\r\n250 " + std::string(has_auth ? "AUTH PLAIN" : "STARTTLS") + "\r\n");
        } else {
            client.say((line.starts_with("AUTH") ? answer : "250 fine") + "\r\n");
        }
    }
}

class RelayWithAuth : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Answers, RelayWithAuth,
                         testing::Values("535 5.7.8 authentication failed", "454 4.7.0 temporary failure",
                                         "421 4.7.0 too many tries", ""));

TEST_P(RelayWithAuth, ThatDoesNotTakeOurPasswordKeepsTheQueueAndSaysSo)
{
    testing_support::TemporaryFolder folder;
    const TestAuthority authority;
    authority.write(folder / "ca.pem");
    std::ofstream(folder / "secret") << "canary-password\n";
    std::filesystem::permissions(folder / "secret", std::filesystem::perms::owner_read);
    const TlsContext context = authority.server({});
    Heard heard;
    const std::string answer = GetParam();
    const RawRelay relay([&](RawConnection& client) { offer_auth(client, context.get(), heard, answer); });
    Sender sender(relay.port(), "tls = \"required\"\nca_file = \"" + (folder / "ca.pem").string() +
                                    "\"\nuser = \"lists\"\npassword_file = \"" + (folder / "secret").string() + '"');
    sender.start();
    sender.expect_trouble("auth");
    EXPECT_THAT(sender.daemon().log(), HasSubstr(answer));
    EXPECT_THAT(sender.daemon().log(), Not(HasSubstr("canary")));
    sender.expect_all_wait();
    sender.expect_end();
    for (const std::string& line : heard.lines()) {
        EXPECT_THAT(line, Not(HasSubstr("MAIL")));
        EXPECT_THAT(line, Not(HasSubstr("clear AUTH")));
    }
}

}  // namespace
