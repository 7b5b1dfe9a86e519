#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace store {
namespace {

using namespace std::chrono_literals;

class Issues : public testing::Test, public testing_support::StoreFixture {
  protected:
    Issues() { add_list("sr-update"); }

    std::multiset<std::string> recipients(Id issue)
    {
        std::multiset<std::string> all;
        for (const Delivery& delivery : in([&](Store& s) { return s.queue().deliveries(issue, 1'000'000); }))
            all.insert(delivery.recipient);
        return all;
    }
};

TEST_F(Issues, FanOutReachesEachActiveMemberOfItsCategoriesOnce)
{
    add_member("sr-update", "a@body.example", "nmb");
    add_member("sr-update", "a@body.example", "expert");
    add_member("sr-update", "b@body.example", "expert");
    add_member("sr-update", "c@body.example", "subscriber");
    add_member("sr-update", "left@body.example", "nmb", MemberState::left);
    add_member("sr-update", "paused@body.example", "nmb", MemberState::paused);
    add_member("sr-update", "pending@body.example", "nmb", MemberState::pending);
    add_member("sr-update", "suppressed@body.example", "nmb", MemberState::suppressed);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>", {"nmb", "expert"});
    fan_out_all(issue, 1);
    EXPECT_EQ(recipients(issue), (std::multiset<std::string>{"a@body.example", "b@body.example"}));
    EXPECT_EQ(in([&](Store& s) { return s.directory().audience_size("sr-update", {"nmb", "expert"}); }), 2);
    const Id to_all = add_issue("sr-update", 2, "<2@body.example>");
    fan_out_all(to_all, 3);
    EXPECT_EQ(recipients(to_all).size(), 3U);
}

TEST_F(Issues, FanOutInChunksIsTheSameWhateverTheChunk)
{
    add_members("sr-update", 53);
    std::int64_t number = 0;
    for (const std::size_t chunk : {1U, 2U, 7U, 52U, 53U, 54U, 1000U}) {
        const std::string id = "<chunk" + std::to_string(chunk) + "@body.example>";
        const Id issue = add_issue("sr-update", ++number, id);
        fan_out_all(issue, chunk);
        EXPECT_EQ(recipients(issue).size(), 53U) << chunk;
    }
}

TEST_F(Issues, FanOutRepeatedAfterACrashAddsNothing)
{
    add_members("sr-update", 30);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    in([&](Store& s) { s.issues().fan_out(issue, 10, start, {}); });
    EXPECT_THROW(in([&](Store& s) {
                     s.issues().fan_out(issue, 10, start, {});
                     throw std::runtime_error("crash before the commit");
                 }),
                 std::runtime_error);
    EXPECT_EQ(recipients(issue).size(), 10U);
    fan_out_all(issue, 10);
    const auto reached = recipients(issue);
    EXPECT_EQ(reached.size(), 30U);
    EXPECT_EQ(std::set<std::string>(reached.begin(), reached.end()).size(), 30U);
    {
        SQLite::Database database((folder / "store.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE issue SET fan_out_cursor = 0, is_fanned_out = 0");  // as if the cursor had been lost
    }
    fan_out_all(issue, 7);
    EXPECT_EQ(recipients(issue).size(), 30U);
}

TEST_F(Issues, OnePostToTwoListsIsOneCopyForWhoIsOnBoth)
{
    add_list("member-update");
    add_member("sr-update", "both@body.example");
    add_member("sr-update", "a@body.example");
    add_member("member-update", "BOTH@body.example");
    add_member("member-update", "b@body.example");
    const Id one = add_issue("sr-update", 1, "<same@body.example>");
    const Id two = add_issue("member-update", 1, "<same@body.example>");
    fan_out_all(two);
    fan_out_all(one);
    std::multiset<std::string> all = recipients(one);
    all.merge(recipients(two));
    EXPECT_EQ(all.size(), 3U);
    EXPECT_EQ(all.count("both@body.example"), 1U);
}

TEST_F(Issues, SameMessageIdOnTheSameListIsAMailingOfItsOwn)
{
    add_member("sr-update", "a@body.example");
    const Id one = add_issue("sr-update", 1, "<same@body.example>");
    const Id two = add_issue("sr-update", 2, "<same@body.example>");
    const Id other = add_issue("sr-update", 3, "<other@body.example>");
    for (const Id issue : {one, two, other}) {
        fan_out_all(issue);
        EXPECT_EQ(recipients(issue).size(), 1U);
    }
}

TEST_F(Issues, WaitsInTheStateThatItWasAddedIn)
{
    add_members("sr-update", 2);
    const Id post = spool("post");
    const auto add = [&](std::int64_t number, IssueState state, std::optional<base::Time> send_at) {
        return in([&](Store& s) {
            return s.issues().add({.list = "sr-update",
                                   .number = number,
                                   .message_id = "<" + std::to_string(number) + "@body.example>",
                                   .message = post,
                                   .accepted_at = start,
                                   .state = state,
                                   .send_at = send_at});
        });
    };
    const Id approving = add(1, IssueState::approving, start + 3h);
    const Id late = add(2, IssueState::scheduled, start + 2h);
    const Id early = add(3, IssueState::scheduled, start + 1h);
    const Id at_once = add(4, IssueState::scheduled, std::nullopt);
    const auto due = [&](base::Time now, std::size_t rows_max = 10) {
        std::vector<Id> ids;
        for (const Issue& issue : in([&](Store& s) { return s.issues().scheduled_due(now, rows_max); }))
            ids.push_back(issue.id);
        return ids;
    };
    in([&](Store& s) {
        EXPECT_EQ(s.issues().find(approving)->state, IssueState::approving);
        EXPECT_EQ(s.issues().find(approving)->send_at, start + 3h);
        EXPECT_FALSE(s.issues().find(at_once)->send_at);
        EXPECT_FALSE(s.issues().next_to_fan_out());
    });
    EXPECT_EQ(due(start + 1h - 1ms), std::vector{at_once});
    EXPECT_EQ(due(start + 3h), (std::vector{at_once, early, late}));
    EXPECT_EQ(due(start + 3h, 2), (std::vector{at_once, early}));
    in([&](Store& s) {
        s.issues().set_send_at(late, start + 30min);
        s.issues().set_state(at_once, IssueState::distributing);
        EXPECT_EQ(s.issues().next_to_fan_out()->id, at_once);
    });
    EXPECT_EQ(due(start + 3h), (std::vector{late, early}));
    in([&](Store& s) { s.issues().set_send_at(early, std::nullopt); });
    EXPECT_EQ(due(start), std::vector{early});
}

TEST_F(Issues, IsFoundByTheMessageIdOfItsCopiesTheNewestFirst)
{
    add_list("member-update");
    const auto found = [&](const std::string& list, const std::string& message_id) {
        const auto issue = in([&](Store& s) { return s.issues().find_by_message_id(list, message_id); });
        return issue ? issue->id : 0;
    };
    const Id one = add_issue("sr-update", 1, "<same@body.example>");
    EXPECT_EQ(found("sr-update", "<same@body.example>"), one);
    const Id two = add_issue("sr-update", 2, "<same@body.example>");
    const Id elsewhere = add_issue("member-update", 1, "<same@body.example>");
    EXPECT_EQ(found("sr-update", "<same@body.example>"), two);
    EXPECT_EQ(found("member-update", "<same@body.example>"), elsewhere);
    EXPECT_EQ(found("sr-update", "<other@body.example>"), 0);
}

TEST_F(Issues, RevisionTakesThePlaceOfAllButListAndNumber)
{
    const Id issue = add_issue("sr-update", 7, "<1@body.example>", {"nmb"});
    const Id post = spool("revised");
    in([&](Store& s) {
        s.issues().revise(issue, {.list = "other",
                                  .number = 8,
                                  .subject = "Revised",
                                  .date = "May 2005",
                                  .author = "eve@body.example",
                                  .message_id = "<2@body.example>",
                                  .message = post,
                                  .accepted_at = start + 1h,
                                  .categories = {"expert"},
                                  .state = IssueState::approving,
                                  .send_at = start + 2h});
    });
    const Issue revised = in([&](Store& s) { return *s.issues().find("sr-update", 7); });
    EXPECT_EQ(revised.id, issue);
    EXPECT_EQ(revised.subject, "Revised");
    EXPECT_EQ(revised.date, "May 2005");
    EXPECT_EQ(revised.author, "eve@body.example");
    EXPECT_EQ(revised.message_id, "<2@body.example>");
    EXPECT_EQ(revised.message, post);
    EXPECT_EQ(revised.accepted_at, start + 1h);
    EXPECT_EQ(revised.categories, std::vector<std::string>{"expert"});
    EXPECT_EQ(revised.state, IssueState::approving);
    EXPECT_EQ(revised.send_at, start + 2h);
}

TEST_F(Issues, RevisionIsOneMailingWithWhatHasItsMessageIdNowAndWithNothingElse)
{
    for (const char* list : {"member-update", "papers"}) add_list(list);
    for (const char* list : {"sr-update", "member-update", "papers"}) add_member(list, "all@body.example");
    const auto revise = [&](Id issue, const std::string& message_id) {
        const Id post = spool("revised " + message_id);
        in([&](Store& s) { s.issues().revise(issue, {.message_id = message_id, .message = post}); });
    };
    const auto reached = [&](Id issue) {
        fan_out_all(issue);
        return recipients(issue).size();
    };
    const Id revised = add_issue("sr-update", 1, "<first@body.example>");
    const Id as_it_was = add_issue("member-update", 1, "<first@body.example>");
    revise(revised, "<second@body.example>");
    const Id follows = add_issue("papers", 1, "<second@body.example>");
    const Id next = add_issue("sr-update", 2, "<third@body.example>");
    EXPECT_EQ(reached(as_it_was), 1U);
    EXPECT_EQ(reached(revised), 1U) << "another post than the one that member-update sent";
    EXPECT_EQ(reached(follows), 0U) << "the same post";
    EXPECT_EQ(reached(next), 1U);

    const Id joins = add_issue("papers", 2, "<fourth@body.example>");
    revise(joins, "<third@body.example>");
    EXPECT_EQ(reached(joins), 0U);
    const Id again = add_issue("papers", 3, "<fifth@body.example>");
    revise(again, "<third@body.example>");
    EXPECT_EQ(reached(again), 1U) << "the same Message-ID on the same list again";
    const Id unchanged = add_issue("papers", 4, "<sixth@body.example>");
    revise(unchanged, "<sixth@body.example>");
    EXPECT_EQ(reached(unchanged), 1U);
}

TEST_F(Issues, NumberIsTakenOnce)
{
    add_issue("sr-update", 1, "<1@body.example>");
    EXPECT_THROW(add_issue("sr-update", 1, "<2@body.example>"), std::runtime_error);
    EXPECT_EQ(in([&](Store& s) { return s.issues().highest_number("sr-update"); }), 1);
    EXPECT_EQ(in([&](Store& s) { return s.issues().highest_number("other"); }), -1);
}

TEST_F(Issues, PausedOrCancelledIsNotFannedOut)
{
    add_members("sr-update", 5);
    const Id paused = add_issue("sr-update", 1, "<1@body.example>");
    const Id next = add_issue("sr-update", 2, "<2@body.example>");
    in([&](Store& s) {
        s.issues().set_paused(paused, true);
        EXPECT_EQ(s.issues().next_to_fan_out()->id, next);
        s.issues().cancel(next, start);
        EXPECT_FALSE(s.issues().next_to_fan_out());
        s.issues().set_paused(paused, false);
        EXPECT_EQ(s.issues().next_to_fan_out()->id, paused);
    });
}

TEST_F(Issues, CancelWithdrawsWhatHasNotLeftAndWhatComesBackLater)
{
    add_members("sr-update", 4);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out_all(issue);
    const auto leased = lease(3, start);
    ASSERT_EQ(leased.size(), 3U);
    EXPECT_EQ(in([&](Store& s) { return s.issues().cancel(issue, start); }), 1);
    settle(leased[0], DeliveryState::accepted);
    settle(leased[1], DeliveryState::deferred, start + 1min);  // 451, while it was being cancelled
    in([&](Store& s) {
        s.queue().settle({{.delivery = leased[2].id, .issue = issue, .state = DeliveryState::queued, .due_at = start}});
    });  // given back
    EXPECT_EQ(state_of(leased[0].id), DeliveryState::accepted);
    EXPECT_EQ(state_of(leased[1].id), DeliveryState::cancelled);
    EXPECT_EQ(state_of(leased[2].id), DeliveryState::cancelled);
    EXPECT_TRUE(lease(10, start + 1h).empty());
}

TEST_F(Issues, IsDistributedWhenNothingOfItIsOpen)
{
    add_members("sr-update", 2);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    EXPECT_TRUE(in([&](Store& s) { return s.issues().close_distributed(); }).empty());
    fan_out_all(issue);
    EXPECT_TRUE(in([&](Store& s) { return s.issues().close_distributed(); }).empty());
    const auto leased = lease(2, start);
    EXPECT_TRUE(in([&](Store& s) { return s.issues().close_distributed(); }).empty());
    settle(leased[0], DeliveryState::accepted);
    settle(leased[1], DeliveryState::deferred, start + 1min);
    EXPECT_TRUE(in([&](Store& s) { return s.issues().close_distributed(); }).empty());
    settle(lease(1, start + 1min).at(0), DeliveryState::failed);
    EXPECT_EQ(in([&](Store& s) { return s.issues().close_distributed(); }).size(), 1U);
    EXPECT_TRUE(in([&](Store& s) { return s.issues().close_distributed(); }).empty());
    std::map<std::string, std::int64_t> counts;
    for (const StateCount& each : in([&](Store& s) { return s.issues().delivery_counts(issue); }))
        counts[each.state] = each.count;
    EXPECT_EQ(counts, (std::map<std::string, std::int64_t>{{"accepted", 1}, {"failed", 1}}));
    EXPECT_EQ(in([&](Store& s) { return s.queue().failures(issue, 10); }).size(), 1U);
}

}  // namespace
}  // namespace store
