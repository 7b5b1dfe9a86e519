#include "support/scripted_relay.h"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace testing_support {
namespace {

using namespace std::chrono_literals;

/// Sends what it is told and reads whole lines; "" once the relay has closed or said nothing for a second.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{.tv_sec = 1, .tv_usec = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        EXPECT_EQ(0, ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view octets) const
    {
        EXPECT_EQ(static_cast<ssize_t>(octets.size()), ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL));
    }

    std::string line()
    {
        for (std::array<char, 4096> buffer{}; input_.find("\r\n") == std::string::npos;) {
            const auto size = ::recv(fd_, buffer.data(), buffer.size(), 0);
            is_closed_ = size == 0 || (size < 0 && errno == ECONNRESET);
            if (size <= 0) return {};
            input_.append(buffer.data(), static_cast<std::size_t>(size));
        }
        auto line = input_.substr(0, input_.find("\r\n"));
        input_.erase(0, line.size() + 2);
        return line;
    }

    /// The last line of the reply.
    std::string reply()
    {
        auto last = line();
        while (last.size() > 3 && last[3] == '-') last = line();
        return last;
    }

    std::string ask(std::string_view command)
    {
        send(std::string(command) + "\r\n");
        return reply();
    }

    void greet()
    {
        EXPECT_EQ("220", reply().substr(0, 3));
        EXPECT_EQ("250", ask("EHLO client.example").substr(0, 3));
    }

    void envelope(const std::string& recipient)
    {
        EXPECT_EQ("250 2.1.0 OK", ask("MAIL FROM:<a@body.example>"));
        EXPECT_EQ("250 2.1.5 OK", ask("RCPT TO:<" + recipient + ">"));
    }

    bool is_closed() { return line().empty() && is_closed_; }

  private:
    int fd_;
    std::string input_;
    bool is_closed_ = false;
};

constexpr auto message = "Message-ID: <1@body.example>\r\n\r\nHello.\r\n";

class ScriptedRelayTest : public ::testing::Test {
  protected:
    RawClient& begin(RelayOptions options = {}, std::vector<Rule> rules = {})
    {
        options.ledger.keep = Keep::content;
        relay_ = std::make_unique<ScriptedRelay>(options);
        for (auto& rule : rules) relay_->add_rule(std::move(rule));
        relay_->start();
        client_ = std::make_unique<RawClient>(relay_->port());
        return *client_;
    }
    RawClient& begin_greeted(RelayOptions options = {}, std::vector<Rule> rules = {})
    {
        begin(std::move(options), std::move(rules)).greet();
        return *client_;
    }
    /// Nothing has been accepted so far but these.
    std::vector<AcceptedMessage> accepted(std::uint64_t count)
    {
        EXPECT_TRUE(relay_->wait_for_messages(count, 5s));
        return relay_->messages();
    }

    std::unique_ptr<ScriptedRelay> relay_;
    std::unique_ptr<RawClient> client_;
};

TEST_F(ScriptedRelayTest, TakesAMessageOverAndRemovesTheExtraDots)
{
    auto& client = begin_greeted();
    client.envelope("b@body.example");
    EXPECT_EQ("354 Go ahead", client.ask("DATA"));
    EXPECT_EQ("250 2.0.0 Taken over",
              client.ask("..\r\nmessage-id:\r\n <1@x.example>\r\n\r\n..one\r\n...\r\nend.\r\n."));
    const auto messages = accepted(1);
    ASSERT_EQ(1U, messages.size());
    EXPECT_EQ("a@body.example", messages[0].reverse_path);
    EXPECT_EQ(std::vector<std::string>{"b@body.example"}, messages[0].recipients);
    EXPECT_EQ("<1@x.example>", messages[0].message_id);
    EXPECT_EQ(".\r\nmessage-id:\r\n <1@x.example>\r\n\r\n.one\r\n..\r\nend.\r\n", messages[0].content);
    EXPECT_EQ(0U, relay_->report().violations_in_all());
    EXPECT_EQ("221 2.0.0 Bye", client.ask("QUIT"));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ScriptedRelayTest, FindsTheEndOfAMessageThatComesOctetByOctet)
{
    auto& client = begin_greeted();
    client.envelope("b@body.example");
    client.ask("DATA");
    for (const char octet : std::string_view("\r\n.x\r\n.\r\n")) {
        client.send({&octet, 1});
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ("250 2.0.0 Taken over", client.reply());
    EXPECT_EQ("\r\nx\r\n", accepted(1).at(0).content);
}

TEST_F(ScriptedRelayTest, TakesAnEmptyMessage)
{
    auto& client = begin_greeted();
    client.envelope("b@body.example");
    client.ask("DATA");
    EXPECT_EQ("250 2.0.0 Taken over", client.ask("."));
    EXPECT_EQ("", accepted(1).at(0).content);
}

TEST_F(ScriptedRelayTest, AnswersAPipelinedGroupInOrder)
{
    auto& client = begin_greeted();
    client.send("MAIL FROM:<>\r\nRCPT TO:<b@body.example>\r\nRCPT TO:<c@body.example> NOTIFY=NEVER\r\nDATA\r\n");
    EXPECT_EQ("250 2.1.0 OK", client.line());
    EXPECT_EQ("250 2.1.5 OK", client.line());
    EXPECT_EQ("555 5.5.4 Parameter not offered", client.line());
    EXPECT_EQ("354 Go ahead", client.line());
    client.send("x\r\n.\r\nMAIL FROM:<d@body.example>\r\n");
    EXPECT_EQ("250 2.0.0 Taken over", client.line());
    EXPECT_EQ("250 2.1.0 OK", client.line());
    EXPECT_EQ("", accepted(1).at(0).reverse_path);
    EXPECT_EQ(0U, relay_->report().violations_in_all());
}

TEST_F(ScriptedRelayTest, TakesChunksAsTheyAre)
{
    auto& client = begin_greeted();
    client.envelope("b@body.example");
    client.send("BDAT 6\r\n.a\r\n.\nBDAT 0\r\nBDAT 2 LAST\r\nzzNOOP\r\n");
    EXPECT_EQ("250 2.0.0 Go on", client.line());
    EXPECT_EQ("250 2.0.0 Go on", client.line());
    EXPECT_EQ("250 2.0.0 Taken over", client.line());
    EXPECT_EQ("250 2.0.0 OK", client.line());
    EXPECT_EQ(".a\r\n.\nzz", accepted(1).at(0).content);
    EXPECT_EQ(1U, relay_->report().count(Violation::bare_lf));
}

TEST_F(ScriptedRelayTest, SwallowsAChunkThatItRefuses)
{
    auto& client = begin_greeted({}, {{.stage = Stage::data, .first = 1, .action = Reply{"451 4.3.0 Not now"}}});
    client.envelope("b@body.example");
    client.send("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n");
    EXPECT_EQ("451 4.3.0 Not now", client.line());
    EXPECT_EQ("503 5.5.1 No transaction for this chunk", client.line());
    client.envelope("b@body.example");
    client.send("BDAT 1 LAST\r\nx");
    EXPECT_EQ("250 2.0.0 Taken over", client.line());
    EXPECT_EQ(0U, relay_->report().violations_in_all());
}

TEST_F(ScriptedRelayTest, RefusesWhatIsTooBigAndGoesOn)
{
    RelayOptions options;
    options.session.size_octets_max = 1000;
    auto& client = begin_greeted(options);
    EXPECT_EQ("552 5.3.4 Message too big", client.ask("MAIL FROM:<a@body.example> SIZE=1001"));
    client.envelope("b@body.example");
    client.ask("DATA");
    client.send(std::string(300'000, 'x'));
    EXPECT_EQ("552 5.3.4 Message too big", client.ask("\r\n."));
    client.envelope("b@body.example");
    client.send("BDAT 1001 LAST\r\n" + std::string(1001, 'x'));
    EXPECT_EQ("552 5.3.4 Message too big", client.reply());
    EXPECT_EQ("250 2.0.0 OK", client.ask("NOOP"));
    EXPECT_EQ(0U, relay_->report().messages);
}

TEST_F(ScriptedRelayTest, OffersNothingThatIsSwitchedOff)
{
    RelayOptions options;
    options.session.not_offered = {"PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "SIZE", "ENHANCEDSTATUSCODES"};
    auto& client = begin(options);
    client.line();
    EXPECT_EQ("250 relay.example", client.ask("EHLO client.example"));
    EXPECT_EQ("555 Parameter not offered", client.ask("MAIL FROM:<a@body.example> BODY=8BITMIME"));
    EXPECT_EQ("500 Unknown command", client.ask("BDAT 0"));
    client.send("NOOP\r\nNOOP\r\n");
    EXPECT_EQ("250 OK", client.line());
    EXPECT_EQ("250 OK", client.line());
    EXPECT_EQ(1U, relay_->report().count(Violation::uninvited_pipelining));
}

TEST_F(ScriptedRelayTest, CountsWhatAClientDoesWrong)
{
    auto& client = begin_greeted();
    EXPECT_EQ("503 5.5.1 MAIL first", client.ask("RCPT TO:<b@body.example>"));
    EXPECT_EQ("500 5.5.1 Unknown command", client.ask("TURN"));
    EXPECT_EQ("250 2.1.0 OK", client.ask("MAIL FROM:<é@body.example>"));
    EXPECT_EQ("250 2.1.5 OK", client.ask("RCPT TO:<b@body.example>"));
    client.send("DATA\r\n");
    std::this_thread::sleep_for(50ms);
    client.send("é\n\r \r\n" + std::string(999, 'x') + "\r\n\0\r\n.\r\n");
    client.send(std::string_view("\0\r\n.\r\n", 6));
    EXPECT_EQ("354 Go ahead", client.line());
    EXPECT_EQ("250 2.0.0 Taken over", client.line());
    const auto report = relay_->report();
    for (const auto violation : {Violation::out_of_step, Violation::unknown_command, Violation::bare_lf,
                                 Violation::bare_cr, Violation::long_line, Violation::eight_bit_undeclared})
        EXPECT_EQ(1U, report.count(violation)) << static_cast<int>(violation);
    EXPECT_EQ(2U, report.count(Violation::utf8_undeclared));
}

TEST_F(ScriptedRelayTest, SeesContentThatCameBeforeThe354)
{
    auto& client = begin_greeted();
    client.envelope("b@body.example");
    client.send("DATA\r\nx\r\n.\r\n");
    EXPECT_EQ("354 Go ahead", client.line());
    EXPECT_EQ("250 2.0.0 Taken over", client.line());
    EXPECT_EQ(1U, relay_->report().count(Violation::data_before_354));
}

TEST_F(ScriptedRelayTest, RefusesARecipientTheFirstTimeOnly)
{
    auto& client = begin_greeted({}, {{.match = "*@Slow.example", .first = 1}});
    client.ask("MAIL FROM:<a@body.example>");
    EXPECT_EQ("451 4.7.1 Try again", client.ask("RCPT TO:<b@slow.example>"));
    EXPECT_EQ("451 4.7.1 Try again", client.ask("RCPT TO:<c@slow.example>"));
    EXPECT_EQ("250 2.1.5 OK", client.ask("RCPT TO:<b@slow.example>"));
    EXPECT_EQ("250 2.1.5 OK", client.ask("RCPT TO:<b@body.example>"));
    EXPECT_EQ(std::vector<std::uint64_t>{2}, relay_->report().rules_fired);
    relay_->clear_rules();
    EXPECT_EQ("250 2.1.5 OK", client.ask("RCPT TO:<d@slow.example>"));
}

TEST_F(ScriptedRelayTest, MisbehavesEveryThirdTimeAndTwiceInAll)
{
    auto& client = begin_greeted({}, {{.stage = Stage::mail, .every = 3, .times = 2, .action = Reply{"450 4.2.0 No"}}});
    std::string replies;
    for (int i = 0; i < 12; ++i) {
        replies += client.ask("MAIL FROM:<a@body.example>")[0];
        client.ask("RSET");
    }
    EXPECT_EQ("224224222222", replies);
}

TEST_F(ScriptedRelayTest, SaysAnotherPositiveReplyAndGoesOn)
{
    auto& client = begin_greeted({}, {{.action = Reply{"251 2.1.5 Will forward"}}});
    client.ask("MAIL FROM:<a@body.example>");
    EXPECT_EQ("251 2.1.5 Will forward", client.ask("RCPT TO:<b@body.example>"));
    EXPECT_EQ("354 Go ahead", client.ask("DATA"));
}

TEST_F(ScriptedRelayTest, ClosesAfter421)
{
    auto& client = begin({}, {{.stage = Stage::connect, .action = Reply{"421 4.3.2 Closing"}}});
    EXPECT_EQ("421 4.3.2 Closing", client.line());
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ScriptedRelayTest, DropsAfterTheRepliesBefore)
{
    auto& client = begin_greeted({}, {{.stage = Stage::data, .match = "b@*", .action = Drop{}}});
    client.send("MAIL FROM:<>\r\nRCPT TO:<b@body.example>\r\nDATA\r\n");
    EXPECT_EQ("250 2.1.0 OK", client.line());
    EXPECT_EQ("250 2.1.5 OK", client.line());
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ScriptedRelayTest, HangsUntilTheClientHasEnough)
{
    auto& client = begin_greeted({}, {{.stage = Stage::dot, .times = 1, .action = Hang{}}});
    client.envelope("b@body.example");
    client.ask("DATA");
    EXPECT_EQ("", client.ask("x\r\n."));
    EXPECT_FALSE(client.is_closed());
    EXPECT_EQ(0U, relay_->report().messages);
}

TEST_F(ScriptedRelayTest, AcceptsAndDropsSoThatARepeatIsADuplicate)
{
    auto& client = begin_greeted({}, {{.stage = Stage::dot, .times = 1, .action = AcceptDrop{}}});
    client.envelope("b@body.example");
    client.ask("DATA");
    EXPECT_EQ("", client.ask(std::string(message) + "."));
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(1U, accepted(1).size());
    RawClient again(relay_->port());
    again.greet();
    again.envelope("b@body.example");
    again.ask("DATA");
    EXPECT_EQ("250 2.0.0 Taken over", again.ask(std::string(message) + "."));
    EXPECT_EQ(1U, relay_->report().duplicates);
    EXPECT_EQ(2U, relay_->report().connections);
}

TEST_F(ScriptedRelayTest, DelaysOneReplyAndThoseBehindIt)
{
    auto& client = begin_greeted({}, {{.stage = Stage::mail, .action = Delay{100ms}}});
    const auto before = std::chrono::steady_clock::now();
    client.send("MAIL FROM:<a@body.example>\r\nNOOP\r\n");
    EXPECT_EQ("250 2.1.0 OK", client.line());
    EXPECT_EQ("250 2.0.0 OK", client.line());
    EXPECT_GE(std::chrono::steady_clock::now() - before, 100ms);
}

TEST_F(ScriptedRelayTest, ChargesAPipelinedGroupOneLatency)
{
    auto& client = begin_greeted({.latency = 100ms, .session = {}, .ledger = {}});
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) client.send("NOOP\r\n");
    for (int i = 0; i < 20; ++i) EXPECT_EQ("250 2.0.0 OK", client.line());
    const auto time = std::chrono::steady_clock::now() - before;
    EXPECT_GE(time, 100ms);
    EXPECT_LT(time, 1000ms);
}

TEST_F(ScriptedRelayTest, AnswersTheLastMessageBeforeItExits)
{
    auto& client = begin_greeted({.latency = 20ms, .exit_after = 1, .session = {}, .ledger = {}});
    client.envelope("b@body.example");
    client.ask("DATA");
    EXPECT_EQ("250 2.0.0 Taken over", client.ask("x\r\n."));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ScriptedRelayTest, RefusesAConnectionTooMany)
{
    begin_greeted({.connections_max = 1, .session = {}, .ledger = {}});
    RawClient second(relay_->port());
    EXPECT_EQ("421 4.3.2 Too many connections", second.line());
}

TEST_F(ScriptedRelayTest, DropsAClientThatSendsAnEndlessCommand)
{
    auto& client = begin_greeted();
    client.send(std::string(RelaySession::command_octets_max, 'x'));
    EXPECT_EQ("500 5.5.2 Line too long", client.line());
    EXPECT_TRUE(client.is_closed());
}

TEST_F(ScriptedRelayTest, WritesWhatItTookToFiles)
{
    const std::filesystem::path folder = ::testing::TempDir() + "scripted_relay_" + std::to_string(::getpid());
    RelayOptions options;
    options.ledger.maildir = folder;
    options.ledger.log = folder.string() + ".log";
    auto& client = begin_greeted(options);
    client.ask("MAIL FROM:<\"a\\\" b\"@body.example>");
    client.ask("RCPT TO:<b@body.example>");
    client.ask("DATA");
    client.ask(std::string(message) + ".");
    const auto text_of = [](const std::filesystem::path& path) {
        std::ifstream file(path);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ("{\"from\":\"\\\"a\\\\\\\" b\\\"@body.example\",\"rcpt\":[\"b@body.example\"],"
              "\"message_id\":\"<1@body.example>\",\"size\":40}\n",
              text_of(options.ledger.log));
    const std::filesystem::directory_iterator first(folder / "new");
    ASSERT_NE(std::filesystem::directory_iterator(), first);
    EXPECT_EQ("Return-Path: <\"a\\\" b\"@body.example>\r\nDelivered-To: b@body.example\r\n" + std::string(message),
              text_of(first->path()));
    std::filesystem::remove_all(folder);
    std::filesystem::remove(options.ledger.log);
}

TEST(RelayRule, IsReadFromText)
{
    const auto rule = parse_rule("stage=dot,match=*@x.example,first=2,every=3,times=4,reply=452 4.2.2 full, sorry");
    EXPECT_EQ(Stage::dot, rule.stage);
    EXPECT_EQ("*@x.example", rule.match);
    EXPECT_EQ(2U, rule.first);
    EXPECT_EQ(3U, rule.every);
    EXPECT_EQ(4U, rule.times);
    EXPECT_EQ("452 4.2.2 full, sorry", std::get<Reply>(rule.action).text);
    EXPECT_EQ(20ms, std::get<Delay>(parse_rule("stage=quit,delay=20").action).time);
    for (const auto* wrong : {"", "stage=rcpt", "stage=body,drop", "every=0,drop", "drop=", "reply=no",
                              "stage=rcpt,accept-drop", "first,drop"})
        EXPECT_THROW(static_cast<void>(parse_rule(wrong)), std::invalid_argument) << wrong;
}

TEST(RelayRule, GlobsGoBackToTheLastStar)
{
    EXPECT_TRUE(matches_glob("*", ""));
    EXPECT_TRUE(matches_glob("*@slow.*", "a@b@slow.example"));
    EXPECT_TRUE(matches_glob("M?*@x", "mab@X"));
    EXPECT_FALSE(matches_glob("m?@x", "mab@x"));
    EXPECT_FALSE(matches_glob("", "x"));
}

}  // namespace
}  // namespace testing_support
