#include "store/bounces.h"

#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::StoreFixture;

class BouncesOfTheStore : public testing::Test {
  protected:
    BouncesOfTheStore()
    {
        fixture.add_list("sr-update");
        fixture.add_member("sr-update", "ann@body.example");
        contact = fixture.in([](Store& s) { return s.directory().contact("ann@body.example"); });
        fixture.fan_out_all(fixture.add_issue("sr-update", 1, "<1@body.example>"));
        lease = fixture.lease(10, fixture.start).at(0);
    }

    Bounce bounce(const std::string& reason = "mailbox-unknown", bool counts = true)
    {
        return {.at = fixture.start,
                .list = "sr-update",
                .delivery = lease.id,
                .contact = contact,
                .address = "ann@body.example",
                .failure_class = "hard",
                .status = "5.1.1",
                .reason = reason,
                .words = "no such user",
                .counts = counts};
    }

    std::vector<Bounce> all()
    {
        return fixture.in([](Store& s) { return s.bounces().all("sr-update", 10); });
    }

    StoreFixture fixture;
    Id contact = 0;
    LeasedDelivery lease;
};

TEST_F(BouncesOfTheStore, AreKeptAsTheyAre)
{
    fixture.in([&](Store& s) { s.bounces().add(bounce()); });
    ASSERT_THAT(all(), SizeIs(1));
    EXPECT_EQ(all()[0].address, "ann@body.example");
    EXPECT_EQ(all()[0].failure_class, "hard");
    EXPECT_EQ(all()[0].words, "no such user");
    EXPECT_EQ(all()[0].at, fixture.start);
    EXPECT_EQ(all()[0].message, 0);
    EXPECT_TRUE(all()[0].counts);
    EXPECT_THAT(fixture.in([](Store& s) { return s.bounces().all("other", 10); }), IsEmpty());
}

TEST_F(BouncesOfTheStore, CountUntilTheyAreForgiven)
{
    fixture.in([&](Store& s) {
        s.bounces().add(bounce());
        s.bounces().add(bounce("policy", false));
        EXPECT_TRUE(s.bounces().has_counted(lease.id));
        EXPECT_THAT(s.bounces().counted(contact, fixture.start - 1h, 10), SizeIs(1));
        EXPECT_THAT(s.bounces().counted(contact, fixture.start, 10), IsEmpty());
        s.bounces().forgive(contact);
        EXPECT_FALSE(s.bounces().has_counted(lease.id));
    });
    EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(BouncesOfTheStore, RefusalsOfUsAreToldOnce)
{
    const Id block = fixture.in([&](Store& s) { return s.bounces().add(bounce("policy", false)); });
    fixture.in([&](Store& s) {
        Bounce of_nobody = bounce("policy", false);
        of_nobody.delivery = 0;
        s.bounces().add(of_nobody);
        s.bounces().add(bounce());
        ASSERT_THAT(s.bounces().blocks_untold("sr-update", 10), SizeIs(1));
        EXPECT_EQ(s.bounces().blocks_untold("sr-update", 10)[0].id, block);
        s.bounces().mark_told(block);
        EXPECT_THAT(s.bounces().blocks_untold("sr-update", 10), IsEmpty());
    });
}

TEST_F(BouncesOfTheStore, DeliveriesThatFailedWaitToBeLookedAt)
{
    const auto refused = [&] { return fixture.in([](Store& s) { return s.bounces().refused_deliveries(10); }); };
    fixture.settle(lease, DeliveryState::deferred, fixture.start);
    EXPECT_THAT(refused(), IsEmpty());
    fixture.settle(fixture.lease(10, fixture.start).at(0), DeliveryState::failed);
    EXPECT_THAT(refused(), ElementsAre(lease.id));
    fixture.add_notice("eve@firm.example", "under the null reverse-path");
    fixture.settle(fixture.lease(10, fixture.start).at(0), DeliveryState::failed);
    EXPECT_THAT(refused(), ElementsAre(lease.id)) << "a question says nothing about a member";
    fixture.in([&](Store& s) { s.bounces().forget_refused(lease.id); });
    EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(BouncesOfTheStore, ProbeIsPlannedOnceSentAndEnded)
{
    fixture.in([&](Store& s) {
        s.bounces().plan_probe(contact, "sr-update", fixture.start + 1h);
        s.bounces().plan_probe(contact, "other", fixture.start + 2h);
        EXPECT_THAT(s.bounces().probes_due(fixture.start, 10), IsEmpty());
        ASSERT_THAT(s.bounces().probes_due(fixture.start + 1h, 10), SizeIs(1));
        EXPECT_EQ(s.bounces().find_probe(contact)->list, "sr-update");
        EXPECT_EQ(s.bounces().find_probe(contact)->email, "ann@body.example");
        s.bounces().note_probe_sent(contact, lease.id, fixture.start + 3h);
        EXPECT_THAT(s.bounces().probes_due(fixture.start + 2h, 10), IsEmpty());
        ASSERT_TRUE(s.bounces().probe_of(lease.id));
        EXPECT_EQ(s.bounces().probe_of(lease.id)->contact, contact);
        s.move_times(1h, fixture.start + 1h);
        EXPECT_THAT(s.bounces().probes_due(fixture.start + 3h, 10), IsEmpty());
        s.bounces().end_probe(contact);
        EXPECT_FALSE(s.bounces().find_probe(contact));
    });
}

TEST_F(BouncesOfTheStore, SuppressionSaysWhyAndWhomToTell)
{
    fixture.in([&](Store& s) {
        EXPECT_TRUE(s.directory().suppress("ann@body.example", {.text = "gone", .by = "bounces"}, fixture.start));
        EXPECT_FALSE(s.directory().suppress("ANN@body.example", {.text = "again", .by = "operator"}, fixture.start));
        EXPECT_TRUE(s.directory().suppress("nobody@yet.example", {.text = "no", .by = "operator"}, fixture.start));
        ASSERT_THAT(s.directory().suppressions(), SizeIs(2));
        EXPECT_EQ(s.directory().suppressions()[0].email, "ann@body.example");
        EXPECT_EQ(s.directory().suppressions()[0].reason, "gone");
        EXPECT_EQ(s.directory().suppressions()[0].by, "bounces");
        s.directory().add_suppression_to_tell("ann@body.example");
        const auto untold = s.directory().suppressions_untold("sr-update", 10);
        ASSERT_THAT(untold, SizeIs(1));
        EXPECT_EQ(untold[0].suppression.reason, "gone");
        s.directory().mark_suppression_told(untold[0].member.id);
        EXPECT_THAT(s.directory().suppressions_untold("sr-update", 10), IsEmpty());
        s.directory().add_suppression_to_tell("ann@body.example");
        EXPECT_TRUE(s.directory().lift_suppression("ann@body.example"));
        EXPECT_THAT(s.directory().suppressions_untold("sr-update", 10), IsEmpty());
    });
}

}  // namespace
}  // namespace store
