/// Hostile messages at the running daemon: each gets its answer, and the daemon's memory stays bounded. What becomes of
/// each is told in scenario/hostile_mail_test.cpp.

#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace {

using namespace std::chrono_literals;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

/// VmHWM, in MiB: the most that was ever resident.
long resident_mebibytes_max(pid_t process)
{
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6)) / 1024;
    }
    return -1;
}

class LmtpClient {
  public:
    explicit LmtpClient(int port) : stream_("127.0.0.1", std::to_string(port))
    {
        stream_.expires_after(60s);
        read();
        say("LHLO mx.example.org");
    }

    /// The last line of the reply.
    std::string say(const std::string& line)
    {
        stream_ << line << "\r\n" << std::flush;
        return read();
    }

    /// The reply for the first recipient.
    std::string submit(const std::vector<std::string>& recipients, const std::string& octets)
    {
        say("MAIL FROM:<secretary@secretariat.example>");
        for (const std::string& recipient : recipients)
            EXPECT_THAT(say("RCPT TO:<" + recipient + '>'), StartsWith("250"));
        EXPECT_THAT(say("DATA"), StartsWith("354"));
        stream_ << octets << "\r\n.\r\n" << std::flush;
        std::string first = read();
        for (std::size_t i = 1; i < recipients.size(); ++i) read();
        return first;
    }

  private:
    std::string read()
    {
        std::string line;
        do std::getline(stream_, line);
        while (line.size() > 3 && line[3] == '-');
        return line;
    }

    boost::asio::ip::tcp::iostream stream_;
};

std::string repeated(const std::string& piece, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

TEST(HostileMail, GrowsTheDaemonByLessThan64MiB)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer keeps memory of its own";
#endif
    ScriptedRelay relay;
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port()});
    daemon.start();
    const long before = resident_mebibytes_max(daemon.process().id());

    std::vector<std::string> many;
    const std::string digits = "abcdefghijklmnopqrstuvwxyz234567";
    for (std::size_t i = 0; i < 300; ++i) {
        many.push_back("sr-update+confirm-a" + digits.substr(i / 32, 1) + digits.substr(i % 32, 1) +
                       std::string(25, 'a') + "@lists.example.org");
    }
    const std::string from = "From: secretary@secretariat.example\r\n";
    const std::string mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    LmtpClient client(daemon.lmtp_port());
    const std::vector<std::string> list{"sr-update@lists.example.org"};
    int sent = 0;
    for (const std::string& octets : {
             from + repeated("--b\r\n" + mixed, 100'000),
             from + mixed + repeated("--b\r\n\r\nx\r\n", 500'000),
             from + "X-Long: " + std::string(1'000'000, 'x') + "\r\n\r\n",
             from + "Subject: x" + repeated("\r\n x", 300'000) + "\r\n\r\n",
             repeated("A: b\r\n", 1'000'000) + "\r\n",
             from + "\r\n" + std::string(1'000'000, 'x'),
             from + "Content-Type: text/html\r\n\r\n" + repeated("<table><tr><td>&amp;\r\n", 200'000),
             from + "Content-Transfer-Encoding: base64\r\n\r\n" + repeated("Q\r\n", 1'000'000),
             "From: " + std::string(60'000, '(') + "\r\n\r\n",
         }) {
        EXPECT_THAT(client.submit(list, octets), StartsWith("250 2.0.0")) << octets.substr(0, 200);
        ++sent;
    }
    EXPECT_THAT(client.submit(many, from + "\r\n" + repeated("xxxxxxxxxxxxxx\r\n", 60'000)), StartsWith("250 2.0.0"));
    EXPECT_THAT(client.say("MAIL FROM:<a@b.example> SIZE=26214401"), StartsWith("552 5.3.4"));

    const auto ended = [&] {
        const std::string log = daemon.log();
        int lines = 0;
        for (auto at = log.find(" handled "); at != std::string::npos; at = log.find(" handled ", at + 1)) ++lines;
        return lines == sent + 300;
    };
    EXPECT_TRUE(eventually(ended, 120s)) << "each comes to an end";
    EXPECT_LE(resident_mebibytes_max(daemon.process().id()) - before, 64);
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
