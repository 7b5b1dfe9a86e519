/// A whole correspondence between real parts: Postfix in front and as the relay, the members' mailboxes at Dovecot, swaks
/// and curl as their clients. Nothing is looked up in the daemon that a person could see in his own mailbox.

#include "mail/header.h"
#include "support/private_dovecot.h"
#include "support/private_postfix.h"
#include "support/running_daemon.h"
#include "support/shifted_clock.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::Finished;
using testing_support::free_port;
using testing_support::PrivateDovecot;
using testing_support::PrivatePostfix;
using testing_support::run_process;
using testing_support::RunningDaemon;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto ann = "ann@body.example";     // joins, answers, and leaves by mail
constexpr auto bob = "bob@liaison.example";  // leaves by one click
constexpr auto cid = "cid@union.example";    // leaves by the page
constexpr auto dora = "dora@body.example";   // stays
constexpr auto gone = "gone@body.example";   // was imported, but has no mailbox any more

constexpr auto post_address = "sr-update@lists.example.org";

std::string field(const std::string& message, const std::string& name)
{
    return std::string(mail::scan_header(message).value(name));
}

/// What stands between `from` and `to`, behind the first `from`.
std::string between(const std::string& text, const std::string& from, const std::string& to)
{
    const auto start = text.find(from);
    if (start == std::string::npos) return "";
    return text.substr(start + from.size(), text.find(to, start + from.size()) - start - from.size());
}

/// Somebody's mailbox, read by IMAP as his mail program does: one message after the other.
class Inbox {
  public:
    Inbox(int imap_port, std::string owner) : imap_port_(imap_port), owner_(std::move(owner)) {}

    /// Waited for; empty when none comes.
    std::string next()
    {
        std::string message;
        (void)eventually(
            [&] {
                message = fetch(read_ + 1);
                if (message.empty()) std::this_thread::sleep_for(100ms);
                return !message.empty();
            },
            30s);
        if (!message.empty()) ++read_;
        return message;
    }
    /// The next one with that in its subject; others on the way are passed over.
    std::string next_about(const std::string& subject)
    {
        for (;;) {
            std::string message = next();
            if (message.empty() || field(message, "Subject").find(subject) != std::string::npos) return message;
        }
    }
    [[nodiscard]] bool has_more() const { return !fetch(read_ + 1).empty(); }

  private:
    [[nodiscard]] std::string fetch(int number) const
    {
        return run_process(
                   {"curl", "--silent", "--max-time", "20", "--user", owner_ + ':' + PrivateDovecot::password,
                    "imap://127.0.0.1:" + std::to_string(imap_port_) + "/INBOX;MAILINDEX=" + std::to_string(number)})
            .output;
    }

    int imap_port_;
    std::string owner_;
    int read_ = 0;
};

class Exchange : public testing::Test {
  protected:
    void SetUp() override
    {
        if (std::string why; !PrivatePostfix::is_possible(why) || !PrivateDovecot::is_possible(why))
            GTEST_SKIP() << why;
        const std::vector<std::string> people{secretary, "operator@secretariat.example", ann, bob, cid, dora};
        dovecot = std::make_unique<PrivateDovecot>(std::nullopt, people);
        std::vector<std::string> addresses = people;
        addresses.emplace_back(gone);  // Postfix takes mail for him, and Dovecot does not
        postfix = std::make_unique<PrivatePostfix>("inet:127.0.0.1:" + std::to_string(daemon.lmtp_port()), front_port,
                                                   relay_port, addresses, dovecot->lmtp_port());
        for (const std::string& person : people) inboxes.try_emplace(person, dovecot->imap_port(), person);
        daemon.start();
    }

    void TearDown() override
    {
        if (daemon.is_running()) {
            EXPECT_EQ(daemon.stop(), 0);
        }
        if (HasFailure() && postfix && dovecot)
            std::cerr << daemon.log() << postfix->log().substr(0, 50'000) << dovecot->log().substr(0, 20'000);
    }

    Inbox& inbox_of(const std::string& person) { return inboxes.at(person); }

    void write(const std::string& from, const std::string& to, const std::string& subject, const std::string& text)
    {
        const Finished sent = run_process({"swaks", "--server", "127.0.0.1:" + std::to_string(front_port), "--from",
                                           from, "--to", to, "--header", "Subject: " + subject, "--body", text});
        ASSERT_EQ(sent.exit_code, 0) << sent.output << sent.errors;
    }

    void answer(const std::string& from, const std::string& message, const std::string& text)
    {
        ASSERT_THAT(message, Not(IsEmpty())) << from << " has nothing to answer";
        write(from, field(message, "Reply-To"), "Re: " + field(message, "Subject"), text);
    }

    [[nodiscard]] std::string curl(const std::vector<std::string>& more, const std::string& path) const
    {
        std::vector<std::string> arguments{"curl", "--silent",    "--show-error", "--max-time",
                                           "20",   "--write-out", "%{http_code}"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.push_back("http://127.0.0.1:" + std::to_string(web_port) + path);
        return run_process(arguments).output;
    }

    [[nodiscard]] std::map<std::string, std::string> states() const
    {
        std::map<std::string, std::string> states;
        const auto members = daemon.ctl_json({"members", "sr-update"});
        for (const auto& member : members.as_array())
            states[std::string(member.at("email").as_string())] = member.at("state").as_string();
        return states;
    }

    // --- the steps ---

    void import_members() const
    {
        const std::string roster = std::string("email,category\n") + bob + ",d-liaison\n" + cid + ",subscriber\n" +
                                   dora + ",nmb\n" + gone + ",subscriber\n";
        ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
    }

    void join_by_mail()
    {
        write(ann, "sr-update+subscribe@lists.example.org", "hello", "I want to read it.");
        const std::string question = inbox_of(ann).next();
        EXPECT_THAT(field(question, "Subject"), HasSubstr("please confirm that you want to join"));
        EXPECT_EQ(field(question, "Return-Path"), "<>");
        EXPECT_EQ(states().count(ann), 0U);
        ASSERT_NO_FATAL_FAILURE(answer(ann, question, "Yes, please."));
        EXPECT_THAT(field(inbox_of(ann).next(), "Subject"), StartsWith("Welcome to ISO/SR Update"));
        EXPECT_EQ(states()[ann], "active");
    }

    /// Until no server has anything of it to deliver any more.
    void publish(int number)
    {
        const std::string subject = "ISO/SR UPDATE Issue #" + std::to_string(number);
        write(secretary, post_address, subject, "Dear colleagues");
        ASSERT_NO_FATAL_FAILURE(
            answer(secretary, inbox_of(secretary).next_about("Please confirm your post: " + subject), "yes"));
        const std::string report = inbox_of(secretary).next_about("report on issue " + std::to_string(number));
        ASSERT_THAT(report, Not(IsEmpty()));
        ASSERT_TRUE(eventually([&] { return postfix->has_sent_all(); }, 30s));
    }

    /// Each gets one, as nobody else gets it.
    void receive_copies()
    {
        for (const char* member : {ann, bob, cid, dora}) {
            const std::string copy = inbox_of(member).next();
            EXPECT_EQ(field(copy, "Subject"), "ISO/SR UPDATE Issue #1") << member;
            EXPECT_THAT(copy, HasSubstr("Dear colleagues"));
            EXPECT_FALSE(inbox_of(member).has_more()) << member;
            for (const auto& [other, theirs] : copies)
                EXPECT_NE(field(copy, "Return-Path"), field(theirs, "Return-Path")) << member << ' ' << other;
            copies[member] = copy;
        }
    }

    void talk_about_it()
    {
        ASSERT_NO_FATAL_FAILURE(answer(ann, copies[ann],
                                       "The date on page 2 is wrong.\n\nOn Monday the secretary wrote:\n"
                                       "> Dear colleagues\n"));
        const std::string asked = inbox_of(secretary).next_about("Feedback on ISO/SR Update issue 1");
        EXPECT_THAT(asked, HasSubstr("The date on page 2 is wrong."));
        EXPECT_THAT(asked, Not(HasSubstr("Dear colleagues"))) << "what she quoted is known";
        EXPECT_THAT(asked, Not(HasSubstr(field(copies[ann], "Reply-To")))) << "her token is hers";
        expect_feedback("routed");

        ASSERT_NO_FATAL_FAILURE(answer(secretary, asked, "Thank you, it is the 14th."));
        EXPECT_THAT(inbox_of(ann).next(), HasSubstr("Thank you, it is the 14th."));
        expect_feedback("answered");
    }

    void expect_feedback(const std::string& state) const
    {
        const auto rows = daemon.ctl_json({"feedback", "sr-update"}).as_array();
        ASSERT_THAT(rows, SizeIs(1));
        EXPECT_EQ(rows[0].at("from").as_string(), ann);
        EXPECT_EQ(rows[0].at("member").as_string(), ann);
        EXPECT_EQ(rows[0].at("issue").as_int64(), 1);
        EXPECT_EQ(rows[0].at("text").as_string(), "The date on page 2 is wrong.");
        EXPECT_EQ(rows[0].at("state").as_string(), state);
    }

    /// The report is Postfix's own, about what Dovecot said.
    void count_the_bounce_of_who_is_gone() const
    {
        ASSERT_TRUE(eventually([&] { return !daemon.ctl_json({"bounces", "sr-update"}).as_array().empty(); }, 30s));
        const auto rows = daemon.ctl_json({"bounces", "sr-update"}).as_array();
        EXPECT_EQ(rows[0].at("email").as_string(), gone);
        EXPECT_EQ(rows[0].at("class").as_string(), "hard");
        EXPECT_EQ(rows[0].at("status").as_string(), "5.1.1");
        EXPECT_EQ(rows[0].at("reason").as_string(), "mailbox-unknown");
        EXPECT_EQ(rows[0].at("counts").as_bool(), true);
        EXPECT_EQ(states()[gone], "active") << "one bounce is not enough";
    }

    /// The daemon's machine was off for so long.
    void pass_a_day()
    {
        ASSERT_EQ(daemon.stop(), 0);
        clock.set(25h);
        clock.start(daemon);
    }

    /// A probe went out after a day, and came back as well.
    void suppress_who_is_gone() const
    {
        ASSERT_TRUE(eventually([&] { return states()[gone] == "suppressed"; }, 60s));
        const auto rows = daemon.ctl_json({"suppressions", "list"}).as_array();
        ASSERT_THAT(rows, SizeIs(1));
        EXPECT_EQ(rows[0].at("email").as_string(), gone);
        EXPECT_EQ(rows[0].at("by").as_string(), "bounces");
    }

    void read_the_digest_of_feedback()
    {
        const std::string digest = inbox_of(secretary).next_about("ISO/SR Update: feedback (1)");
        EXPECT_THAT(digest, HasSubstr("The date on page 2 is wrong."));
    }

    void lift_the_suppression() const
    {
        EXPECT_EQ(daemon.ctl({"suppressions", "lift", gone}).exit_code, 0);
        EXPECT_EQ(states()[gone], "active");
    }

    void leave_by_mail()
    {
        const std::string address = between(field(copies[ann], "List-Unsubscribe"), "<mailto:", ">");
        ASSERT_THAT(address, StartsWith("sr-update+leave-"));
        write(ann, address, "leave", "leave");
    }

    void leave_by_one_click()
    {
        EXPECT_EQ(field(copies[bob], "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        EXPECT_TRUE(curl({"--data", field(copies[bob], "List-Unsubscribe-Post")}, page_of(bob)).ends_with("200"));
        EXPECT_EQ(states()[bob], "left") << "committed before it is answered";
    }

    void leave_by_the_page()
    {
        const std::string page = curl({}, page_of(cid));
        EXPECT_EQ(states()[cid], "active") << "a page that is looked at changes nothing";
        const std::string form = between(page, "<form method=\"post\">", "</form>");
        std::smatch input;
        ASSERT_TRUE(std::regex_search(form, input, std::regex("<input [^>]*name=\"([^\"]*)\" value=\"([^\"]*)\"")))
            << page;
        EXPECT_TRUE(curl({"--data", input.str(1) + '=' + input.str(2)}, page_of(cid)).ends_with("200"));
        EXPECT_EQ(states()[cid], "left");
    }

    [[nodiscard]] std::string page_of(const std::string& member) const
    {
        return between(field(copies.at(member), "List-Unsubscribe"), "<https://lists.example.org", ">");
    }

    void be_told_of_it_once()
    {
        for (const char* member : {ann, bob, cid}) {
            EXPECT_EQ(field(inbox_of(member).next(), "Subject"), "You have left ISO/SR Update") << member;
            EXPECT_EQ(states()[member], "left") << member;
        }
    }

    void get_nothing_more_but_who_stayed()
    {
        const auto deliveries = daemon.ctl_json({"deliveries", "sr-update", "2"}).as_array();
        ASSERT_THAT(deliveries, SizeIs(1));
        EXPECT_EQ(deliveries[0].at("recipient").as_string(), dora);
        EXPECT_EQ(field(inbox_of(dora).next(), "Subject"), "ISO/SR UPDATE Issue #2");
        for (const char* member : {ann, bob, cid, dora}) EXPECT_FALSE(inbox_of(member).has_more()) << member;
    }

    int front_port = free_port();
    int relay_port = free_port();
    int web_port = free_port();
    RunningDaemon daemon{
        {.relay_port = relay_port, .more = "[web]\nlisten = \"127.0.0.1:" + std::to_string(web_port) + "\"\n"}};
    testing_support::ShiftedClock clock{daemon.folder() / "clock"};
    std::unique_ptr<PrivateDovecot> dovecot;
    std::unique_ptr<PrivatePostfix> postfix;
    std::map<std::string, Inbox> inboxes;
    std::map<std::string, std::string> copies;  ///< of issue 1, by who got it
};

TEST_F(Exchange, JoinIssueReplyFeedbackBounceSuppressionAndThreeWaysToLeave)
{
    ASSERT_NO_FATAL_FAILURE(import_members());
    ASSERT_NO_FATAL_FAILURE(join_by_mail());
    ASSERT_NO_FATAL_FAILURE(publish(1));
    ASSERT_NO_FATAL_FAILURE(receive_copies());
    ASSERT_NO_FATAL_FAILURE(talk_about_it());
    ASSERT_NO_FATAL_FAILURE(count_the_bounce_of_who_is_gone());
    ASSERT_NO_FATAL_FAILURE(pass_a_day());
    ASSERT_NO_FATAL_FAILURE(suppress_who_is_gone());
    read_the_digest_of_feedback();
    ASSERT_NO_FATAL_FAILURE(leave_by_mail());
    ASSERT_NO_FATAL_FAILURE(leave_by_one_click());
    ASSERT_NO_FATAL_FAILURE(leave_by_the_page());
    be_told_of_it_once();
    ASSERT_NO_FATAL_FAILURE(publish(2));
    get_nothing_more_but_who_stayed();
    lift_the_suppression();
}

}  // namespace
