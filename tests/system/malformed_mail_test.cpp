/// The malformed messages of a corpus that lies beside the project (see its README), one after the other, at a running
/// daemon. Nothing is asked about what they are taken for: only that each is answered at once, comes to an end, and
/// takes nothing and nobody down.

#include "mail/composer.h"
#include "mail/header.h"
#include "support/mail_client.h"
#include "support/places.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/text_file.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::MailClient;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr auto answer_time_max = 10s;
#else
constexpr auto answer_time_max = 1s;
#endif

/// "250 2.0.0 spooled as 7", or a refusal for good that says why.
constexpr auto clear_answer = "(250 2\\.0\\.0|55[0-9] 5\\.[0-9]\\.[0-9]) .*";

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const bool is_message = entry.is_regular_file() && entry.path().filename() != "manifest.ndjson";
        if (is_message) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// As it goes behind DATA (RFC 5321 §4.5.2).
std::string stuffed(std::string text)
{
    if (text.starts_with('.')) text.insert(0, 1, '.');
    for (auto at = text.find("\r\n."); at != std::string::npos; at = text.find("\r\n.", at + 4))
        text.insert(at + 2, 1, '.');
    if (!text.ends_with("\r\n")) text += "\r\n";
    return text + ".\r\n";
}

class MalformedMail : public testing::Test {
  protected:
    void SetUp() override
    {
        const auto folder = testing_support::source_folder().parent_path() / "shared/corpus/malformed";
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << "there is no corpus at " << folder;
        files = files_below(folder);
        relay.start();
        daemon.start();
        publish_one_issue();
    }

    /// So that there are tokens of a real delivery.
    void publish_one_issue()
    {
        ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, "email,category\nann@body.example,nmb\n").exit_code, 0);
        send("secretary@secretariat.example", {"sr-update@lists.example.org"},
             "From: secretary@secretariat.example\r\nSubject: Issue #1\r\n\r\nDear colleagues\r\n");
        ASSERT_TRUE(eventually([&] { return !copy_for_ann().content.empty(); }, 20s)) << daemon.log();
        bounce_address = copy_for_ann().reverse_path;
        reply_address = mail::scan_header(copy_for_ann().content).value("Reply-To");
        ASSERT_THAT(bounce_address, StartsWith("sr-update+bounce-"));
        ASSERT_THAT(reply_address, StartsWith("sr-update+reply-"));
    }

    [[nodiscard]] testing_support::AcceptedMessage copy_for_ann() const
    {
        for (const auto& message : relay.messages()) {
            if (message.recipients.front() == "ann@body.example") return message;
        }
        return {};
    }

    /// By a connection of its own; the answers after the dot, one for each recipient. Empty: the server was gone.
    std::vector<std::string> send(const std::string& from, const std::vector<std::string>& recipients,
                                  const std::string& octets)
    {
        MailClient client(daemon.lmtp_port());
        client.reply();
        client.ask("LHLO mx.example.org");
        EXPECT_THAT(client.ask("MAIL FROM:<" + from + '>'), StartsWith("250"));
        for (const std::string& recipient : recipients)
            EXPECT_THAT(client.ask("RCPT TO:<" + recipient + '>'), StartsWith("250")) << recipient;
        EXPECT_THAT(client.ask("DATA"), StartsWith("354"));
        const auto start = Clock::now();
        client.send(stuffed(octets));
        std::vector<std::string> answers;
        for (std::size_t i = 0; i < recipients.size(); ++i) answers.push_back(client.reply());
        slowest = std::max(slowest, Clock::now() - start);
        return answers;
    }

    /// Everything that was accepted is held or done.
    [[nodiscard]] bool comes_to_an_end() const
    {
        return eventually(
            [&] {
                if (daemon.ctl_json({"status"}).at("spooled").as_int64() == 0) return true;
                std::this_thread::sleep_for(200ms);
                return false;
            },
            60s);
    }

    ScriptedRelay relay{{.ledger = {.keep = testing_support::Keep::content, .log = {}, .maildir = {}}}};
    RunningDaemon daemon{{.relay_port = relay.port(), .list_more = "post_auth = \"open\""}};
    std::vector<std::filesystem::path> files;
    std::string bounce_address;
    std::string reply_address;
    Clock::duration slowest{};
};

TEST_F(MalformedMail, IsAnsweredAtOnceAndComesToAnEnd)
{
    ASSERT_GT(files.size(), 600U);
    const std::vector<std::string> of_a_person{"sr-update@lists.example.org", "sr-update+request@lists.example.org",
                                               reply_address};
    std::size_t accepted = 0;
    for (const auto& file : files) {
        SCOPED_TRACE(file.string());
        const std::string octets = testing_support::read_text(file);
        // As it is, with its bare line ends; then as a mail program in front makes it.
        std::vector<std::string> answers = send("", {bounce_address}, octets);
        const std::string mended = mail::with_crlf(octets);
        for (const std::string& answer : send("", {bounce_address}, mended)) answers.push_back(answer);
        for (const std::string& answer : send("stranger@body.example", of_a_person, mended)) answers.push_back(answer);
        for (const std::string& answer : answers) EXPECT_THAT(answer, MatchesRegex(clear_answer));
        accepted += static_cast<std::size_t>(
            std::ranges::count_if(answers, [](const std::string& answer) { return answer.starts_with("250"); }));
        ASSERT_FALSE(HasFatalFailure());
    }
    EXPECT_LE(slowest, answer_time_max) << std::chrono::duration<double>(slowest).count() << " s";
    EXPECT_GE(accepted, 4 * files.size() * 9 / 10) << "mended, nearly all are taken";
    ASSERT_TRUE(comes_to_an_end()) << daemon.log().substr(daemon.log().size() - 5'000);

    EXPECT_THAT(send("secretary@secretariat.example", {"sr-update@lists.example.org"},
                     "From: secretary@secretariat.example\r\nSubject: Issue #2\r\n\r\nDear colleagues\r\n")
                    .front(),
                StartsWith("250 2.0.0"));
    ASSERT_TRUE(comes_to_an_end());
    EXPECT_EQ(daemon.ctl_json({"issues", "sr-update"}).as_array().size(), 2U) << "none of them was believed";
    EXPECT_EQ(daemon.log().find("three times"), std::string::npos);
    EXPECT_EQ(daemon.stop(), 0) << "it was one and the same daemon all along";
}

}  // namespace
