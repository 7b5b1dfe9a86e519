#include "store/approvals.h"

#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::StoreFixture;

TEST(ReminderTime, IsNeverBeforeHalfOfTheTimeIsOver)
{
    struct Case {
        const char* what;
        base::Duration deadline;
        base::Duration remind;
        std::optional<base::Duration> expected;
    };
    constexpr Case cases[] = {
        {"a day before", 72h, 24h, 48h},           {"exactly at half", 48h, 24h, 24h},
        {"longer than half of it", 24h, 20h, 12h}, {"longer than all of it", 24h, 72h, 12h},
        {"no reminder", 72h, 0h, std::nullopt},
    };
    const base::Time opened = base::from_unix_ms(1'116'063'000'000);
    for (const Case& each : cases) {
        const auto time = reminder_time(opened, opened + each.deadline, each.remind);
        const auto wait = time ? std::optional(*time - opened) : std::nullopt;
        EXPECT_EQ(wait, each.expected) << each.what;
    }
}

class ApprovalsOfTheStore : public testing::Test, public StoreFixture {
  protected:
    ApprovalsOfTheStore()
    {
        add_list("sr-update");
        issue = add_issue("sr-update", 1, "<1@body.example>");
        post = in([&](Store& s) { return s.issues().find(issue)->message; });
    }

    NewVersion editors_then_group() const
    {
        return {
            .issue = issue,
            .message = post,
            .sha256 = std::string(31, 'v') + '\0',
            .opened_at = start,
            .parts = {{.media_type = "text/plain", .sha256 = std::string(32, '\0'), .octets = 10},
                      {.media_type = "application/pdf", .sha256 = std::string(32, 'p'), .octets = 200'000}},
            .criteria = {{.name = "size", .result = "pass", .found = "0.2 MiB"},
                         {.name = "author", .result = "warn", .found = "the PDF names somebody"}},
            .stages = {
                {.name = "editors", .policy = "any", .deadline = 24h, .remind = 6h, .approvers = {"eve@body.example"}},
                {.name = "CAG",
                 .policy = "quorum",
                 .quorum = 2,
                 .deadline = 72h,
                 .remind = 24h,
                 .is_strict = true,
                 .approvers = {"zoe@body.example", "bob@other.example", "cid@firm.example"}}}};
    }

    Id add_version(const NewVersion& version)
    {
        return in([&](Store& s) { return s.approvals().add_version(version); });
    }

    std::vector<Stage> stages_of(Id version)
    {
        return in([&](Store& s) { return s.approvals().stages(version); });
    }

    Stage find_stage(Id stage)
    {
        return in([&](Store& s) { return *s.approvals().find_stage(stage); });
    }

    void open(Id stage, base::Time now)
    {
        in([&](Store& s) { s.approvals().open_stage(stage, now); });
    }

    void close(Id stage, StageState state, base::Time now)
    {
        in([&](Store& s) { s.approvals().close_stage(stage, state, now); });
    }

    std::vector<VoteRequest> requests_of(Id stage)
    {
        return in([&](Store& s) { return s.approvals().requests(stage); });
    }

    VoteRequest find_request(Id request)
    {
        return in([&](Store& s) { return *s.approvals().find_request(request); });
    }

    std::vector<Id> past_deadline(base::Time now, std::size_t rows_max = 10)
    {
        return ids(in([&](Store& s) { return s.approvals().past_deadline(now, rows_max); }));
    }

    std::vector<Id> to_remind(base::Time now, std::size_t rows_max = 10)
    {
        return ids(in([&](Store& s) { return s.approvals().to_remind(now, rows_max); }));
    }

    static std::vector<Id> ids(const std::vector<Stage>& stages)
    {
        std::vector<Id> all;
        for (const Stage& stage : stages) all.push_back(stage.id);
        return all;
    }

    /// An answer, from the approver's own mailbox unless that is said.
    Id vote(Id request, bool is_approval, const std::string& reason = "", const std::string& sender = "")
    {
        const Id answer = spool("answer " + std::to_string(++answers));
        return in([&](Store& s) {
            return s.approvals().add_vote(
                {.request = request,
                 .is_approval = is_approval,
                 .reason = reason,
                 .at = start + 1h,
                 .message = answer,
                 .message_id = "<answer" + std::to_string(answers) + "@body.example>",
                 .sender = sender.empty() ? s.approvals().find_request(request)->approver : sender});
        });
    }

    std::vector<Vote> votes_of(Id stage)
    {
        return in([&](Store& s) { return s.approvals().votes(stage); });
    }

    Id issue = 0;
    Id post = 0;
    int answers = 0;
};

TEST_F(ApprovalsOfTheStore, VersionIsKeptAsItWasPutToTheVote)
{
    const Id id = add_version(editors_then_group());
    const auto version = in([&](Store& s) { return s.approvals().find_version(id); });
    ASSERT_TRUE(version);
    EXPECT_EQ(version->issue, issue);
    EXPECT_EQ(version->number, 1);
    EXPECT_EQ(version->message, post);
    EXPECT_EQ(version->sha256, std::string(31, 'v') + '\0');
    EXPECT_EQ(version->opened_at, start);
    EXPECT_FALSE(version->closed_at);

    const auto parts = in([&](Store& s) { return s.approvals().parts(id); });
    ASSERT_THAT(parts, SizeIs(2));
    EXPECT_EQ(parts[0].media_type, "text/plain");
    EXPECT_EQ(parts[0].sha256, std::string(32, '\0'));
    EXPECT_EQ(parts[1].media_type, "application/pdf");
    EXPECT_EQ(parts[1].octets, 200'000);

    const auto criteria = in([&](Store& s) { return s.approvals().criteria(id); });
    ASSERT_THAT(criteria, SizeIs(2));
    EXPECT_EQ(criteria[0].name, "size");
    EXPECT_EQ(criteria[1].result, "warn");
    EXPECT_EQ(criteria[1].found, "the PDF names somebody");
    EXPECT_FALSE(in([&](Store& s) { return s.approvals().find_version(id + 1); }));
    EXPECT_THAT(sqlite.check_integrity(), IsEmpty());
}

TEST_F(ApprovalsOfTheStore, StagesWaitInTheirOrderWithTheirRulesAndSeats)
{
    const Id version = add_version(editors_then_group());
    const auto stages = stages_of(version);
    ASSERT_THAT(stages, SizeIs(2));
    EXPECT_EQ(stages[0].name, "editors");
    EXPECT_EQ(stages[0].position, 1);
    const Stage& group = stages[1];
    EXPECT_EQ(group.position, 2);
    EXPECT_EQ(group.version, version);
    EXPECT_EQ(group.issue, issue);
    EXPECT_EQ(group.policy, "quorum");
    EXPECT_EQ(group.quorum, 2);
    EXPECT_EQ(group.deadline, 72h);
    EXPECT_EQ(group.remind, 24h);
    EXPECT_TRUE(group.is_strict);
    EXPECT_EQ(group.state, StageState::waiting);
    EXPECT_FALSE(group.opened_at || group.deadline_at || group.closed_at);

    const auto requests = requests_of(group.id);
    ASSERT_THAT(requests, SizeIs(3));
    EXPECT_EQ(requests[0].approver, "zoe@body.example");
    EXPECT_EQ(requests[2].approver, "cid@firm.example");
    for (const VoteRequest& request : requests) {
        EXPECT_EQ(request.stage, group.id);
        EXPECT_EQ(request.seat, request.id);
        EXPECT_EQ(request.delivery, 0);
        EXPECT_FALSE(request.asked_at || request.is_bounced || request.is_withdrawn);
    }
    EXPECT_FALSE(in([&](Store& s) { return s.approvals().find_stage(group.id + 1); }));
}

TEST_F(ApprovalsOfTheStore, RevisionClosesTheVersionBeforeIt)
{
    EXPECT_FALSE(in([&](Store& s) { return s.approvals().latest_version(issue); }));
    const Id first = add_version(editors_then_group());
    NewVersion revision = editors_then_group();
    revision.opened_at = start + 5h;
    const Id second = add_version(revision);
    NewVersion elsewhere = editors_then_group();
    elsewhere.issue = add_issue("sr-update", 2, "<2@body.example>");
    const Id other = add_version(elsewhere);
    in([&](Store& s) {
        const auto versions = s.approvals().versions(issue);
        ASSERT_THAT(versions, SizeIs(2));
        EXPECT_EQ(versions[0].id, first);
        EXPECT_EQ(versions[0].closed_at, start + 5h);
        EXPECT_EQ(versions[1].id, second);
        EXPECT_EQ(versions[1].number, 2);
        EXPECT_FALSE(versions[1].closed_at);
        EXPECT_EQ(s.approvals().latest_version(issue)->id, second);
        EXPECT_EQ(s.approvals().find_version(other)->number, 1);
        s.approvals().close_version(second, start + 6h);
        s.approvals().close_version(second, start + 7h);
        EXPECT_EQ(s.approvals().latest_version(issue)->closed_at, start + 6h) << "closed once, and still the newest";
        EXPECT_EQ(s.approvals().find_version(first)->closed_at, start + 5h);
        EXPECT_FALSE(s.approvals().find_version(other)->closed_at);
    });
}

TEST_F(ApprovalsOfTheStore, DeadlineRunsFromTheOpening)
{
    const Id stage = stages_of(add_version(editors_then_group())).at(1).id;
    EXPECT_THAT(past_deadline(start + 1000h), IsEmpty()) << "it waits";
    open(stage, start + 10h);
    EXPECT_EQ(find_stage(stage).state, StageState::open);
    EXPECT_EQ(find_stage(stage).opened_at, start + 10h);
    EXPECT_EQ(find_stage(stage).deadline_at, start + 82h);
    open(stage, start + 20h);
    EXPECT_EQ(find_stage(stage).deadline_at, start + 82h) << "it was open already";
    EXPECT_THAT(past_deadline(start + 82h - 1ms), IsEmpty());
    EXPECT_THAT(past_deadline(start + 82h), ElementsAre(stage));
    close(stage, StageState::approved, start + 83h);
    EXPECT_EQ(find_stage(stage).state, StageState::approved);
    EXPECT_EQ(find_stage(stage).closed_at, start + 83h);
    EXPECT_THAT(past_deadline(start + 1000h), IsEmpty());
}

TEST_F(ApprovalsOfTheStore, StagesPastTheirDeadlineComeByItAndWithoutThoseOfClosedVersions)
{
    NewVersion version = editors_then_group();
    std::vector<Id> opened;
    std::vector<Id> versions;
    for (std::int64_t number = 2; number <= 4; ++number) {
        version.issue = add_issue("sr-update", number, "<" + std::to_string(number) + "@body.example>");
        versions.push_back(add_version(version));
        opened.push_back(stages_of(versions.back()).at(0).id);
        open(opened.back(), start - number * 1h);
    }
    EXPECT_THAT(past_deadline(start + 24h), ElementsAre(opened[2], opened[1], opened[0]));
    EXPECT_THAT(past_deadline(start + 24h, 1), ElementsAre(opened[2]));
    EXPECT_THAT(to_remind(start + 18h), ElementsAre(opened[2], opened[1], opened[0]));
    EXPECT_THAT(to_remind(start + 18h, 2), ElementsAre(opened[2], opened[1]));
    EXPECT_THAT(to_remind(start + 24h), IsEmpty()) << "their deadlines have passed";
    in([&](Store& s) { s.approvals().close_version(versions[2], start); });
    EXPECT_THAT(past_deadline(start + 24h), ElementsAre(opened[1], opened[0]));
    EXPECT_THAT(to_remind(start + 18h), ElementsAre(opened[1], opened[0]));
}

TEST_F(ApprovalsOfTheStore, RemindsOnceWhileItIsOpen)
{
    const auto stages = stages_of(add_version(editors_then_group()));
    for (const Stage& stage : stages) open(stage.id, start);
    EXPECT_THAT(to_remind(start + 18h - 1ms), IsEmpty());
    EXPECT_THAT(to_remind(start + 18h), ElementsAre(stages[0].id));
    close(stages[0].id, StageState::approved, start + 18h);
    EXPECT_THAT(to_remind(start + 18h), IsEmpty()) << "nobody is reminded of what is decided";
    EXPECT_THAT(to_remind(start + 48h), ElementsAre(stages[1].id));
    in([&](Store& s) { s.approvals().mark_reminded(stages[1].id); });
    EXPECT_THAT(to_remind(start + 72h), IsEmpty());
}

TEST_F(ApprovalsOfTheStore, ExpiredStageIsOpenAgainWithItsVotesAndRemindsAgain)
{
    const Id stage = stages_of(add_version(editors_then_group())).at(1).id;
    open(stage, start);
    vote(requests_of(stage).at(0).id, true);
    in([&](Store& s) { s.approvals().mark_reminded(stage); });
    close(stage, StageState::expired, start + 72h);
    EXPECT_EQ(find_stage(stage).state, StageState::expired);
    in([&](Store& s) { s.approvals().reopen_stage(stage, start + 172h, start + 72h); });
    const Stage again = find_stage(stage);
    EXPECT_EQ(again.state, StageState::open);
    EXPECT_EQ(again.opened_at, start);
    EXPECT_EQ(again.deadline_at, start + 172h);
    EXPECT_FALSE(again.closed_at);
    EXPECT_THAT(votes_of(stage), SizeIs(1));
    EXPECT_THAT(to_remind(start + 148h - 1ms), IsEmpty());
    EXPECT_THAT(to_remind(start + 148h), ElementsAre(stage));
    EXPECT_THAT(past_deadline(start + 172h - 1ms), IsEmpty());
    EXPECT_THAT(past_deadline(start + 172h), ElementsAre(stage));
}

TEST_F(ApprovalsOfTheStore, OnlyAnExpiredStageIsOpenedAgain)
{
    const Id version = add_version(editors_then_group());
    const Id stage = stages_of(version).at(0).id;
    const auto reopen = [&] { in([&](Store& s) { s.approvals().reopen_stage(stage, start + 500h, start + 72h); }); };
    reopen();
    EXPECT_EQ(find_stage(stage).state, StageState::waiting);
    open(stage, start);
    reopen();
    EXPECT_EQ(find_stage(stage).deadline_at, start + 24h);
    for (const StageState end : {StageState::approved, StageState::rejected}) {
        close(stage, end, start + 1h);
        reopen();
        EXPECT_EQ(find_stage(stage).state, end) << name_of(end);
    }
}

TEST_F(ApprovalsOfTheStore, StageThatNeverWasOpenHasNoEnd)
{
    const Id stage = stages_of(add_version(editors_then_group())).at(0).id;
    EXPECT_THROW(close(stage, StageState::approved, start), std::runtime_error);
}

TEST_F(ApprovalsOfTheStore, RequestIsKnownByItsDelivery)
{
    const auto requests = requests_of(stages_of(add_version(editors_then_group())).at(1).id);
    const Id delivery = add_notice("zoe@body.example", "request");
    in([&](Store& s) {
        EXPECT_FALSE(s.approvals().request_of(delivery));
        s.approvals().note_asked(requests[0].id, delivery, start + 1h);
        ASSERT_TRUE(s.approvals().request_of(delivery));
        EXPECT_EQ(s.approvals().request_of(delivery)->id, requests[0].id);
        EXPECT_EQ(s.approvals().find_request(requests[0].id)->delivery, delivery);
        EXPECT_EQ(s.approvals().find_request(requests[0].id)->asked_at, start + 1h);
        s.approvals().note_bounced(requests[0].id);
        EXPECT_TRUE(s.approvals().find_request(requests[0].id)->is_bounced);
        EXPECT_FALSE(s.approvals().find_request(requests[1].id)->is_bounced);
        EXPECT_FALSE(s.approvals().find_request(requests[1].id)->asked_at);
    });
}

TEST_F(ApprovalsOfTheStore, SubstituteSpeaksForTheSeatUntilAnotherIsNamed)
{
    const Id stage = stages_of(add_version(editors_then_group())).at(1).id;
    const Id seat = requests_of(stage).at(1).id;
    const auto substitute = [&](const std::string& mailbox) {
        return in([&](Store& s) { return s.approvals().add_substitute(seat, mailbox); });
    };
    const Id first = substitute("first@other.example");
    EXPECT_EQ(find_request(first).seat, seat);
    EXPECT_EQ(find_request(first).stage, stage);
    EXPECT_EQ(find_request(first).approver, "first@other.example");
    EXPECT_FALSE(find_request(first).is_withdrawn);
    const Id second = substitute("second@other.example");
    EXPECT_TRUE(find_request(first).is_withdrawn);
    EXPECT_FALSE(find_request(second).is_withdrawn);
    EXPECT_FALSE(find_request(seat).is_withdrawn) << "his own word counts as before";
    EXPECT_THAT(requests_of(stage), SizeIs(5));
    EXPECT_EQ(requests_of(stage).back().id, second);
    vote(second, true);
    EXPECT_EQ(votes_of(stage).at(0).seat, seat);
    EXPECT_EQ(votes_of(stage).at(0).request, second);
}

TEST_F(ApprovalsOfTheStore, VotesComeInTheOrderInWhichTheyWereCast)
{
    const auto stages = stages_of(add_version(editors_then_group()));
    const auto requests = requests_of(stages[1].id);
    const Id yes = vote(requests[1].id, true);
    const Id no = vote(requests[0].id, false, "page 3 is wrong", "private@home.example");
    const Id again = vote(requests[1].id, false, "on second thought");
    vote(requests_of(stages[0].id).at(0).id, true);
    const auto votes = votes_of(stages[1].id);
    ASSERT_THAT(votes, SizeIs(3));
    EXPECT_EQ(votes[0].id, yes);
    EXPECT_EQ(votes[1].id, no);
    EXPECT_EQ(votes[2].id, again);
    EXPECT_TRUE(votes[0].is_approval);
    EXPECT_FALSE(votes[1].is_approval);
    EXPECT_EQ(votes[1].stage, stages[1].id);
    EXPECT_EQ(votes[1].seat, requests[0].id);
    EXPECT_EQ(votes[1].reason, "page 3 is wrong");
    EXPECT_EQ(votes[1].at, start + 1h);
    EXPECT_NE(votes[1].message, 0);
    EXPECT_EQ(votes[1].message_id, "<answer2@body.example>");
    EXPECT_EQ(votes[1].sender, "private@home.example");
}

class ApproverWhoIsErased : public ApprovalsOfTheStore {
  protected:
    ApproverWhoIsErased()
    {
        stage = stages_of(add_version(editors_then_group())).at(1).id;
        open(stage, start);
        requests = requests_of(stage);
    }

    void erase(const std::string& email)
    {
        in([&](Store& s) { s.personal_data().erase(email); });
    }

    Id stage = 0;
    std::vector<VoteRequest> requests;
};

TEST_F(ApproverWhoIsErased, LeavesHisVoteAndItsTimeAndNothingOfHimself)
{
    vote(requests[0].id, false, "page 3 is wrong");
    vote(requests[0].id, true, "I was wrong", "zoe.private@home.example");
    vote(requests[1].id, true, "fine");
    erase("ZOE@body.example");
    EXPECT_EQ(find_request(requests[0].id).approver, "");
    EXPECT_EQ(find_request(requests[1].id).approver, "bob@other.example");
    const auto votes = votes_of(stage);
    ASSERT_THAT(votes, SizeIs(3));
    for (const Vote& own : {votes[0], votes[1]}) {
        EXPECT_EQ(own.sender + own.reason + own.message_id, "");
        EXPECT_EQ(own.at, start + 1h);
        EXPECT_EQ(own.seat, requests[0].id);
        EXPECT_NE(own.message, 0);
    }
    EXPECT_FALSE(votes[0].is_approval);
    EXPECT_TRUE(votes[1].is_approval);
    EXPECT_EQ(votes[2].reason, "fine");
    EXPECT_EQ(votes[2].sender, "bob@other.example");
}

TEST_F(ApproverWhoIsErased, TakesWhatHeSentForAnotherAlong)
{
    vote(requests[1].id, true, "for Bob", "Zoe@body.example");
    erase("zoe@body.example");
    const Vote cast = votes_of(stage).at(0);
    EXPECT_EQ(cast.sender + cast.reason, "");
    EXPECT_TRUE(cast.is_approval);
    EXPECT_EQ(find_request(requests[1].id).approver, "bob@other.example");
}

TEST_F(ApproverWhoIsErased, WasToldOfHisRequestsVotesAndAnswersBefore)
{
    in([&](Store& s) { s.approvals().add_substitute(requests[1].id, "zoe@body.example"); });
    const Id own = vote(requests[0].id, true, "fine", "zoe.private@home.example");
    const Id for_other = vote(requests[1].id, false, "for Bob", "Zoe@body.example");
    vote(requests[2].id, true);
    in([&](Store& s) {
        const auto asked = s.personal_data().vote_requests("ZOE@body.example");
        ASSERT_THAT(asked, SizeIs(2));
        EXPECT_EQ(asked[0].stage.list, "sr-update");
        EXPECT_EQ(asked[0].stage.issue_number, 1);
        EXPECT_EQ(asked[0].stage.version, 1);
        EXPECT_EQ(asked[0].stage.stage, "CAG");
        EXPECT_EQ(asked[0].request.id, requests[0].id);
        EXPECT_EQ(asked[1].request.seat, requests[1].id);
        const auto votes = s.personal_data().votes("ZOE@body.example");
        ASSERT_THAT(votes, SizeIs(2));
        EXPECT_EQ(votes[0].vote.id, own);
        EXPECT_EQ(votes[0].stage.stage, "CAG");
        EXPECT_EQ(votes[1].vote.id, for_other);
        const auto messages = s.personal_data().messages("zoe@body.example");
        ASSERT_THAT(messages, SizeIs(1)) << "what his token authorised is his, whatever its From";
        EXPECT_EQ(messages[0].id, votes[0].vote.message);
    });
    erase("zoe@body.example");
    in([&](Store& s) {
        EXPECT_THAT(s.personal_data().vote_requests("zoe@body.example"), IsEmpty());
        EXPECT_THAT(s.personal_data().votes("zoe@body.example"), IsEmpty());
    });
}

TEST_F(ApproverWhoIsErased, IsAskedStillWhenHeOnlyNeverAnsweredAnInvitation)
{
    add_member("sr-update", "zoe@body.example", "expert", MemberState::invited);
    const Id asked = add_notice("zoe@body.example", "request");
    in([&](Store& s) { EXPECT_TRUE(s.personal_data().forget_unanswered("sr-update", "zoe@body.example")); });
    EXPECT_EQ(state_of(asked), DeliveryState::queued);
    in([&](Store& s) {
        EXPECT_EQ(s.queue().find(asked)->recipient, "zoe@body.example");
        EXPECT_THAT(s.directory().members("sr-update"), IsEmpty());
    });
}

}  // namespace
}  // namespace store
