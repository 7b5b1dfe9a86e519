#include "list/approval.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using list::Deadline;
using list::judge;
using list::seats_of;
using list::Tally;
using store::StageState;

struct JudgeCase {
    const char* policy;
    std::int64_t quorum;
    Tally tally;
    Deadline deadline;
    StageState expected;
};

class Stage : public testing::TestWithParam<JudgeCase> {};

TEST_P(Stage, IsJudgedByItsPolicy)
{
    const JudgeCase& each = GetParam();
    const store::Stage stage{.policy = each.policy, .quorum = each.quorum};
    EXPECT_EQ(judge(stage, each.tally, each.deadline), each.expected)
        << each.policy << ' ' << each.tally.yes << " yes, " << each.tally.no << " no of " << each.tally.seats;
}

constexpr auto open = StageState::open;
constexpr auto approved = StageState::approved;
constexpr auto rejected = StageState::rejected;
constexpr auto expired = StageState::expired;
const Deadline ahead{};
const Deadline passed{.has_passed = true, .doubt = ""};
const Deadline doubtful{.has_passed = true, .doubt = "a request did not arrive"};

INSTANTIATE_TEST_SUITE_P(
    Policies, Stage,
    testing::Values(
        // any: at the first yes; rejected when all have said no
        JudgeCase{"any", 0, {3, 0, 0}, ahead, open}, JudgeCase{"any", 0, {3, 1, 0}, ahead, approved},
        JudgeCase{"any", 0, {3, 1, 2}, ahead, approved}, JudgeCase{"any", 0, {3, 0, 2}, ahead, open},
        JudgeCase{"any", 0, {3, 0, 3}, ahead, rejected}, JudgeCase{"any", 0, {3, 0, 2}, passed, expired},
        // quorum: at so many yes; rejected when they are out of reach
        JudgeCase{"quorum", 3, {5, 2, 2}, ahead, open}, JudgeCase{"quorum", 3, {5, 3, 2}, ahead, approved},
        JudgeCase{"quorum", 3, {5, 2, 3}, ahead, rejected}, JudgeCase{"quorum", 3, {5, 2, 2}, passed, expired},
        JudgeCase{"quorum", 6, {5, 0, 0}, ahead, expired},
        // unanimous: when all have said yes; rejected at the first no
        JudgeCase{"unanimous", 0, {3, 2, 0}, ahead, open}, JudgeCase{"unanimous", 0, {3, 3, 0}, ahead, approved},
        JudgeCase{"unanimous", 0, {3, 2, 1}, ahead, rejected}, JudgeCase{"unanimous", 0, {3, 2, 0}, passed, expired},
        // no-objection: at the deadline, where silence tells something; rejected at the first no
        JudgeCase{"no-objection", 0, {3, 3, 0}, ahead, open}, JudgeCase{"no-objection", 0, {3, 0, 0}, passed, approved},
        JudgeCase{"no-objection", 0, {3, 0, 0}, doubtful, expired},
        JudgeCase{"no-objection", 0, {3, 2, 1}, ahead, rejected},
        JudgeCase{"no-objection", 0, {3, 2, 1}, passed, rejected},
        // where nobody can answer, nothing is approved
        JudgeCase{"any", 0, {0, 0, 0}, ahead, expired}, JudgeCase{"unanimous", 0, {0, 0, 0}, ahead, expired},
        JudgeCase{"quorum", 1, {0, 0, 0}, ahead, expired}, JudgeCase{"no-objection", 0, {0, 0, 0}, passed, expired}));

TEST(Seats, HaveTheLastVoteOfTheirApproverOrHisSubstitute)
{
    const std::vector<store::VoteRequest> requests{
        {.id = 1, .seat = 1, .approver = "a@body.example"},
        {.id = 2, .seat = 2, .approver = "b@body.example"},
        {.id = 3, .seat = 1, .approver = "former@body.example", .is_withdrawn = true},
        {.id = 4, .seat = 1, .approver = "deputy@body.example"},
    };
    const auto vote = [](store::Id seat, store::Id request, bool is_approval) {
        return store::Vote{.seat = seat, .request = request, .is_approval = is_approval};
    };
    const auto none = seats_of(requests, {});
    ASSERT_EQ(none.size(), 2U);
    EXPECT_EQ(none[0].substitute, "deputy@body.example");
    EXPECT_EQ(none[1].substitute, "");
    EXPECT_FALSE(none[0].vote);

    const auto changed = seats_of(requests, {vote(1, 1, true), vote(2, 2, false), vote(1, 4, false), vote(2, 2, true)});
    EXPECT_FALSE(changed[0].vote->is_approval);
    EXPECT_TRUE(changed[1].vote->is_approval);

    const auto replaced = seats_of(requests, {vote(1, 3, true)});
    EXPECT_FALSE(replaced[0].vote) << "whoever was replaced counts for nothing";
    EXPECT_EQ(changed[0].voter, "deputy@body.example");
    const auto after = seats_of(requests, {vote(1, 1, true), vote(1, 3, false)});
    EXPECT_FALSE(after[0].vote) << "nor does what was said before him count again";
    const Tally all = list::tally(changed);
    EXPECT_EQ(all.seats, 2U);
    EXPECT_EQ(all.yes, 1U);
    EXPECT_EQ(all.no, 1U);
}

}  // namespace
