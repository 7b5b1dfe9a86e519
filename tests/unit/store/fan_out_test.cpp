/// When the copies of an issue are due, and who gets a correction.

#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace store {
namespace {

using namespace std::chrono_literals;
using base::Duration;

class FanOut : public testing::Test, public testing_support::StoreFixture {
  protected:
    FanOut() { add_list("sr-update"); }

    void add(const std::string& email, const std::string& country)
    {
        in([&](Store& s) {
            Member member;
            member.email = email;
            member.category = "nmb";
            member.country = country;
            s.directory().upsert_member("sr-update", member, start);
        });
    }

    void fan_out(Id issue, const store::Issues::FanOut& rules, std::size_t chunk = 1000)
    {
        in([&](Store& s) {
            while (!s.issues().find(issue)->is_fanned_out) s.issues().fan_out(issue, chunk, start, rules);
        });
    }

    std::map<std::string, Duration> due_of(Id issue)
    {
        std::map<std::string, Duration> all;
        for (const Delivery& each : in([&](Store& s) { return s.queue().deliveries(issue, 1'000'000); }))
            all[each.recipient] = each.due_at.value() - start;
        return all;
    }

    [[nodiscard]] store::Issues::FanOut paced(Duration spread) const
    {
        return {.spread = spread, .due = [this, spread](std::string_view) {
                    return store::Issues::DueTimes{.stretches = {{.from = 0s, .until = spread, .at = start}},
                                                   .earliest = start};
                }};
    }
};

TEST_F(FanOut, MakesCopiesDueByTheCountryOfTheirReaders)
{
    add("a@body.example", "FR");
    add("b@body.example", "JP");
    add("c@body.example", "");
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out(issue, {.due = [&](std::string_view country) {
                const base::Time at = country == "JP" ? start + 14h : start;
                return store::Issues::DueTimes{.stretches = {{.from = 0s, .until = 1ms, .at = at}}, .earliest = start};
            }});
    EXPECT_EQ(due_of(issue), (std::map<std::string, Duration>{
                                 {"a@body.example", 0h}, {"b@body.example", 14h}, {"c@body.example", 0h}}));
    in([&](Store& s) {
        const WaitingCopies waiting = s.issues().waiting_copies(issue, start);
        EXPECT_EQ(waiting.count, 1);
        EXPECT_EQ(waiting.next_due, start + 14h);
        EXPECT_EQ(s.issues().waiting_copies(issue, start + 14h).count, 0);
        s.issues().begin_distribution(issue, start);
        EXPECT_EQ(s.queue().flush(start), 0) << "it was not put off";
        EXPECT_EQ(s.queue().flush(start - 1h), 3) << "the clock was set back while the daemon was down";
    });
}

TEST_F(FanOut, SpreadsTheCopiesEvenly)
{
    constexpr int members = 1000;
    constexpr int slices = 10;
    add_members("sr-update", members);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out(issue, paced(10h));
    std::vector<int> by_hour(slices);
    for (const auto& [recipient, due] : due_of(issue)) {
        ASSERT_LT(due, 10h);
        ++by_hour.at(static_cast<std::size_t>(due / 1h));
    }
    for (const int copies : by_hour) EXPECT_NEAR(copies, members / slices, 5);
}

TEST_F(FanOut, GivesEveryCopyTheSamePlaceWhateverTheChunkAndHoweverOften)
{
    add_members("sr-update", 60);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out(issue, paced(6h), 7);
    const auto once = due_of(issue);
    in([&](Store& s) {
        s.issues().repeat_fan_out(issue);
        while (!s.issues().find(issue)->is_fanned_out) s.issues().fan_out(issue, 100, start + 3h, paced(6h));
    });
    EXPECT_EQ(due_of(issue), once);
    const Id other = add_issue("sr-update", 2, "<2@body.example>");
    fan_out(other, paced(6h), 60);
    EXPECT_NE(due_of(other), once) << "nobody is always the last";
}

TEST_F(FanOut, PutsEachPlaceOnItsStretchOfTimeAndNothingBeforeTheEarliest)
{
    add_members("sr-update", 100);
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    const auto due = [&](std::string_view) {
        return store::Issues::DueTimes{
            .stretches = {{.from = 0h, .until = 2h, .at = start - 1h}, {.from = 2h, .until = 6h, .at = start + 13h}},
            .earliest = start + 10min};
    };
    fan_out(issue, {.spread = 6h, .due = due});
    int early = 0;
    for (const auto& [recipient, at] : due_of(issue)) {
        const bool is_first = at >= 10min && at < 1h;
        EXPECT_TRUE(is_first || (at >= 13h && at < 17h)) << recipient << ' ' << at.count();
        early += is_first ? 1 : 0;
    }
    EXPECT_NEAR(early, 33, 3);
}

TEST_F(FanOut, OfACorrectionReachesWhoHasOrMayHaveWhatItCorrects)
{
    for (const char* email : {"accepted@body.example", "doubtful@body.example", "failed@body.example",
                              "left@body.example", "waiting@body.example"})
        add(email, "");
    const Id wrong = add_issue("sr-update", 3, "<3@body.example>");
    fan_out_all(wrong);
    std::map<std::string, LeasedDelivery> leased;
    for (const LeasedDelivery& each : lease(4, start)) leased[each.recipient] = each;
    for (const char* email : {"accepted@body.example", "left@body.example"})
        settle(leased.at(email), DeliveryState::accepted);
    settle(leased.at("failed@body.example"), DeliveryState::failed);
    in([&](Store& s) {
        const Id doubtful = leased.at("doubtful@body.example").id;
        s.queue().mark_at_dot({doubtful}, start);
        s.queue().take_back_leases(start);
        s.directory().set_state("sr-update", "left@body.example", MemberState::left, start);
    });
    add("new@body.example", "");

    const Id correction = in([&](Store& s) {
        const Id post = s.issues().find(wrong)->message;
        return s.issues().add({.list = "sr-update",
                               .number = 4,
                               .message_id = "<4@body.example>",
                               .message = post,
                               .accepted_at = start,
                               .corrects = wrong});
    });
    in([&](Store& s) {
        EXPECT_EQ(s.issues().find(correction)->corrects, wrong);
        std::int64_t holders = 0;
        for (const ReaderGroup& group : s.issues().holders(wrong)) holders += group.count;
        EXPECT_EQ(holders, 2);
    });
    fan_out_all(correction, 2);
    EXPECT_EQ(due_of(correction),
              (std::map<std::string, Duration>{{"accepted@body.example", 0s}, {"doubtful@body.example", 0s}}));
}

TEST_F(FanOut, LeavesCopiesThatWaitForTheirHourWhenTheClockIsSet)
{
    add("a@body.example", "FR");
    add("b@body.example", "JP");
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out(issue, {.due = [&](std::string_view country) {
                const base::Time at = country == "JP" ? start + 14h : start;
                return store::Issues::DueTimes{.stretches = {{.from = 0s, .until = 1ms, .at = at}}, .earliest = start};
            }});
    in([&](Store& s) { s.move_times(-2h, start - 2h); });
    EXPECT_EQ(due_of(issue), (std::map<std::string, Duration>{{"a@body.example", -2h}, {"b@body.example", 14h}}));
}

}  // namespace
}  // namespace store
