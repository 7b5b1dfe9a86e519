#include "desk/post.h"

#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace desk {
namespace {

class Post : public testing::Test, public testing_support::DeskFixture {
  protected:
    Effects handle(const std::string& octets, const PostFacts& facts = {})
    {
        return handle_post(reading(octets), list(), config.server, facts, now);
    }
};

const std::string good =
    "From: Ann <ann@body.example>\r\nSubject: Issue #3: May\r\nMessage-ID: <3@body.example>\r\n\r\nbody\r\n";

TEST_F(Post, OfWhoMayPostIsAskedAboutAndNotSent)
{
    const Effects effects = handle(good, {.highest_number = 2});
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    EXPECT_EQ(hold_reason(effects), waits_for_author);
    const auto asked = all<AskAuthor>(effects);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked.front().address, "ann@body.example");
    EXPECT_EQ(asked.front().number, "3");
    EXPECT_EQ(asked.front().expires_at, now + base::days{7});
    EXPECT_EQ(all<Record>(effects).size(), 1U);
}

TEST_F(Post, OfAnybodyElseIsHeldAndNobodyIsAsked)
{
    for (const std::string_view from :
         {"From: eve@evil.example\r\n", "", "From:\r\n", "From: \"ann@body.example\" <eve@evil.example>\r\n",
          "From: ann@body.example, eve@evil.example\r\n", "From: ann@body.example\r\nFrom: ann@body.example\r\n",
          "From: ann@body.example, broken\r\n", "From: ann@body.example.evil.example\r\n",
          "Sender: ann@body.example\r\nFrom: eve@evil.example\r\n", "Subject: x\r\n\r\nFrom: ann@body.example\r\n",
          "From: ann@b\u043Edy.example\r\n"}) {
        for (const config::PostAuth auth :
             {config::PostAuth::confirm, config::PostAuth::open, config::PostAuth::authenticated}) {
            list().post_auth = auth;
            const Effects effects = handle("Authentication-Results: mx.lists.example; dmarc=pass\r\n" +
                                           std::string(from) + "Subject: Issue 1\r\n\r\nx\r\n");
            EXPECT_EQ(all<Hold>(effects).size(), 1U) << from;
            EXPECT_TRUE(all<AcceptPost>(effects).empty()) << from;
            EXPECT_TRUE(all<AskAuthor>(effects).empty()) << from;
        }
    }
}

TEST_F(Post, IsAcceptedByTheMtasWordOnly)  // RFC 8601
{
    list().post_auth = config::PostAuth::authenticated;
    struct Case {
        std::string_view fields;
        bool is_accepted;
    };
    constexpr Case cases[] = {
        {"Authentication-Results: mx.lists.example; dmarc=pass header.from=body.example\r\n", true},
        {"Authentication-Results: MX.lists.example 1; spf=fail; DMARC=Pass\r\n", true},
        {"Authentication-Results: mx.lists.example; dmarc=fail\r\n", false},
        {"Authentication-Results: mx.lists.example; dmarc=passed\r\n", false},
        {"Authentication-Results: mx.lists.example; spf=pass (dmarc=pass)\r\n", false},
        {"Authentication-Results: mx.lists.example (; dmarc=pass)\r\n", false},
        {"Authentication-Results: mx.lists.example; spf=fail reason=\"; dmarc=pass\"\r\n", false},
        {"Authentication-Results: evil.example; dmarc=pass\r\n", false},
        {"Authentication-Results: mx.lists.example.evil.example; dmarc=pass\r\n", false},
        {"Received: by mx\r\nAuthentication-Results: mx.lists.example; dmarc=pass\r\n", true},
        {"Received: by mx\r\nReceived: from evil\r\nAuthentication-Results: mx.lists.example; dmarc=pass\r\n", false},
        {"X-Authentication-Results: mx.lists.example; dmarc=pass\r\n", false},
        {"", false},
    };
    for (const Case& c : cases) {
        const Effects effects = handle(std::string(c.fields) + good);
        EXPECT_EQ(all<AcceptPost>(effects).size(), c.is_accepted ? 1U : 0U) << c.fields;
        EXPECT_EQ(all<Hold>(effects).size(), c.is_accepted ? 0U : 1U) << c.fields;
    }
    config.server.authserv_id.clear();
    EXPECT_TRUE(all<AcceptPost>(handle("Authentication-Results: ; dmarc=pass\r\n" + good)).empty());
}

TEST_F(Post, AcceptedIsAnIssueAsItsSubjectNamesIt)
{
    list().post_auth = config::PostAuth::open;
    list().distribute_to = {"nmb"};
    const Effects effects = handle(good, {.highest_number = 1});
    const auto accepted = all<AcceptPost>(effects);
    ASSERT_EQ(accepted.size(), 1U);
    const store::NewIssue& issue = accepted.front().issue;
    EXPECT_EQ(issue.number, 3);
    EXPECT_EQ(issue.date, "May");
    EXPECT_EQ(issue.subject, "Issue #3: May");
    EXPECT_EQ(issue.author, "ann@body.example");
    EXPECT_EQ(issue.message_id, "<3@body.example>");
    EXPECT_EQ(issue.categories, list().distribute_to);
    EXPECT_EQ(all<Finish>(effects).size(), 1U);
    EXPECT_EQ(all<Record>(effects).size(), 1U);
}

TEST_F(Post, WithoutANumberGetsTheNextOne)
{
    list().post_auth = config::PostAuth::open;
    const std::string unnamed = "From: ann@body.example\r\nSubject: News\r\n\r\nx\r\n";
    EXPECT_EQ(all<AcceptPost>(handle(unnamed, {.highest_number = -1})).at(0).issue.number, 1);
    EXPECT_EQ(all<AcceptPost>(handle(unnamed, {.highest_number = 0})).at(0).issue.number, 1);
    EXPECT_EQ(all<AcceptPost>(handle(unnamed, {.highest_number = 41})).at(0).issue.number, 42);
}

TEST_F(Post, WhoseNumberIsTakenIsHeld)
{
    list().post_auth = config::PostAuth::open;
    using store::IssueState;
    for (const IssueState state : {IssueState::distributing, IssueState::distributed, IssueState::cancelled}) {
        const store::Issue named{.id = 7, .number = 3, .state = state};
        EXPECT_EQ(hold_reason(handle(good, {.highest_number = 3, .named = named})), "issue 3 is there already");
    }
}

TEST_F(Post, WithTheNumberOfWhatHasNotGoneOutIsARevision)
{
    using store::IssueState;
    list().post_auth = config::PostAuth::open;
    for (const IssueState state :
         {IssueState::approving, IssueState::scheduled, IssueState::rejected, IssueState::held}) {
        const store::Issue named{.id = 7, .number = 3, .state = state};
        const auto accepted = all<AcceptPost>(handle(good, {.highest_number = 3, .named = named}));
        ASSERT_EQ(accepted.size(), 1U);
        EXPECT_EQ(accepted.front().revises, 7);
        EXPECT_EQ(accepted.front().issue.number, 3);
        const std::string strangers = "From: eve@elsewhere.example\r\nSubject: Issue #3\r\n\r\nx\r\n";
        EXPECT_EQ(hold_reason(accept_post(reading(strangers), list(), {.named = named}, "owner", now)),
                  "issue 3 is there already");
    }
}

TEST_F(Post, NamesTheTimeBeforeWhichItDoesNotGoOut)
{
    list().post_auth = config::PostAuth::open;
    const auto later = all<AcceptPost>(handle("Send-At: 2005-06-01 11:00+02:00\r\n" + good));
    ASSERT_EQ(later.size(), 1U);
    EXPECT_EQ(later.front().issue.send_at, base::parse_time("2005-06-01T09:00Z"));
    EXPECT_EQ(hold_reason(handle("Send-At: tomorrow\r\n" + good)), "its Send-At is no time such as 2005-05-14T09:30Z");
    const store::Issue named{.id = 7, .number = 3, .state = store::IssueState::approving, .send_at = now};
    EXPECT_EQ(all<AcceptPost>(handle(good, {.named = named})).at(0).issue.send_at, now) << "as it was scheduled";
}

TEST_F(Post, WithALineForUsGoesOutWithoutIt)
{
    list().post_auth = config::PostAuth::open;
    const std::string fields = "From: ann@body.example\r\nSubject: News\r\n\r\n";
    const auto accepted = all<AcceptPost>(handle(fields + "Send-At: 2005-06-01 09:00\r\n\r\nDear all\r\n"));
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_EQ(accepted.front().issue.send_at, base::parse_time("2005-06-01T09:00Z"));
    EXPECT_TRUE(accepted.front().issue.composed.ends_with(fields + "Dear all\r\n"));
    const Effects refused = handle(fields + "Send-At: soon\r\n\r\nDear all\r\n");
    EXPECT_EQ(hold_reason(refused), "its Send-At is no time such as 2005-05-14T09:30Z");
    ASSERT_EQ(all<TellOfRefusal>(refused).size(), 1U);
    EXPECT_EQ(all<TellOfRefusal>(refused).front().reason, hold_reason(refused));
}

TEST_F(Post, ThatCorrectsAnIssueHasANumberOfItsOwnAndItsAudience)
{
    using store::IssueState;
    list().post_auth = config::PostAuth::open;
    const store::Issue wrong{.id = 7, .number = 3, .state = IssueState::distributed, .categories = {"expert"}};
    const auto correct = [&](const std::string& subject, PostFacts facts) {
        facts.highest_number = 5;
        return handle("From: ann@body.example\r\nSubject: " + subject + "\r\nCorrects: 3\r\n\r\nx\r\n", facts);
    };
    for (const char* subject : {"Correction", "Correction of issue #3"}) {
        const auto accepted = all<AcceptPost>(correct(subject, {.corrected = wrong}));
        ASSERT_EQ(accepted.size(), 1U) << subject;
        EXPECT_EQ(accepted.front().issue.number, 6);
        EXPECT_EQ(accepted.front().issue.corrects, 7);
        EXPECT_EQ(accepted.front().issue.categories, wrong.categories);
        EXPECT_EQ(accepted.front().revises, 0);
    }
    EXPECT_EQ(all<AcceptPost>(correct("Issue #4", {.corrected = wrong})).at(0).issue.number, 4);
    const store::Issue before{.id = 8, .number = 4, .state = IssueState::approving, .corrects = 7};
    EXPECT_EQ(all<AcceptPost>(handle(good, {.named = before})).at(0).issue.corrects, 7) << "a revision of one";
}

TEST_F(Post, ThatCorrectsWhatNobodyHasIsRefused)
{
    using store::IssueState;
    list().post_auth = config::PostAuth::open;
    const struct {
        IssueState state;
        std::int64_t copies;
        const char* reason;
    } cases[] = {
        {IssueState::distributing, 0, "0 holds"},
        {IssueState::distributed, 0, "0 holds"},
        {IssueState::cancelled, 2, "0 holds"},
        {IssueState::cancelled, 0, "it corrects issue 3, which nobody has"},
        {IssueState::approving, 0, "it corrects issue 3, which nobody has yet: post that again under its own number"},
        {IssueState::rejected, 0, "it corrects issue 3, which nobody has yet: post that again under its own number"},
    };
    const std::string correction = "From: ann@body.example\r\nSubject: x\r\nCorrects: 3\r\n\r\nx\r\n";
    for (const auto& each : cases) {
        const store::Issue wrong{.id = 7, .number = 3, .state = each.state};
        EXPECT_EQ(hold_reason(handle(correction, {.corrected = wrong, .corrected_copies = each.copies})), each.reason);
    }
    EXPECT_EQ(hold_reason(handle(correction)), "it corrects issue 3, which is not there");
}

TEST_F(Post, WithALineThatMailDoesNotCarryIsHeldWhoeverLetsItThrough)  // RFC 5322 §2.1.1
{
    list().post_auth = config::PostAuth::open;
    const auto with_line = [](std::size_t octets) {
        return "From: ann@body.example\r\nSubject: x\r\n\r\n" + std::string(octets, 'x') + "\r\n";
    };
    EXPECT_EQ(all<AcceptPost>(handle(with_line(998))).size(), 1U);
    EXPECT_EQ(all<Hold>(handle(with_line(999))).size(), 1U);
    EXPECT_EQ(all<Hold>(accept_post(reading(with_line(999)), list(), {}, "owner", now)).size(), 1U);
}

TEST_F(Post, WhoseHeaderIsTooLongToReadIsNeverSentWhoeverLetsItThrough)
{
    std::string header;
    for (int i = 0; i < 2500; ++i) header += "X-" + std::to_string(i) + ": y\r\n";
    const std::string octets = "From: ann@body.example\r\n" + header + "\r\nthe body\r\n";
    EXPECT_EQ(all<Hold>(accept_post(reading(octets), list(), {}, "owner", now)).size(), 1U);
}

TEST_F(Post, WithoutAUsableMessageIdGetsOne)
{
    list().post_auth = config::PostAuth::open;
    for (const std::string_view field :
         {"", "Message-ID:\r\n", "Message-ID: <\u00E4@body.example>\r\n", "Message-ID: <\xFF@body.example>\r\n"}) {
        const Effects effects = handle(std::string(field) + "From: ann@body.example\r\n\r\nx\r\n",
                                       {.made_message_id = "<made@lists.example>"});
        ASSERT_EQ(all<AcceptPost>(effects).size(), 1U);
        EXPECT_EQ(all<AcceptPost>(effects).front().issue.message_id, "<made@lists.example>") << field;
    }
}

TEST_F(Post, TenChallengesADayAreSentAndNoMore)
{
    EXPECT_EQ(all<AskAuthor>(handle(good, {.challenges_today = 9})).size(), 1U);
    const Effects effects = handle(good, {.challenges_today = 10});
    EXPECT_TRUE(all<AskAuthor>(effects).empty());
    EXPECT_NE(hold_reason(effects), waits_for_author) << "the digest must tell of it";
}

TEST_F(Post, InMarkdownIsCheckedAsItGoesOut)
{
    const config::Templates templates = *config::Templates::load({});
    const PostFacts facts{.config = &config, .templates = &templates};
    list().criteria = {{.name = "text part", .check = config::Check::text_part, .refuses = true}};
    const std::string markdown = "Subject: Issue #1: May\r\nContent-Type: text/markdown; charset=utf-8\r\n\r\n";
    const auto accepted = all<AcceptPost>(accept_post(reading(markdown + "# Plan\r\n"), list(), facts, "owner", now));
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_NE(accepted.front().issue.composed.find(">Plan</h1>"), std::string::npos);
    EXPECT_EQ(accepted.front().criteria.front().result, "pass");
    EXPECT_EQ(hold_reason(accept_post(reading(markdown + "caf\xE9\r\n"), list(), facts, "owner", now)),
              "its Markdown is not in the charset that it names");
}

TEST_F(Post, OwnerMayReleaseWhatNobodyMayPost)
{
    const Effects effects = accept_post(reading("Subject: Issue 5\r\n\r\nx\r\n"), list(),
                                        {.made_message_id = "<made@lists.example>"}, "owner", now);
    ASSERT_EQ(all<AcceptPost>(effects).size(), 1U);
    EXPECT_EQ(all<Record>(effects).front().entry.by, "owner");
}

}  // namespace
}  // namespace desk
