/// The main job with real parts: swaks writes, Postfix hands over by LMTP and relays, maildirs receive.

#include "mail/header.h"
#include "support/places.h"
#include "support/private_postfix.h"
#include "support/running_daemon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <set>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::eventually;
using testing_support::PrivatePostfix;
using testing_support::RunningDaemon;

constexpr auto secretary = "secretary@secretariat.example";

std::vector<std::string> member_mailboxes()
{
    std::vector<std::string> members;
    for (int i = 0; i < 30; ++i)
        members.push_back("desk" + std::to_string(i) + "@body" + std::to_string(i % 7) + ".example");
    return members;
}

testing_support::Finished swaks(int port, const std::string& to, const std::vector<std::string>& more)
{
    std::vector<std::string> arguments{"swaks", "--server", "127.0.0.1:" + std::to_string(port), "--from", secretary,
                                       "--to",  to};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return testing_support::run_process(arguments);
}

TEST(Postfix, BringsAPostInByLmtpAndEveryCopyToItsMailbox)
{
    if (std::string why; !PrivatePostfix::is_possible(why)) GTEST_SKIP() << why;
    const int front_port = testing_support::free_port();
    const int relay_port = testing_support::free_port();
    RunningDaemon daemon({.relay_port = relay_port});
    const std::vector<std::string> members = member_mailboxes();
    std::vector<std::string> mailboxes = members;
    mailboxes.emplace_back(secretary);
    const PrivatePostfix postfix("inet:127.0.0.1:" + std::to_string(daemon.lmtp_port()), front_port, relay_port,
                                 mailboxes);
    std::string roster = "email,category\n";
    for (const std::string& member : members) roster += member + ",nmb\n";
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    daemon.start();

    const auto posted = swaks(front_port, "sr-update@lists.example.org",
                              {"--header", "Subject: ISO/SR UPDATE Issue #1: May 2005", "--body", "Dear colleagues",
                               "--attach-type", "application/pdf", "--attach",
                               "@" + (testing_support::source_folder() / "config/iso-sr/issue-1.pdf").string()});
    ASSERT_EQ(posted.exit_code, 0) << posted.output << posted.errors << postfix.log();
    ASSERT_TRUE(eventually([&] { return !postfix.messages_for(secretary).empty(); }, 20s))
        << daemon.log() << postfix.log();
    const std::string challenge = postfix.messages_for(secretary).front();
    const std::string confirm = mail::scan_header(challenge).value("Reply-To");
    ASSERT_THAT(confirm, HasSubstr("+confirm-"));

    ASSERT_EQ(swaks(front_port, confirm, {"--header", "Subject: Re: Please confirm", "--body", "yes"}).exit_code, 0);
    const auto all_have_it = [&] {
        for (const std::string& member : members) {
            if (postfix.messages_for(member).empty()) return false;
        }
        return true;
    };
    ASSERT_TRUE(eventually(all_have_it, 30s)) << daemon.log() << postfix.log();
    std::set<std::string> reverse_paths;
    for (const std::string& member : members) {
        const auto messages = postfix.messages_for(member);
        ASSERT_THAT(messages, SizeIs(1)) << member;
        const mail::Header header = mail::scan_header(messages.front());
        EXPECT_EQ(header.value("Subject"), "ISO/SR UPDATE Issue #1: May 2005");
        reverse_paths.insert(header.value("Return-Path"));
    }
    EXPECT_THAT(reverse_paths, SizeIs(members.size()));
    EXPECT_TRUE(eventually(
        [&] {
            return daemon.ctl_json({"issue", "show", "sr-update", "1"}).at("state").as_string() == "distributed";
        },
        10s));

    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Postfix, RefusesAnUnknownRecipientAtOnceAndAnAuthenticationResultInItsOwnName)
{
    if (std::string why; !PrivatePostfix::is_possible(why)) GTEST_SKIP() << why;
    const int front_port = testing_support::free_port();
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    daemon.start();
    const PrivatePostfix postfix("inet:127.0.0.1:" + std::to_string(daemon.lmtp_port()), front_port,
                                 testing_support::free_port(), {});
    // The first to ask may be told to come back, until Gazetted has answered Postfix.
    EXPECT_TRUE(eventually(
        [&] {
            const auto refused = swaks(front_port, "nobody@lists.example.org", {"--quit-after", "RCPT"});
            return refused.output.find("<** 550 5.1.1") != std::string::npos;
        },
        30s))
        << postfix.log();

    ASSERT_TRUE(eventually(
        [&] {
            return swaks(front_port, "sr-update@lists.example.org",
                         {"--header", "Subject: Issue 1", "--add-header",
                          "Authentication-Results: lists.example.org; dmarc=pass header.from=secretariat.example",
                          "--add-header", "Authentication-Results: mx.elsewhere.example; dmarc=pass"})
                       .exit_code == 0;
        },
        30s))
        << postfix.log();
    ASSERT_TRUE(eventually([&] { return daemon.log().find(" spooled ") != std::string::npos; }, 20s)) << postfix.log();
    const std::string shown = daemon.ctl({"held", "show", "1"}).output;
    EXPECT_THAT(shown, HasSubstr("mx.elsewhere.example; dmarc=pass"));
    EXPECT_THAT(shown, testing::Not(HasSubstr("lists.example.org; dmarc=pass")));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Postfix, HandsOverThroughAUnixSocketToo)
{
    if (std::string why; !PrivatePostfix::is_possible(why)) GTEST_SKIP() << why;
    const int front_port = testing_support::free_port();
    RunningDaemon daemon({.relay_port = testing_support::free_port()});
    const testing_support::TemporaryFolder folder;  // Postfix may enter it
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const std::string socket = "unix:" + (folder / "lmtp.sock").string();
    daemon.replace_in_config("127.0.0.1:" + std::to_string(daemon.lmtp_port()), socket);
    daemon.start();
    const PrivatePostfix postfix(socket, front_port, testing_support::free_port(), {});
    ASSERT_TRUE(eventually(
        [&] {
            return swaks(front_port, "sr-update+owner@lists.example.org", {"--body", "x"}).exit_code == 0;
        },
        30s))
        << postfix.log();
    EXPECT_TRUE(eventually(
        [&] { return daemon.log().find("recipient=<sr-update+owner@lists.example.org>") != std::string::npos; }, 20s))
        << postfix.log();
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
