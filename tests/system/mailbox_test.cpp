/// Nothing but a mailbox: the real programs and a real Dovecot.

#include "support/certificates.h"
#include "support/private_dovecot.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing_support::Certificates;
using testing_support::eventually;
using testing_support::PrivateDovecot;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::TemporaryFolder;

std::string post(int number)
{
    return fmt::format("Return-Path: <secretary@secretariat.example>\n"
                       "Delivered-To: {}\n"
                       "From: Secretary <secretary@secretariat.example>\n"
                       "To: sr-update@lists.example.org\n"
                       "Subject: Issue {}\n"
                       "Message-ID: <{}@secretariat.example>\n\nDear colleagues\n.\nA010 OK FETCH completed\n+OK\n",
                       PrivateDovecot::user, number, number);
}

std::size_t times(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

class Mailbox : public testing::Test {
  protected:
    void SetUp() override
    {
        std::string why;
        if (!PrivateDovecot::is_possible(why)) GTEST_SKIP() << why;
        write_password(PrivateDovecot::password);
        relay.start();
    }

    void write_password(const std::string& text) const
    {
        const auto file = folder / "password";
        std::ofstream(file) << text << '\n';
        std::filesystem::permissions(file, std::filesystem::perms(0600));
    }

    [[nodiscard]] std::string table(const std::string& url, const std::string& more = "") const
    {
        return fmt::format(
            "[[intake.mailbox]]\nurl = \"{}\"\nuser = \"{}\"\npassword_file = \"{}\"\npoll = \"1s\"\n{}\n", url,
            PrivateDovecot::user, (folder / "password").string(), more);
    }

    /// A daemon that polls; not started.
    [[nodiscard]] std::unique_ptr<RunningDaemon> daemon_for(const std::string& tables) const
    {
        return std::make_unique<RunningDaemon>(testing_support::DaemonOptions{
            .relay_port = relay.port(), .list_more = "post_auth = \"open\"", .more = tables});
    }

    [[nodiscard]] static bool comes(const RunningDaemon& daemon, const std::string& line, std::size_t count = 1)
    {
        return eventually([&] { return times(daemon.log(), line) >= count; }, 20s);
    }

    [[nodiscard]] static std::size_t issues(const RunningDaemon& daemon)
    {
        return daemon.ctl_json({"issues", "sr-update"}).as_array().size();
    }

    TemporaryFolder folder;
    ScriptedRelay relay;
};

constexpr auto spooled = " spooled ";
constexpr auto handled = " handled ";

TEST_F(Mailbox, BringsEachMessageOnceByImapAndPop3)
{
    for (const bool is_imap : {true, false}) {
        SCOPED_TRACE(is_imap);
        PrivateDovecot dovecot;
        dovecot.put(post(1));
        dovecot.put("From: ann@body.example\nTo: nobody@elsewhere.example\nSubject: lost?\n\nhello\n");
        const auto daemon = daemon_for(table(is_imap ? fmt::format("imap://127.0.0.1:{}/INBOX", dovecot.imap_port())
                                                     : fmt::format("pop3://127.0.0.1:{}", dovecot.pop3_port())));
        daemon->start();
        ASSERT_TRUE(comes(*daemon, handled, 2)) << daemon->log() << dovecot.log();
        EXPECT_TRUE(eventually([&] { return dovecot.count() == 0; }, 10s)) << dovecot.log();
        EXPECT_EQ(issues(*daemon), 1U);
        const auto held = daemon->ctl_json({"held"}).as_array();
        ASSERT_EQ(held.size(), 1U) << "mail for nobody of ours is the operator's";
        EXPECT_EQ(held.front().at("subject"), "lost?");
        EXPECT_THAT(daemon->log(), HasSubstr("reverse_path=<secretary@secretariat.example>"));
        dovecot.put(post(2));
        EXPECT_TRUE(comes(*daemon, handled, 3)) << daemon->log();
        EXPECT_EQ(daemon->stop(), 0);
        daemon->start();
        std::this_thread::sleep_for(2500ms);
        EXPECT_EQ(times(daemon->log(), spooled), 3U) << "two looks later nothing came twice";
        EXPECT_EQ(daemon->stop(), 0);
        EXPECT_THAT(daemon->log(), Not(HasSubstr("mailbox_trouble")));
    }
}

TEST_F(Mailbox, IsReachedByTlsAtOnceAndByStartTlsAndOnlyWhereTheCertificateIsTrusted)
{
    Certificates certificates;
    const auto files = certificates.issue("mail", "IP:127.0.0.1");
    PrivateDovecot dovecot(files);
    const std::string ca = fmt::format("ca_file = \"{}\"\n", certificates.authority().string());
    const std::string imaps = fmt::format("imaps://127.0.0.1:{}/INBOX", dovecot.imaps_port());
    const std::string imap = fmt::format("imap://127.0.0.1:{}/INBOX", dovecot.imap_port());
    const std::string pop3 = fmt::format("pop3://127.0.0.1:{}", dovecot.pop3_port());
    struct Case {
        std::string url;
        std::string more;
        std::string end;
    };
    const Case cases[] = {
        {imaps, ca, "auth       accepted as"},
        {imap, ca + "tls = \"required\"", "auth       accepted as"},
        {pop3, ca + "tls = \"required\"", "auth       accepted as"},
        {imap, "tls = \"opportunistic\"", "auth       accepted as"},
        {imaps, "", "failed     at tls: the server's certificate is not trusted"},
        {imap, "tls = \"required\"", "failed     at tls: the server's certificate is not trusted"},
        {imaps, ca + "pin = \"sha256//" + std::string(43, 'A') + "=\"", "failed     at tls: the server's public key"},
    };
    for (const Case& c : cases) {
        const auto tested = daemon_for(table(c.url, c.more))->ctl({"mailbox", "test"});
        EXPECT_THAT(tested.output, HasSubstr(c.end)) << c.url << ' ' << c.more << tested.errors << dovecot.log();
        EXPECT_EQ(tested.exit_code, c.end.starts_with("auth") ? 0 : 1);
    }
    dovecot.put(post(1));
    const auto daemon = daemon_for(table(imaps, ca));
    daemon->start();
    EXPECT_TRUE(comes(*daemon, handled)) << daemon->log();
    EXPECT_EQ(daemon->stop(), 0);
}

TEST_F(Mailbox, IsTestedByANameThatOnlyOneHas)
{
    const PrivateDovecot dovecot;
    const std::string inbox = fmt::format("127.0.0.1:{}/INBOX", dovecot.imap_port());
    const auto daemon = daemon_for(table("imap://" + inbox) + table("imap://" + inbox + "2"));
    for (const std::string& part : {std::string("INBOX"), std::string()}) {
        const auto asked = daemon->ctl({"mailbox", "test", part});
        EXPECT_EQ(asked.exit_code, 1) << part;
        EXPECT_THAT(asked.errors, HasSubstr("which of them? lists@example.org at " + inbox + ", lists@example.org at " +
                                            inbox + "2"));
        EXPECT_EQ(asked.output, "");
    }
    const auto tested = daemon->ctl({"mailbox", "test", "lists@example.org at " + inbox});
    EXPECT_EQ(tested.exit_code, 0) << tested.errors << dovecot.log();
    EXPECT_THAT(daemon->ctl({"mailbox", "test", "Other"}).errors, HasSubstr("there is no mailbox Other"));
}

TEST_F(Mailbox, LosesAndDoublesNothingWhenTheDaemonIsKilledBeforeItDeletes)
{
    for (const bool is_imap : {true, false}) {
        SCOPED_TRACE(is_imap);
        PrivateDovecot dovecot;
        constexpr int posts = 30;
        for (int i = 1; i <= posts; ++i) dovecot.put(post(i));
        const auto daemon = daemon_for(table(is_imap ? fmt::format("imap://127.0.0.1:{}", dovecot.imap_port())
                                                     : fmt::format("pop3://127.0.0.1:{}", dovecot.pop3_port())));
        daemon->start();
        ASSERT_TRUE(comes(*daemon, spooled)) << daemon->log();
        daemon->kill();  // deletion comes only when all of a look are taken
        EXPECT_EQ(dovecot.count(), std::size_t{posts});
        const std::size_t before = times(daemon->log(), spooled);
        daemon->start();
        EXPECT_TRUE(eventually([&] { return dovecot.count() == 0; }, 20s)) << daemon->log() << dovecot.log();
        EXPECT_TRUE(eventually([&] { return issues(*daemon) == std::size_t{posts}; }, 20s)) << daemon->log();
        EXPECT_LE(times(daemon->log(), spooled), std::size_t{posts} + 1) << "one at most was committed and not logged";
        EXPECT_GE(before, 1U);
        EXPECT_EQ(daemon->stop(), 0);
    }
}

TEST_F(Mailbox, LeavesAMessageThatIsTooLargeTellsTheOperatorOnceAndTakesTheOthers)
{
    PrivateDovecot dovecot;
    dovecot.put("From: ann@body.example\nTo: sr-update@lists.example.org\nSubject: large\n\n" +
                std::string(80'000, 'x') + '\n');
    dovecot.put(post(1));
    const auto daemon =
        daemon_for(table(fmt::format("imap://127.0.0.1:{}", dovecot.imap_port()), "max_message = \"64 KiB\""));
    daemon->start();
    EXPECT_TRUE(comes(*daemon, handled)) << daemon->log();
    const auto told = [&] {
        const auto all = relay.messages();
        return std::ranges::count_if(
            all, [](const auto& message) { return message.recipients.front() == "operator@secretariat.example"; });
    };
    EXPECT_TRUE(eventually([&] { return told() == 1; }, 20s)) << daemon->log();
    std::this_thread::sleep_for(2500ms);
    EXPECT_EQ(told(), 1);
    EXPECT_EQ(times(daemon->log(), " mail_left "), 1U) << daemon->log();
    EXPECT_EQ(dovecot.count(), 1U);
    daemon->replace_in_config("64 KiB", "1 MiB");
    daemon->process().signal(SIGHUP);
    EXPECT_TRUE(comes(*daemon, handled, 2)) << daemon->log();
    EXPECT_EQ(daemon->stop(), 0);
}

TEST_F(Mailbox, WithAWrongPasswordWaitsLongerEachTimeAndRecovers)
{
    PrivateDovecot dovecot;
    dovecot.put(post(1));
    write_password("wr0ng");
    const auto daemon = daemon_for(table(fmt::format("imap://127.0.0.1:{}", dovecot.imap_port())));
    daemon->start();
    ASSERT_TRUE(comes(*daemon, "mailbox_trouble", 2)) << daemon->log();
    EXPECT_THAT(daemon->log(), HasSubstr("stage=auth next_look=2s reply=\"the server refuses our user: NO "
                                         "[AUTHENTICATIONFAILED]"));
    EXPECT_THAT(daemon->log(), HasSubstr("next_look=4s"));
    EXPECT_THAT(daemon->log(), Not(HasSubstr("wr0ng")));
    EXPECT_EQ(daemon->ctl_json({"status"}).at("mailboxes").as_array().front().at("trouble"), true);
    write_password(PrivateDovecot::password);
    EXPECT_TRUE(comes(*daemon, "mailbox_recovered")) << daemon->log();
    EXPECT_TRUE(comes(*daemon, handled)) << daemon->log();
    EXPECT_THAT(daemon->log(), Not(HasSubstr(PrivateDovecot::password)));
    EXPECT_EQ(daemon->ctl_json({"status"}).at("mailboxes").as_array().front().at("trouble"), false);
    EXPECT_EQ(daemon->stop(), 0);
}

TEST_F(Mailbox, MovesAfterwards)
{
    PrivateDovecot dovecot;
    dovecot.put(post(1));
    const auto daemon = daemon_for(
        table(fmt::format("imap://127.0.0.1:{}", dovecot.imap_port()), "afterwards = \"move\"\nmove_to = \"Done\""));
    daemon->start();
    EXPECT_TRUE(eventually([&] { return dovecot.count("Done") == 1; }, 20s)) << daemon->log() << dovecot.log();
    EXPECT_TRUE(eventually([&] { return dovecot.count() == 0; }, 5s)) << "Dovecot moves by a copy and a deletion";
    EXPECT_EQ(issues(*daemon), 1U);
    EXPECT_EQ(daemon->stop(), 0);
}

TEST_F(Mailbox, KeepsAfterwardsAndKnowsWhatItHasTakenAlsoUnderNewUids)
{
    PrivateDovecot dovecot;
    dovecot.put(post(1));
    const auto daemon =
        daemon_for(table(fmt::format("imap://127.0.0.1:{}", dovecot.imap_port()), "afterwards = \"keep\""));
    daemon->start();
    ASSERT_TRUE(comes(*daemon, handled)) << daemon->log();
    daemon->kill();
    daemon->start();
    dovecot.put(post(2));
    ASSERT_TRUE(comes(*daemon, handled, 2)) << daemon->log();
    EXPECT_EQ(times(daemon->log(), spooled), 2U) << "the first was known";
    dovecot.forget_uids();
    EXPECT_TRUE(comes(*daemon, "(came before)", 2)) << daemon->log() << dovecot.log();
    EXPECT_EQ(issues(*daemon), 2U);
    EXPECT_EQ(dovecot.count(), 2U);
    EXPECT_EQ(daemon->stop(), 0);
}

TEST_F(Mailbox, IsPolledFromTheReloadOnThatNamesIt)
{
    PrivateDovecot dovecot;
    dovecot.put(post(1));
    const auto daemon = daemon_for("# here");
    daemon->start();
    daemon->replace_in_config("# here", table(fmt::format("imap://127.0.0.1:{}", dovecot.imap_port())));
    daemon->process().signal(SIGHUP);
    EXPECT_TRUE(comes(*daemon, handled)) << daemon->log();
    EXPECT_EQ(daemon->stop(), 0);
}

}  // namespace
