/// The plan's own case with real parts: Issue #0 with its PDF goes past the editors and a five-member advisory group, who
/// have nothing but their mail programs, and out to national bodies, liaisons and subscribers. Postfix carries all of it.

#include "mail/header.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "support/places.h"
#include "support/private_postfix.h"
#include "support/running_daemon.h"
#include "support/text_file.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::eventually;
using testing_support::Finished;
using testing_support::free_port;
using testing_support::PrivatePostfix;
using testing_support::run_process;
using testing_support::RunningDaemon;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto editor = "editor@secretariat.example";
constexpr auto post_address = "sr-update@lists.example.org";
constexpr auto subject = "ISO/SR UPDATE Issue #0: May 2005";
const std::vector<std::string> group{"a@advisory.example", "b@advisory.example", "c@advisory.example",
                                     "d@advisory.example", "e@advisory.example"};
const std::vector<std::string> members{"office@afx.example", "liaison@union.example", "reader@firm.example"};
constexpr auto tokyo = "office@jisc.example";  // reads Japanese, and translates
constexpr auto roster = "email,category,country\n"
                        "office@afx.example,nmb,FR\n"
                        "liaison@union.example,d-liaison,CH\n"
                        "reader@firm.example,subscriber,DE\n"
                        "office@jisc.example,nmb,JP\n"
                        "guest@elsewhere.example,expert,DE\n";

constexpr auto rules = R"(distribute_to = ["nmb", "d-liaison", "subscriber"]
[[list.stage]]
name = "Editors"
approvers = ["editor@secretariat.example"]
policy = "any"
[[list.stage]]
name = "CAG"
approvers = ["a@advisory.example", "b@advisory.example", "c@advisory.example", "d@advisory.example", "e@advisory.example"]
policy = "quorum"
quorum = 3
)";

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

/// The octets of the document that a message carries, however deep; empty: none.
std::string pdf_in(const std::string& message)
{
    constexpr std::size_t all = 10'000'000;
    for (const mail::PartPlace& part : mail::scan_parts(message).parts) {
        if (part.media_type == "application/pdf") return mail::read_part(part, all).body;
    }
    return "";
}

class Disclosure : public testing::Test {
  protected:
    void SetUp() override
    {
        if (std::string why; !PrivatePostfix::is_possible(why)) GTEST_SKIP() << why;
        std::vector<std::string> people{secretary, editor, "operator@secretariat.example", "guest@elsewhere.example",
                                        tokyo};
        people.insert(people.end(), group.begin(), group.end());
        people.insert(people.end(), members.begin(), members.end());
        postfix = std::make_unique<PrivatePostfix>("inet:127.0.0.1:" + std::to_string(daemon.lmtp_port()), front_port,
                                                   relay_port, people);
        ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
        daemon.start();
    }

    void TearDown() override
    {
        if (daemon.is_running()) {
            EXPECT_EQ(daemon.stop(), 0);
        }
        if (HasFailure() && postfix) std::cerr << daemon.log() << postfix->log().substr(0, 50'000);
    }

    /// The one in his mailbox that he has not seen yet, with those words in its subject and that in its text; waited for.
    std::string next_to(const std::string& person, const std::string& words, const std::string& text = "")
    {
        std::string found;
        (void)eventually(
            [&] {
                for (const std::string& message : postfix->messages_for(person)) {
                    const bool is_new = !seen[person].contains(field(message, "Message-ID"));
                    const bool is_about_it = field(message, "Subject").find(words) != std::string::npos;
                    if (is_new && is_about_it && message.find(text) != std::string::npos) found = message;
                }
                if (found.empty()) std::this_thread::sleep_for(50ms);
                return !found.empty();
            },
            60s);
        EXPECT_THAT(found, Not(IsEmpty())) << person << " waits for a message about: " << words;
        seen[person].insert(field(found, "Message-ID"));
        return found;
    }

    void write(const std::string& from, const std::string& to, const std::vector<std::string>& more)
    {
        std::vector<std::string> arguments{
            "swaks", "--server", "127.0.0.1:" + std::to_string(front_port), "--from", from, "--to", to};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Finished sent = run_process(arguments);
        ASSERT_EQ(sent.exit_code, 0) << sent.output << sent.errors;
    }

    void reply(const std::string& from, const std::string& message, const std::string& text)
    {
        write(from, field(message, "Reply-To"),
              {"--header", "Subject: Re: " + field(message, "Subject"), "--body", text});
    }

    /// As his mail program does when he takes the link: it sends what the link says, and nothing else.
    void follow(const std::string& from, const std::string& message, const std::string& which)
    {
        const std::string link = between(message, '\n' + which + ": <mailto:", ">");
        ASSERT_THAT(link, HasSubstr("&body="));
        write(from, link.substr(0, link.find('?')),
              {"--header", "Subject: issue 0", "--body", link.substr(link.find("&body=") + 6)});
    }

    /// The secretary posts it, and proves that it was her.
    void post(const std::string& text, const std::string& pdf)
    {
        const auto file = daemon.folder() / "issue-0.pdf";
        std::ofstream(file, std::ios::binary) << pdf;
        write(secretary, post_address,
              {"--header", std::string("Subject: ") + subject, "--body", text, "--attach-type", "application/pdf",
               "--attach", "@" + file.string()});
        reply(secretary, next_to(secretary, "Please confirm your post"), "yes");
    }

    /// A national body's own words for it, which the same people agree to.
    void translate(const std::string& text)
    {
        write(tokyo, "sr-update+translation-0-ja@lists.example.org",
              {"--header", "Subject: ISO/SR UPDATE #0", "--header", "Content-Type: text/plain; charset=utf-8",
               "--header", "Content-Transfer-Encoding: 8bit", "--body", text});
        reply(tokyo, next_to(tokyo, "Please confirm your post"), "yes");
        constexpr auto asks = "may issue 0 (ja) go out?";
        reply(editor, next_to(editor, asks), "APPROVE");
        for (const std::size_t i : {0U, 1U, 3U}) reply(group[i], next_to(group[i], asks), "APPROVE");
        EXPECT_THAT(next_to(tokyo, "issue 0 (ja) is approved, and goes out with its original"), Not(IsEmpty()));
    }

    [[nodiscard]] boost::json::value approvals() const { return daemon.ctl_json({"approvals", "sr-update", "0"}); }
    [[nodiscard]] std::string state() const { return std::string(approvals().at("state").as_string()); }

    int front_port = free_port();
    int relay_port = free_port();
    RunningDaemon daemon{{.relay_port = relay_port, .list_more = rules}};
    std::unique_ptr<PrivatePostfix> postfix;
    std::map<std::string, std::set<std::string>> seen;  ///< Message-IDs, by whose mailbox
};

TEST_F(Disclosure, OfIssueZeroTakesTheEditorsTheGroupARejectionARevisionAndATranslation)
{
    const std::string pdf = testing_support::read_text(testing_support::source_folder() / "config/iso-sr/issue-1.pdf");
    const std::string draft = pdf + "% draft\n";
    constexpr auto asks = "may issue 0 go out?";
    constexpr auto counts = "your approval counts";

    ASSERT_NO_FATAL_FAILURE(post("Dear colleagues, the draft.", draft));
    ASSERT_NO_FATAL_FAILURE(reply(editor, next_to(editor, asks), "APPROVE"));
    (void)next_to(editor, counts);
    ASSERT_NO_FATAL_FAILURE(reply(group[0], next_to(group[0], asks), "Approve"));
    ASSERT_NO_FATAL_FAILURE(reply(group[1], next_to(group[1], asks), "REJECT\n\nThe date on page 1 is wrong."));
    (void)next_to(group[0], counts);
    EXPECT_THAT(next_to(group[1], "your rejection counts"), HasSubstr("The date on page 1 is wrong."));
    EXPECT_EQ(state(), "approving");
    for (const std::string& member : members) EXPECT_THAT(postfix->messages_for(member), IsEmpty());

    ASSERT_NO_FATAL_FAILURE(post("Dear colleagues, the final text.", pdf));
    constexpr auto anew = "(version 2: all votes begin again)";
    const std::string again = next_to(editor, asks, anew);
    EXPECT_EQ(pdf_in(again), pdf) << "the approver sees what will go out";
    ASSERT_NO_FATAL_FAILURE(follow(editor, again, "Approve"));
    (void)next_to(editor, counts);
    const std::string japanese = "\u7B2C0\u53F7";
    ASSERT_NO_FATAL_FAILURE(translate(japanese));
    for (const std::size_t i : {1U, 2U, 4U}) {
        EXPECT_THAT(postfix->messages_for(members[0]), IsEmpty()) << "before " << group[i] << " has answered";
        ASSERT_NO_FATAL_FAILURE(reply(group[i], next_to(group[i], asks, anew), "Approved."));
        (void)next_to(group[i], counts);
    }

    for (const std::string& member : members) {
        const std::string copy = next_to(member, subject);
        EXPECT_THAT(copy, HasSubstr("Dear colleagues, the final text."));
        EXPECT_EQ(pdf_in(copy), pdf) << member;
        EXPECT_THAT(postfix->messages_for(member), SizeIs(1)) << member;
    }
    ASSERT_TRUE(eventually([&] { return state() == "distributed"; }, 60s));
    EXPECT_THAT(next_to(tokyo, "ISO/SR UPDATE #0", japanese), HasSubstr("get 0 en"))
        << "in his language, and how to have it in another";
    const boost::json::value issue = daemon.ctl_json({"issue", "show", "sr-update", "0"});
    EXPECT_EQ(issue.at("variants").at(1).at("language").as_string(), "ja");
    EXPECT_EQ(issue.at("variants").at(1).at("deliveries").at("accepted").as_int64(), 1);
    EXPECT_EQ(issue.at("deliveries").at("accepted").as_int64(), 4);
    EXPECT_THAT(postfix->messages_for("guest@elsewhere.example"), IsEmpty());

    const boost::json::value record = approvals();
    EXPECT_EQ(record.at("version").as_int64(), 2);
    EXPECT_EQ(record.at("stages").at(0).at("state").as_string(), "approved");
    EXPECT_EQ(record.at("stages").at(1).at("state").as_string(), "approved");
    std::vector<std::string> votes;
    for (const auto& vote : record.at("stages").at(1).at("votes").as_array())
        votes.emplace_back(vote.at("vote").as_string());
    EXPECT_THAT(votes, ElementsAre("none", "approve", "approve", "none", "approve"));
    EXPECT_EQ(record.at("parts").at(1).at("type").as_string(), "application/pdf");
    const boost::json::value& first = record.at("versions").at(0);
    EXPECT_EQ(first.at("stages").at(1).at("state").as_string(), "open") << "as it was when the revision came";
    EXPECT_EQ(first.at("stages").at(1).at("votes").at(1).at("reason").as_string(), "The date on page 1 is wrong.");
    EXPECT_NE(first.at("parts").at(1).at("sha256"), record.at("parts").at(1).at("sha256"));

    const Finished exported = daemon.ctl({"approvals", "sr-update", "0", "--export"});
    EXPECT_EQ(exported.exit_code, 0);
    EXPECT_THAT(exported.output,
                AllOf(HasSubstr("Version 1"), HasSubstr("Version 2"), HasSubstr("b@advisory.example: reject"),
                      HasSubstr("| The date on page 1 is wrong."),
                      HasSubstr(std::string(record.at("sha256").as_string())),
                      HasSubstr(std::string(record.at("parts").at(1).at("sha256").as_string()))));
}

}  // namespace
