/// Nothing goes out unapproved: the editors and the advisory group are asked by mail, and answer by mail.

#include "support/reports.h"
#include "support/world.h"

#include "base/text.h"
#include "list/disclosure.h"
#include "list/erasing.h"
#include "report/approvals.h"

#include <boost/json/serialize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using base::days;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Letter;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string editor = "editor@secretariat.example";
const std::string post_address = "sr-update@lists.example.org";
const std::vector<std::string> group{"a@body.example", "b@body.example", "c@body.example", "d@body.example",
                                     "e@body.example"};

constexpr auto roster = "email,category,country\n"
                        "office@afx.example,nmb,FR\n"
                        "liaison@union.example,d-liaison,CH\n"
                        "reader@firm.example,subscriber,DE\n"
                        "guest@elsewhere.example,expert,DE\n";

std::string quoted(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "\"" : ", \"") + text + '"';
    return '[' + all + ']';
}

std::string stage(const std::string& name, const std::vector<std::string>& approvers, const std::string& more)
{
    return "[[list.stage]]\nname = \"" + name + "\"\napprovers = " + quoted(approvers) + '\n' + more + '\n';
}

std::string config(const std::string& stages)
{
    return World::usual_config("post_auth = \"open\"\n" + stages);
}

const std::string editors_then_group =
    stage("Editors", {editor}, "policy = \"any\"") + stage("CAG", group, "policy = \"quorum\"\nquorum = 3");

/// A list whose issues are approved first, and what everybody has been sent.
class Approval : public testing::Test {
  protected:
    void begin(const std::string& stages)
    {
        world_ = std::make_unique<World>(config(stages));
        world_->import("sr-update", roster);
    }
    World& world() { return *world_; }

    void post(const std::string& text = "The first issue.\n",
              const std::string& subject = "ISO/SR Update Issue #1: May 2005")
    {
        ++posts_;
        world().receive({.from = secretary,
                         .to = post_address,
                         .subject = subject,
                         .text = text,
                         .message_id = "<post-" + std::to_string(posts_) + "@secretariat.example>"});
        collect();
    }

    /// Everything that went out, by its recipient.
    void collect()
    {
        world().run();
        for (Sent& sent : world().take_sent()) mail_[sent.recipient].push_back(std::move(sent));
    }
    void pass(base::Duration time)
    {
        world().pass(time);
        collect();
    }

    /// The newest message to him; empty when there is none.
    Sent last_to(const std::string& address) { return mail_[address].empty() ? Sent{} : mail_[address].back(); }
    /// The newest of those that ask him.
    Sent request_to(const std::string& address)
    {
        Sent found;
        for (const Sent& sent : mail_[address]) {
            if (sent.body().find("\nApprove: <mailto:") != std::string::npos) found = sent;
        }
        EXPECT_NE(found.recipient, "") << address << " was not asked";
        return found;
    }
    std::string say(const std::string& address, const std::string& text, const std::string& from = "")
    {
        return answer(request_to(address), text, from.empty() ? address : from);
    }
    /// The subject of what he hears of it.
    std::string answer(const Sent& request, const std::string& text, const std::string& from)
    {
        const std::size_t before = mail_[request.recipient].size();
        world().receive({.from = from,
                         .to = request.field("Reply-To"),
                         .subject = "Re: " + request.subject(),
                         .text = text,
                         .message_id = "<answer-" + std::to_string(++answers_) + "@body.example>"});
        collect();
        return mail_[request.recipient].size() > before ? last_to(request.recipient).subject() : "";
    }

    std::string state() { return world().issue_state("sr-update", 1); }
    boost::json::object approvals()
    {
        boost::json::object document;
        world().store().read(
            [&](store::Store& store) { document = report::approvals(store, *store.issues().find("sr-update", 1)); });
        return document;
    }
    std::string stages_are()
    {
        std::string all;
        const boost::json::object document = approvals();
        for (const auto& each : document.at("stages").as_array())
            all += (all.empty() ? "" : ", ") + std::string(each.at("state").as_string());
        return all;
    }
    std::vector<std::string> subjects_to(const std::string& address)
    {
        std::vector<std::string> subjects;
        for (const Sent& sent : mail_[address]) subjects.push_back(sent.subject());
        return subjects;
    }
    std::size_t copies()
    {
        return mail_["office@afx.example"].size() + mail_["liaison@union.example"].size() +
               mail_["reader@firm.example"].size();
    }

    std::unique_ptr<World> world_;
    std::map<std::string, std::vector<Sent>> mail_;
    int posts_ = 0;
    int answers_ = 0;
};

// --- the way through -------------------------------------------------------------------------------------------------

TEST_F(Approval, OfEditorsAndGroupLetsTheIssueOut)
{
    begin(editors_then_group);
    post();
    EXPECT_EQ(state(), "approving");
    EXPECT_EQ(stages_are(), "open, waiting");
    EXPECT_EQ(copies(), 0U);
    for (const std::string& member : group) EXPECT_THAT(mail_[member], IsEmpty()) << "its stage has not begun";

    EXPECT_THAT(say(editor, "APPROVE\n\nConsistent with the last one.\n"), HasSubstr("your approval counts"));
    EXPECT_EQ(stages_are(), "approved, open");
    for (const std::string& member : group)
        EXPECT_THAT(request_to(member).body(), AllOf(HasSubstr("Editors, editor@secretariat.example: approved"),
                                                     HasSubstr("Consistent with the last one.")));
    say(group[0], "approve\n");
    say(group[1], "Reject: the date is wrong\n");
    EXPECT_EQ(copies(), 0U);
    say(group[2], "Approved.\n");
    EXPECT_EQ(state(), "approving");
    say(group[4], "approve\n");
    EXPECT_EQ(state(), "distributed");
    EXPECT_EQ(stages_are(), "approved, approved");
    EXPECT_EQ(copies(), 3U);
    EXPECT_THAT(mail_["guest@elsewhere.example"], IsEmpty()) << "no category of its audience";
    EXPECT_THAT(subjects_to(secretary),
                ElementsAre("ISO/SR Update: issue 1 waits for Editors", "ISO/SR Update: issue 1 approved by Editors",
                            "ISO/SR Update: issue 1 waits for CAG", "ISO/SR Update: issue 1 approved by CAG",
                            "ISO/SR Update: issue 1 is going out", HasSubstr("issue 1")));
}

TEST_F(Approval, RequestShowsWhatMembersWillGetWithDeadTokens)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    const Sent request = request_to(group[0]);
    EXPECT_THAT(request.field("Reply-To"), testing::MatchesRegex("sr-update\\+vote-[a-z2-7]+@lists\\.example\\.org"));
    EXPECT_THAT(request.body(), AllOf(HasSubstr("To:       1 nmb, 1 d-liaison, 1 subscriber: 3 members"),
                                      HasSubstr("\nApprove: <mailto:sr-update+vote-"), HasSubstr("&body=approve>"),
                                      HasSubstr("\nReject: <mailto:sr-update+vote-"), HasSubstr("&body=reject%0D%0A"),
                                      HasSubstr("message/rfc822"), HasSubstr("The first issue.")));
    say(group[0], "approve\n");
    const Sent copy = last_to("office@afx.example");
    // As members get it, line by line, but for the two fields that are each member's own.
    for (std::string_view line : base::split(copy.octets, '\n')) {
        const bool is_own = line.starts_with("Reply-To: ") || line.starts_with("List-Unsubscribe: ") ||
                            line.find("/u/") != std::string_view::npos;
        if (!is_own) {
            EXPECT_THAT(request.octets, HasSubstr(line));
        }
    }
    EXPECT_THAT(request.octets, AllOf(HasSubstr("sr-update+leave-preview0@"), HasSubstr("/u/preview0>"),
                                      HasSubstr("sr-update+reply-preview0@")));
}

TEST_F(Approval, AnsweredByTheLinksAlone)
{
    begin(stage("CAG", group, "policy = \"quorum\"\nquorum = 2"));
    post();
    const auto follow = [&](const std::string& address, const std::string& word) {
        const Sent request = request_to(address);
        const std::string body = request.body();
        const auto at = body.find('\n' + word + ": <mailto:");
        const std::string link = body.substr(at, body.find('>', at) - at);
        const auto address_at = link.find("mailto:") + 7;
        const auto body_at = link.find("&body=") + 6;
        const std::string to = link.substr(address_at, link.find('?') - address_at);
        EXPECT_EQ(to, request.field("Reply-To"));
        world().receive({.from = address, .to = to, .subject = "issue 1", .text = link.substr(body_at, 7) + "\n"});
        collect();
        return last_to(address).subject();
    };
    EXPECT_THAT(follow(group[0], "Approve"), HasSubstr("your approval counts"));
    EXPECT_THAT(follow(group[1], "Approve"), HasSubstr("your approval counts"));
    EXPECT_EQ(state(), "distributed");
}

// --- what does not count ---------------------------------------------------------------------------------------------

TEST_F(Approval, OfNobodyIsGivenByWhatIsNoVote)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    const Sent request = request_to(group[0]);
    const std::string to = request.field("Reply-To");

    EXPECT_THAT(say(group[0], "Looks good to me\n"), HasSubstr("was that a yes?"));
    EXPECT_THAT(say(group[0], "Approve.\nReject.\n"), HasSubstr("was that a yes?"));
    world().receive({.from = group[0], .to = to, .subject = "APPROVE", .text = "\n"});
    world().receive({.from = group[0],
                     .to = to,
                     .subject = "Out of office",
                     .text = "approve\n",
                     .more_fields = "Auto-Submitted: auto-replied\r\n"});
    world().receive({.from = "mailer-daemon@body.example",
                     .to = to,
                     .subject = "approve",
                     .text = "approve\n",
                     .reverse_path = ""});
    // Its own words, quoted on top, do not vote; nor do those below them.
    std::string quotation;
    const std::string asked = request.body();
    for (std::string_view line : base::split(asked, '\n')) quotation += "> " + std::string(line.substr(0, 60)) + '\n';
    say(group[0], "On Tuesday the list wrote:\n" + quotation);
    // Forged, altered, of another purpose, for another list.
    std::string altered = to;
    altered[altered.find('@') - 3] = altered[altered.find('@') - 3] == 'a' ? 'b' : 'a';
    world().receive({.from = group[0], .to = altered, .text = "approve\n"});
    world().receive(
        {.from = group[0], .to = "sr-update+vote-" + std::string(27, 'a') + "@lists.example.org", .text = "approve\n"});
    std::string other_purpose = to;
    other_purpose.replace(other_purpose.find("+vote-"), 6, "+confirm-");
    world().receive({.from = group[0], .to = other_purpose, .text = "approve\n"});
    collect();
    EXPECT_EQ(state(), "approving");
    EXPECT_EQ(stages_are(), "open");
    EXPECT_EQ(copies(), 0U);
    EXPECT_THAT(world().journal(), Not(Contains("vote_counted")));
}

TEST_F(Approval, IsAskedForFiveTimesADayAndNoMore)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    const Sent request = request_to(group[0]);
    const std::size_t before = mail_[group[0]].size();
    for (int i = 0; i < 20; ++i) answer(request, "What is this?\n", group[0]);
    EXPECT_EQ(mail_[group[0]].size(), before + 5);
}

TEST_F(Approval, CountsTheLastVoteOfEach)
{
    begin(stage("CAG", group, "policy = \"quorum\"\nquorum = 2"));
    post();
    say(group[0], "approve\n");
    EXPECT_THAT(say(group[0], "reject, I have read page 2 now\n"), HasSubstr("your rejection counts"));
    say(group[1], "approve\n");
    EXPECT_EQ(state(), "approving") << "one yes, one no";
    say(group[0], "approve\n");
    EXPECT_EQ(state(), "distributed");
}

TEST_F(Approval, IsCountedFromAnotherMailboxAndToldToTheOneThatWasAsked)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    const std::string subject = say(group[0], "approve\n", "ann.private@elsewhere.example");
    EXPECT_THAT(subject, HasSubstr("your approval counts"));
    EXPECT_THAT(last_to(group[0]).body(), HasSubstr("It came from ann.private@elsewhere.example"));
    EXPECT_EQ(approvals().at("stages").at(0).at("votes").at(0).at("sender").as_string(),
              "ann.private@elsewhere.example");
    EXPECT_THAT(mail_["ann.private@elsewhere.example"], IsEmpty());
    EXPECT_EQ(state(), "distributed");
}

TEST_F(Approval, AtAStrictStageComesFromTheOwnMailboxOnly)
{
    begin(stage("CAG", group, "policy = \"any\"\nstrict = true"));
    post();
    EXPECT_THAT(request_to(group[0]).body(), HasSubstr("Only answers from a@body.example count."));
    EXPECT_THAT(say(group[0], "approve\n", "eve@elsewhere.example"), HasSubstr("a vote did not count"));
    EXPECT_THAT(last_to(group[0]).body(), HasSubstr("eve@elsewhere.example"));
    EXPECT_EQ(state(), "approving");
    EXPECT_THAT(say(group[0], "approve\n"), HasSubstr("a vote did not count")) << "From alone proves nothing";
    const std::string to = request_to(group[0]).field("Reply-To");
    world().receive({.from = "A@Body.example",
                     .to = to,
                     .text = "approve\n",
                     .more_fields = "Authentication-Results: mx.example.org; dmarc=pass header.from=body.example\r\n"});
    collect();
    EXPECT_EQ(state(), "distributed");
}

TEST_F(Approval, IsReadFromHtmlAndFromJapaneseMail)
{
    begin(stage("CAG", group, "policy = \"quorum\"\nquorum = 2"));
    post();
    const auto send = [&](const std::string& from, const std::string& type, const std::string& body) {
        const std::string to = request_to(from).field("Reply-To");
        world().receive_octets(from, to,
                               "From: " + from + "\r\nTo: " + to + "\r\nSubject: Re\r\nMessage-ID: <h-" + from +
                                   ">\r\nMIME-Version: 1.0\r\nContent-Type: " + type + "\r\n\r\n" + body + "\r\n");
        collect();
    };
    send(group[0], "text/html; charset=utf-8",
         "<html><body><p>Approve</p><p>Good.</p><blockquote type=\"cite\">Reject: "
         "&lt;mailto:x&gt;</blockquote></body></html>");
    EXPECT_THAT(last_to(group[0]).subject(), HasSubstr("your approval counts"));
    send(group[1], "text/plain; charset=ISO-2022-JP", "APPROVE\r\n\r\n\x1b$B>5G'$7$^$9\x1b(B");
    EXPECT_EQ(state(), "distributed");
    EXPECT_EQ(approvals().at("stages").at(0).at("votes").at(1).at("reason").as_string(),
              "\u627f\u8a8d\u3057\u307e\u3059");
}

// --- objection, revision, deadline -----------------------------------------------------------------------------------

TEST_F(Approval, RejectedIssueIsRevisedAndAskedForAnew)
{
    begin(editors_then_group);
    post("Draft.\n");
    say(editor, "approve\n");
    const Sent old_request = request_to(group[0]);
    say(group[0], "approve\n");
    for (const char* member : {"b@body.example", "c@body.example", "d@body.example"}) say(member, "reject: a typo\n");
    EXPECT_EQ(state(), "rejected");
    EXPECT_THAT(last_to(secretary).body(), AllOf(HasSubstr("b@body.example: REJECT"), HasSubstr("a typo")));
    pass(10 * days{1});
    EXPECT_EQ(copies(), 0U);

    post("Final.\n");
    EXPECT_EQ(state(), "approving");
    EXPECT_EQ(stages_are(), "open, waiting");
    EXPECT_THAT(request_to(editor).body(), AllOf(HasSubstr("version 2"), HasSubstr("Final.")));
    EXPECT_THAT(answer(old_request, "approve\n", group[0]), HasSubstr("another version is there"));
    say(editor, "approve\n");
    for (int i = 0; i < 3; ++i) say(group[static_cast<std::size_t>(i)], "approve\n");
    EXPECT_EQ(state(), "distributed");
    EXPECT_THAT(last_to("office@afx.example").body(), HasSubstr("Final."));
    EXPECT_EQ(copies(), 3U);
    const auto record = approvals();
    EXPECT_EQ(record.at("version").as_int64(), 2);
    EXPECT_THAT(record.at("versions").as_array(), SizeIs(1));
    EXPECT_THAT(report::approval_record(record),
                AllOf(HasSubstr("Version 1"), HasSubstr("Version 2"), HasSubstr("| a typo")));
}

TEST_F(Approval, OfAnIssueUnderWayIsBegunAgainByARevision)
{
    begin(stage("CAG", group, "policy = \"unanimous\""));
    post("Draft.\n");
    for (int i = 0; i < 4; ++i) say(group[static_cast<std::size_t>(i)], "approve\n");
    post("Changed after four had agreed.\n");
    say(group[4], "approve\n");
    EXPECT_EQ(state(), "approving") << "the four have not seen it";
    EXPECT_EQ(copies(), 0U);
    for (int i = 0; i < 4; ++i) say(group[static_cast<std::size_t>(i)], "approve\n");
    EXPECT_EQ(state(), "distributed");
    // From distributing on, the same number is something else.
    post("A second thought.\n");
    EXPECT_THAT(world().held(), SizeIs(1));
    EXPECT_EQ(copies(), 3U);
}

TEST_F(Approval, RevisionIsNamedByWhatItSupersedes)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post("Draft.\n");
    world().receive({.from = secretary,
                     .to = post_address,
                     .subject = "ISO/SR Update, corrected",
                     .text = "Final.\n",
                     .message_id = "<2@secretariat.example>",
                     .more_fields = "Supersedes: <post-1@secretariat.example>\r\n"});
    collect();
    EXPECT_EQ(world().issue_state("sr-update", 2), "none");
    EXPECT_EQ(approvals().at("version").as_int64(), 2);
    const auto supersede = [&](const std::string& id, const std::string& subject) {
        world().receive({.from = secretary,
                         .to = post_address,
                         .subject = subject,
                         .text = "Final.\n",
                         .more_fields = "Supersedes: " + id + "\r\n"});
        collect();
    };
    supersede("<post-1@secretariat.example>", "ISO/SR Update, corrected again");
    EXPECT_EQ(approvals().at("version").as_int64(), 3) << "also by the Message-ID of an earlier version";
    supersede("<post-1@secretariat.example>", "ISO/SR Update Issue #2");
    supersede("<nothing@secretariat.example>", "ISO/SR Update");
    EXPECT_THAT(world().held(), SizeIs(2)) << "of another number; of no issue";
    say(group[0], "approve\n");
    EXPECT_THAT(last_to("office@afx.example").octets, AllOf(HasSubstr("Final."), Not(HasSubstr("Supersedes:"))));
}

TEST_F(Approval, ThatNobodyGivesInTimeIsEscalatedAndMayBeGivenMoreTime)
{
    begin(stage("CAG", group, "policy = \"quorum\"\nquorum = 2\ndeadline = \"72h\"\nremind = \"24h\""));
    post();
    say(group[0], "approve\n");
    pass(47h);
    for (const std::string& member : group) EXPECT_THAT(subjects_to(member), Not(Contains(HasSubstr("is missing"))));
    pass(2h);
    EXPECT_THAT(subjects_to(group[0]), Not(Contains(HasSubstr("is missing")))) << "has answered";
    EXPECT_THAT(subjects_to(group[1]), Contains(HasSubstr("is missing")));
    pass(24h);
    EXPECT_EQ(state(), "held");
    EXPECT_EQ(stages_are(), "expired");
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("not decided by CAG in time"));
    EXPECT_THAT(say(group[1], "approve\n"), HasSubstr("too late"));
    EXPECT_EQ(copies(), 0U);

    world().store().run(store::Durability::power_loss, [&](store::Store& store) {
        EXPECT_TRUE(list::give_more_time(store, world().rules().house(), *store.issues().find("sr-update", 1),
                                         world().now() + 24h, world().now()));
    });
    collect();
    EXPECT_EQ(state(), "approving");
    say(group[1], "approve\n");
    EXPECT_EQ(state(), "distributed") << "the votes before the deadline stand";
}

TEST_F(Approval, NoAfterClosingIsToldToTheSecretaryAtOnce)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    const Sent request = request_to(group[1]);
    say(group[0], "approve\n");
    EXPECT_THAT(answer(request, "Reject: it names a supplier\n", group[1]), HasSubstr("too late"));
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("a no that came too late"));
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("it names a supplier"));
    const std::size_t told = mail_[secretary].size();
    EXPECT_THAT(answer(request, "approve\n", group[1]), HasSubstr("too late"));
    EXPECT_EQ(mail_[secretary].size(), told) << "a late yes is no news";
}

TEST_F(Approval, DeadlineThatPassedWhileTheDaemonWasDownIsKept)
{
    begin(stage("CAG", group, "policy = \"any\"\ndeadline = \"24h\""));
    post();
    world().suspend(48h);
    world().crash_and_restart();
    pass(5min);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(say(group[0], "approve\n"), HasSubstr("too late"));
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, DeadlineIsNotMovedByAClockThatIsSetBack)
{
    begin(stage("CAG", group, "policy = \"any\"\ndeadline = \"24h\""));
    post();
    const std::string before = std::string(approvals().at("stages").at(0).at("deadline").as_string());
    world().set_clock(-6h);
    pass(1min);
    EXPECT_EQ(approvals().at("stages").at(0).at("deadline").as_string(), before) << "as the request says";
    pass(29h);
    EXPECT_EQ(state(), "approving");
    pass(2h);
    EXPECT_EQ(state(), "held");
}

// --- silence ---------------------------------------------------------------------------------------------------------

const std::string silent = stage("CAG", group, "policy = \"no-objection\"\ndeadline = \"48h\"");

TEST_F(Approval, BySilenceComesAtTheDeadline)
{
    begin(silent);
    post();
    EXPECT_THAT(request_to(group[0]).body(), HasSubstr("does not object"));
    say(group[0], "approve\n");
    pass(47h);
    EXPECT_EQ(state(), "approving");
    pass(2h);
    EXPECT_EQ(state(), "distributed");
    EXPECT_EQ(copies(), 3U);
}

TEST_F(Approval, BySilenceEndsAtTheFirstNo)
{
    begin(silent);
    post();
    say(group[3], "reject\n");
    EXPECT_EQ(state(), "rejected");
    pass(72h);
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, BySilenceIsNoneWhenARequestBounced)
{
    begin(silent);
    post();
    const Sent request = request_to(group[2]);
    world().receive_octets("", request.reverse_path,
                           testing_support::delivery_report(group[2], "5.1.1", "no such user"));
    collect();
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("a request did not arrive"));
    EXPECT_THAT(last_to(secretary).body(), HasSubstr(group[2]));
    pass(49h);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("a request did not arrive"));
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, BySilenceIsNoneWhenTheRelayDidNotTakeARequest)
{
    begin(silent);
    world().relay().rules().add({.stage = testing_support::Stage::rcpt,
                                 .match = group[1],
                                 .action = testing_support::Reply{"451 4.7.1 later"}});
    post();
    pass(49h);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("a request has not been sent"));
}

TEST_F(Approval, BySilenceIsNoneWhenMailWasNotTakenTheHourBefore)
{
    begin(silent);
    post();
    pass(47h + 30min);
    world().crash_and_restart();
    pass(2h);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("mail has not been taken all through the hour"));
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, BySilenceIsNoneWhenTheMachineSleptThroughTheDeadline)
{
    begin(silent);
    post();
    pass(47h);
    world().suspend(2h);
    pass(5min);
    EXPECT_EQ(state(), "held");
}

TEST_F(Approval, BySilenceIsNoneWhenAnAnswerWasNotUnderstood)
{
    begin(silent);
    post();
    say(group[1], "I object\n");
    pass(49h);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("could not be understood"));
}

TEST_F(Approval, BySilenceIsNoneWhileSomethingOfAnApproverIsHeld)
{
    begin(silent);
    post();
    world().receive({.from = group[1], .to = "sr-update+owner@lists.example.org", .text = "I object.\n"});
    EXPECT_THAT(world().held(), SizeIs(1));
    pass(49h);
    EXPECT_EQ(state(), "held");
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, BySilenceIsNoneWhenAReminderBounced)
{
    begin(silent);
    post();
    pass(25h);
    const Sent reminder = last_to(group[2]);
    EXPECT_THAT(reminder.subject(), HasSubstr("is missing"));
    world().receive_octets("", reminder.reverse_path,
                           testing_support::delivery_report(group[2], "5.1.1", "no such user"));
    collect();
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("a request did not arrive"));
    pass(24h);
    EXPECT_EQ(state(), "held");
}

TEST_F(Approval, BySilenceIsNoneOfWhomIsErased)
{
    begin(silent);
    post();
    world().store().run(store::Durability::power_loss, [&](store::Store& store) {
        EXPECT_TRUE(list::finish_erasing(store, world().rules().key, group[0], world().now()));
    });
    pass(49h);
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("erased"));
}

// --- people ----------------------------------------------------------------------------------------------------------

TEST_F(Approval, MayBeLeftToASubstitute)
{
    begin(stage("CAG", {group[0], group[1]}, "policy = \"unanimous\""));
    post();
    say(group[1], "approve\n");
    EXPECT_THAT(say(group[0], "DELEGATE deputy@body.example\n"), HasSubstr("deputy@body.example answers for you"));
    EXPECT_THAT(subjects_to(secretary), Contains(HasSubstr("a substitute votes")));
    EXPECT_THAT(request_to("deputy@body.example").body(), HasSubstr("in place of a@body.example"));
    say("deputy@body.example", "approve\n");
    EXPECT_EQ(state(), "distributed");
    EXPECT_EQ(approvals().at("stages").at(0).at("votes").at(0).at("substitute").as_string(), "deputy@body.example");
}

TEST_F(Approval, IsNotGivenTwiceByOnePerson)
{
    begin(stage("CAG", {group[0], group[1]}, "policy = \"unanimous\""));
    post();
    EXPECT_THAT(say(group[0], "delegate b@body.example\n"), HasSubstr("name somebody else"));
    say(group[0], "delegate deputy@body.example\n");
    const Sent former = request_to("deputy@body.example");
    say("deputy@body.example", "approve\n");
    say(group[0], "delegate other@body.example\n");
    EXPECT_THAT(answer(former, "approve\n", "deputy@body.example"), HasSubstr("somebody else answers"));
    say(group[1], "approve\n");
    EXPECT_EQ(state(), "approving") << "whoever was replaced counts for nothing";
    EXPECT_EQ(copies(), 0U);
    say("other@body.example", "approve\n");
    EXPECT_EQ(state(), "distributed");
}

TEST_F(Approval, IsAskedOfTheMembersOfACategory)
{
    world_ =
        std::make_unique<World>(config("[[list.stage]]\nname = \"Experts\"\napprover_categories = [\"expert\"]\n"));
    world().import("sr-update", roster);
    post();
    say("guest@elsewhere.example", "approve\n");
    EXPECT_EQ(state(), "distributed");
}

TEST_F(Approval, ThatNobodyCanGiveIsEscalatedAtOnce)
{
    world_ =
        std::make_unique<World>(config("[[list.stage]]\nname = \"Experts\"\napprover_categories = [\"expert\"]\n"));
    post();
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("not decided by Experts in time"));
}

TEST_F(Approval, ByAQuorumThatCannotBeReachedIsEscalatedUnasked)
{
    world_ = std::make_unique<World>(config("[[list.stage]]\nname = \"Experts\"\napprover_categories = [\"expert\"]\n"
                                            "policy = \"quorum\"\nquorum = 2\n"));
    world().import("sr-update", roster);
    post();
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(mail_["guest@elsewhere.example"], IsEmpty());
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("too few can answer"));
}

TEST_F(Approval, IsAcknowledgedTenTimesADayAndNoMore)
{
    begin(stage("CAG", group, "policy = \"unanimous\""));
    post();
    const Sent request = request_to(group[0]);
    const std::size_t before = mail_[group[0]].size();
    for (int i = 0; i < 30; ++i) answer(request, "Approved, ticket 17\n", group[0]);
    EXPECT_EQ(mail_[group[0]].size(), before + 10);
}

TEST_F(Approval, OfTwoHundredTakesAllOfThem)
{
    std::vector<std::string> many;
    for (int i = 0; i < 200; ++i) many.push_back("p" + std::to_string(i) + "@body.example");
    begin(stage("Plenary", many, "policy = \"unanimous\""));
    post();
    for (int i = 0; i < 199; ++i) say(many[static_cast<std::size_t>(i)], "approve\n");
    EXPECT_EQ(state(), "approving");
    say(many[199], "approve\n");
    EXPECT_EQ(state(), "distributed");
}

// --- its own time ----------------------------------------------------------------------------------------------------

TEST_F(Approval, OfWhatIsScheduledLetsItOutAtItsTime)
{
    begin(stage("CAG", group, "policy = \"any\""));
    world().receive({.from = secretary,
                     .to = post_address,
                     .subject = "ISO/SR Update Issue #1",
                     .text = "Later.\n",
                     .more_fields = "Send-At: " + base::to_rfc3339(world().now() + 48h).substr(0, 19) + "Z\r\n"});
    collect();
    say(group[0], "approve\n");
    EXPECT_EQ(state(), "scheduled");
    EXPECT_THAT(subjects_to(secretary), Contains(HasSubstr("waits for its time")));
    pass(47h);
    EXPECT_EQ(copies(), 0U);
    pass(2h);
    EXPECT_EQ(state(), "distributed");
    EXPECT_EQ(copies(), 3U);
    EXPECT_THAT(last_to("office@afx.example").octets, Not(HasSubstr("Send-At")));
}

TEST_F(Approval, OfACancelledIssueIsWantedNoMore)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    world().store().run(store::Durability::power_loss, [&](store::Store& store) {
        list::cancel_issue(store, *store.issues().find("sr-update", 1), world().now());
    });
    EXPECT_THAT(say(group[0], "approve\n"), HasSubstr("another version is there"));
    pass(10 * days{1});
    EXPECT_EQ(state(), "cancelled");
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, OfWhatWasAlteredSinceLetsNothingOut)
{
    begin(stage("CAG", group, "policy = \"any\""));
    post();
    world().store().run(store::Durability::power_loss, [&](store::Store& store) {
        const store::Issue issue = *store.issues().find("sr-update", 1);
        store::NewIssue altered{.subject = "another subject",
                                .author = issue.author,
                                .message_id = issue.message_id,
                                .message = issue.message,
                                .accepted_at = issue.accepted_at,
                                .categories = {}};
        store.issues().revise(issue.id, altered);
    });
    say(group[0], "approve\n");
    EXPECT_EQ(state(), "held");
    EXPECT_THAT(subjects_to(secretary), Contains(HasSubstr("is not what was approved")));
    EXPECT_EQ(copies(), 0U);
}

TEST_F(Approval, AsksInTheLanguageOfWhoIsAsked)
{
    begin(stage("CAG", {"office@afx.example", group[0]}, "policy = \"unanimous\""));
    world().import("sr-update", "email,category,country,language\noffice@afx.example,nmb,FR,fr\n");
    post();
    const Sent request = request_to("office@afx.example");
    EXPECT_THAT(request.subject(), HasSubstr("peut-il partir"));
    EXPECT_THAT(say("office@afx.example", "J'approuve\n"), HasSubstr("votre approbation compte"));
    say(group[0], "approve\n");
    EXPECT_EQ(state(), "distributed");
}

}  // namespace
