#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace store {
namespace {

using namespace std::chrono_literals;

constexpr DigestChoice daily{.period = DigestPeriod::daily, .format = DigestFormat::mime};
constexpr DigestChoice weekly{.period = DigestPeriod::weekly, .format = DigestFormat::plain};

class Digests : public testing::Test {
  protected:
    Digests()
    {
        fixture.add_list("sr-update");
        for (const char* name : {"ann", "bob", "eve"}) fixture.add_member("sr-update", address(name));
        choose("ann", daily);
        choose("bob", weekly);
    }

    static std::string address(const std::string& name) { return name + "@body.example"; }

    Id contact(const std::string& name)
    {
        return fixture.in([&](Store& s) { return s.directory().contact(address(name)); });
    }

    void choose(const std::string& name, std::optional<DigestChoice> choice)
    {
        fixture.in([&](Store& s) { s.digests().choose("sr-update", s.directory().contact(address(name)), choice); });
    }

    Id distribute(std::int64_t number)
    {
        const Id issue = fixture.add_issue("sr-update", number, "<" + std::to_string(number) + "@body.example>");
        fixture.fan_out_all(issue);
        return issue;
    }

    std::vector<DigestReader> wanted(std::optional<DigestPeriod> period, std::size_t readers_max = 10, Id after = 0)
    {
        return fixture.in([&](Store& s) {
            return s.digests().wanted(
                {.list = "sr-update", .period = period, .begun_before = fixture.start + 1h, .after_contact = after},
                readers_max);
        });
    }

    /// Which issues wait for how many of that period.
    std::vector<Id> waiting(std::optional<DigestPeriod> period)
    {
        const auto readers = wanted(period);
        return readers.empty() ? std::vector<Id>{} : readers.front().issues;
    }

    void queue(const std::string& cause, const std::vector<DigestReader>& readers)
    {
        fixture.in([&](Store& s) {
            s.digests().queue({.list = "sr-update",
                               .cause = cause,
                               .issues = readers.front().issues,
                               .octets = "Subject: " + cause + "\r\n\r\ntext\r\n"},
                              readers, fixture.start);
        });
    }

    DigestCounts counts(Id issue)
    {
        return fixture.in([&](Store& s) { return s.digests().counts(issue); });
    }

    std::map<std::string, std::int64_t> deliveries(Id issue)
    {
        std::map<std::string, std::int64_t> all;
        for (const StateCount& each : fixture.in([&](Store& s) { return s.issues().delivery_counts(issue); }))
            all[each.state] = each.count;
        return all;
    }

    testing_support::StoreFixture fixture;
};

TEST_F(Digests, TakeTheIssuesOfTheirReadersInPlaceOfCopies)
{
    const Id first = distribute(1);
    const Id second = distribute(2);
    EXPECT_EQ(deliveries(first)["queued"], 1) << "eve";
    const auto readers = wanted(DigestPeriod::daily);
    ASSERT_EQ(readers.size(), 1U);
    EXPECT_EQ(readers.front().contact, contact("ann"));
    EXPECT_EQ(readers.front().issues, (std::vector{first, second}));
    EXPECT_EQ(wanted(DigestPeriod::weekly).front().format, DigestFormat::plain);
    EXPECT_EQ(counts(first).waiting, 2);

    queue("d", readers);
    EXPECT_TRUE(wanted(DigestPeriod::daily).empty());
    EXPECT_EQ(counts(first).waiting, 1);
    EXPECT_EQ(counts(first).digested, 1);
}

TEST_F(Digests, AreSentUnderTheirReadersOwnTokens)
{
    distribute(1);
    queue("d", wanted(DigestPeriod::daily));
    const auto leased = fixture.lease(10, fixture.start);
    ASSERT_EQ(leased.size(), 2U);
    const auto digest = std::ranges::find_if(leased, &LeasedDelivery::is_digest);
    ASSERT_NE(digest, leased.end());
    EXPECT_EQ(digest->recipient, "ann@body.example");
    EXPECT_EQ(digest->reverse_path, ReversePath::verp);
    EXPECT_FALSE(digest->is_notice());
    EXPECT_EQ(fixture.in([&](Store& s) { return s.queue().content(digest->content); }), "Subject: d\r\n\r\ntext\r\n");
    EXPECT_EQ(fixture.in([&](Store& s) { return s.queue().search("ANN@body.example", 10); }).size(), 1U);
}

TEST_F(Digests, NeverHaveAnIssueTwiceHoweverTheChoiceChanges)
{
    const Id issue = distribute(1);
    choose("eve", daily);         // who has a copy
    choose("ann", std::nullopt);  // for whom it waits
    fixture.in([&](Store& s) { s.issues().repeat_fan_out(issue); });
    fixture.fan_out_all(issue);
    EXPECT_EQ(deliveries(issue)["queued"], 1);
    EXPECT_EQ(counts(issue).waiting, 2);
    EXPECT_EQ(wanted(std::nullopt).size(), 1U) << "ann's last digest";
    queue("last", wanted(std::nullopt));
    fixture.in([&](Store& s) {
        s.digests().end_choices("sr-update");
        s.issues().repeat_fan_out(issue);
    });
    fixture.fan_out_all(issue);
    EXPECT_EQ(deliveries(issue)["queued"], 1);

    const Id next = distribute(2);
    EXPECT_EQ(deliveries(next)["queued"], 1) << "ann's own copy; eve reads digests";
}

TEST_F(Digests, GoReaderAfterReader)
{
    choose("bob", daily);
    const Id issue = distribute(1);
    const auto first = wanted(DigestPeriod::daily, 1);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first.front().issues, std::vector{issue});
    const auto second = wanted(DigestPeriod::daily, 1, first.front().contact);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_NE(second.front().contact, first.front().contact);
    queue("d", first);
    queue("d", second);  // of the same cause: the same octets
    EXPECT_EQ(counts(issue).digested, 2);
}

TEST_F(Digests, OfWhoLeavesAreWithdrawn)
{
    const Id issue = distribute(1);
    fixture.in([&](Store& s) {
        s.directory().set_state("sr-update", "ann@body.example", MemberState::left, fixture.start);
        s.queue().cancel_for("sr-update", "ann@body.example");
    });
    EXPECT_TRUE(wanted(DigestPeriod::daily).empty());

    queue("w", wanted(DigestPeriod::weekly));
    fixture.in([&](Store& s) {
        s.directory().set_state("sr-update", "bob@body.example", MemberState::left, fixture.start);
        EXPECT_EQ(s.queue().cancel_for("sr-update", "bob@body.example"), 1);
        s.directory().set_state("sr-update", "bob@body.example", MemberState::active, fixture.start);
    });
    EXPECT_TRUE(wanted(DigestPeriod::weekly).empty()) << "what he left behind stays behind";
    EXPECT_EQ(counts(issue).withdrawn, 2);
}

TEST_F(Digests, ComeAgainWithoutAnIssueThatIsCancelled)
{
    const Id wrong = distribute(1);
    const Id right = distribute(2);
    queue("d", wanted(DigestPeriod::daily));
    fixture.in([&](Store& s) { s.issues().cancel(wrong, fixture.start); });
    for (const LeasedDelivery& delivery : fixture.lease(10, fixture.start)) EXPECT_FALSE(delivery.is_digest());
    EXPECT_EQ(waiting(DigestPeriod::daily), std::vector{right});
    EXPECT_EQ(counts(wrong).withdrawn, 2);
}

TEST_F(Digests, OnTheirWayComeAgainAsWellUnlessTheyMayHaveLeft)
{
    choose("bob", daily);
    const Id wrong = distribute(1);
    const Id right = distribute(2);
    queue("d", wanted(DigestPeriod::daily));
    std::vector<Id> digests;
    for (const LeasedDelivery& delivery : fixture.lease(10, fixture.start)) {
        if (delivery.is_digest()) digests.push_back(delivery.id);
    }
    ASSERT_EQ(digests.size(), 2U);
    fixture.in([&](Store& s) {
        s.queue().mark_at_dot({digests[0]}, fixture.start);
        s.issues().cancel(wrong, fixture.start);
        EXPECT_EQ(s.queue().mark_at_dot({digests[1]}, fixture.start), std::vector{digests[1]});
    });
    EXPECT_EQ(wanted(DigestPeriod::daily).size(), 1U);
    EXPECT_EQ(waiting(DigestPeriod::daily), std::vector{right});

    fixture.in([&](Store& s) { s.queue().take_back_leases(fixture.start); });  // the daemon died, and nobody knows
    EXPECT_EQ(fixture.state_of(digests[0]), DeliveryState::cancelled);
    EXPECT_EQ(wanted(DigestPeriod::daily).size(), 2U);
}

TEST_F(Digests, WaitWithAnIssueThatIsPaused)
{
    const Id paused = distribute(1);
    const Id other = distribute(2);
    fixture.in([&](Store& s) { s.issues().set_paused(paused, true); });
    EXPECT_EQ(waiting(DigestPeriod::daily), std::vector{other});
    queue("d", wanted(DigestPeriod::daily));
    fixture.in([&](Store& s) { s.issues().set_paused(other, true); });
    for (const LeasedDelivery& delivery : fixture.lease(10, fixture.start)) EXPECT_FALSE(delivery.is_digest());
    fixture.in([&](Store& s) {
        s.issues().set_paused(paused, false);
        s.issues().set_paused(other, false);
    });
    EXPECT_EQ(waiting(DigestPeriod::daily), std::vector{paused});
    EXPECT_EQ(std::ranges::count_if(fixture.lease(10, fixture.start), &LeasedDelivery::is_digest), 1);
}

TEST_F(Digests, RememberHowFarTheyHaveCome)
{
    fixture.in([&](Store& s) {
        EXPECT_FALSE(s.digests().round("sr-update", DigestPeriod::daily));
        s.digests().set_round("sr-update", DigestPeriod::daily, {.slot = fixture.start, .after_contact = 7});
        const auto round = s.digests().round("sr-update", DigestPeriod::daily).value();
        EXPECT_EQ(round.slot, fixture.start);
        EXPECT_EQ(round.after_contact, 7);
        EXPECT_FALSE(round.is_over);
        EXPECT_FALSE(s.digests().round("sr-update", DigestPeriod::weekly));
    });
}

TEST_F(Digests, LoseTheirOctetsWithTheirAge)
{
    distribute(1);
    queue("d", wanted(DigestPeriod::daily));
    const auto leased = fixture.lease(10, fixture.start);
    for (const LeasedDelivery& delivery : leased) fixture.settle(delivery, DeliveryState::accepted);
    const Id content = std::ranges::find_if(leased, &LeasedDelivery::is_digest)->content;
    fixture.in([&](Store& s) { EXPECT_EQ(s.retention().drop_notice_octets(fixture.start + 1h, 10), 2); });
    EXPECT_EQ(fixture.in([&](Store& s) { return s.queue().content(content); }), "");
}

TEST_F(Digests, AreChosenByCsvAndShownThere)
{
    fixture.in([&](Store& s) {
        EXPECT_EQ(s.directory().members_of("sr-update", "bob@body.example").front().digest, weekly);
        Member member;
        member.email = "bob@body.example";
        member.category = "nmb";
        EXPECT_EQ(s.directory().upsert_member("sr-update", member, fixture.start), Directory::Upsert::unchanged);
        EXPECT_EQ(s.directory().members_of("sr-update", "bob@body.example").front().digest, weekly) << "not said";
        member.digest = daily;
        EXPECT_EQ(s.directory().upsert_member("sr-update", member, fixture.start), Directory::Upsert::changed);
        EXPECT_EQ(s.digests().choice("sr-update", s.directory().contact("bob@body.example")), daily);
        member.digest.reset();
        member.leaves_digest = true;
        EXPECT_EQ(s.directory().upsert_member("sr-update", member, fixture.start), Directory::Upsert::changed);
        EXPECT_EQ(s.directory().members_of("sr-update", "bob@body.example").front().digest, std::nullopt);
    });
}

}  // namespace
}  // namespace store
