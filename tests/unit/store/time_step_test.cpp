#include "support/store_fixture.h"

#include <gtest/gtest.h>

namespace store {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class TimeStep : public testing::Test, public testing_support::StoreFixture {
  protected:
    void move(base::Duration step)
    {
        in([&](Store& s) { s.move_times(step, start + step); });
    }
};

TEST_F(TimeStep, MovesWhatWaitsAndLeavesWhatHasEnded)
{
    add_list("sr-update");
    add_members("sr-update", 3);
    fan_out_all(add_issue("sr-update", 1, "<1@body.example>"));
    const auto leased = lease(2, start);
    settle(leased[0], DeliveryState::accepted);
    settle(leased[1], DeliveryState::deferred, start + 5min);
    const auto third = lease(1, start);
    move(-days{365});
    in([&](Store& s) {
        EXPECT_EQ(s.queue().find(leased[0].id)->queued_at, start);
        EXPECT_EQ(s.queue().find(leased[1].id)->queued_at, start - days{365});
        EXPECT_EQ(s.queue().find(leased[1].id)->due_at, start + 5min - days{365});
        EXPECT_EQ(s.queue().take_back_lapsed("another", start + 59min - days{365}).queued, 0);
        EXPECT_EQ(s.queue().take_back_lapsed("another", start + 61min - days{365}).queued, 1);
    });
}

TEST_F(TimeStep, MovesTimesAmongTheSettingsAndNoFlag)
{
    in([](Store& s) {
        s.settings().set("queue_paused", 1);
        s.settings().set("relay_trouble_since", 0);
        s.settings().set("held_digest:", 1'116'063'000'000);
        s.settings().set("epoch", 5);
    });
    move(1h);
    in([](Store& s) {
        EXPECT_EQ(s.settings().get("queue_paused"), 1);
        EXPECT_EQ(s.settings().get("relay_trouble_since"), 0);
        EXPECT_EQ(s.settings().get("held_digest:"), 1'116'066'600'000);
        EXPECT_EQ(s.settings().get("epoch"), 5);
    });
}

TEST_F(TimeStep, MovesQuestionsAndWhatArrived)
{
    const Id held = spool("held");
    const Id question = in([&](Store& s) {
        s.spool().hold(held, "why", start);
        return s.confirmations().add(
            {.message = held, .address = "ann@body.example", .asked_at = start, .expires_at = start + days{7}});
    });
    move(days{365});
    in([&](Store& s) {
        EXPECT_EQ(s.confirmations().find(question)->expires_at, start + days{372});
        EXPECT_EQ(s.confirmations().asked_since(Asked::post, "ann@body.example", start + days{364}), 1);
        EXPECT_EQ(s.spool().find(held)->received_at, start + days{365});
        EXPECT_EQ(s.spool().forget_keys_before(start + days{364}), 0);
    });
}

TEST_F(TimeStep, LeavesDeadlinesAndTimesOfSendingAsPeopleWereToldThem)
{
    add_list("sr-update");
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    const Id stage = in([&](Store& s) {
        s.issues().set_send_at(issue, start + days{4});
        const Id version = s.approvals().add_version(
            {.issue = issue,
             .message = s.issues().find(issue)->message,
             .sha256 = std::string(32, 'd'),
             .opened_at = start,
             .stages = {{.name = "CAG", .policy = "unanimous", .deadline = 72h, .remind = 24h}}});
        const Id first = s.approvals().stages(version).at(0).id;
        s.approvals().open_stage(first, start);
        return first;
    });
    move(days{365});
    in([&](Store& s) {
        EXPECT_EQ(s.approvals().find_stage(stage)->deadline_at, start + 72h);
        EXPECT_TRUE(s.approvals().to_remind(start + 48h - 1ms, 10).empty());
        EXPECT_EQ(s.approvals().to_remind(start + 48h, 10).size(), 1U);
        EXPECT_EQ(s.issues().find(issue)->send_at, start + days{4});
    });
}

TEST_F(TimeStep, MovesInvitationsThatWaitForAnAnswer)
{
    add_list("sr-update");
    add_member("sr-update", "ann@body.example", "nmb", MemberState::invited);
    move(days{365});
    in([&](Store& s) {
        EXPECT_TRUE(s.directory().unanswered(start + days{365}, 10).empty());
        EXPECT_EQ(s.directory().unanswered(start + days{365} + 1ms, 10).size(), 1U);
    });
}

}  // namespace
}  // namespace store
