/// Leaving by the address in List-Unsubscribe: the mail alone is enough, once.

#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::Sent;
using testing_support::World;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto three_members =
    "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\ncid@union.example,subscriber\n";

class Leaving : public testing::Test {
  protected:
    Leaving()
    {
        world.import("sr-update", three_members);
        publish("1");
        for (const Sent& copy : world.take_sent()) {
            if (copy.recipient == "ann@body.example") leave_address = address_in(copy.field("List-Unsubscribe"));
        }
    }

    void publish(const std::string& number)
    {
        world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #" + number});
        const auto challenge = world.take_sent_to(secretary).at(0);
        world.receive({.from = secretary, .to = challenge.field("Reply-To"), .text = "yes\n"});
    }

    /// `<mailto:ADDRESS>, <https://…>`
    static std::string address_in(const std::string& field)
    {
        const auto start = field.find(':') + 1;
        return field.substr(start, field.find('>') - start);
    }

    World world{World::usual_config()};
    std::string leave_address;
};

TEST_F(Leaving, ByItsOwnAddressNeedsNoWordAndEndsAllMail)
{
    ASSERT_THAT(leave_address, StartsWith("sr-update+leave-"));
    EXPECT_THAT(world.receive({.from = "someone.else@body.example", .to = leave_address, .subject = "", .text = ""}),
                StartsWith("250"));
    const auto told = world.take_sent();
    ASSERT_THAT(told, SizeIs(1)) << "one acknowledgement, and nobody else is written to";
    EXPECT_EQ(told[0].recipient, "ann@body.example");
    EXPECT_EQ(told[0].reverse_path, "");
    EXPECT_THAT(told[0].field("Reply-To"), StartsWith("sr-update+subscribe@"));
    EXPECT_THAT(world.journal(), Contains("member_left"));

    publish("2");
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 2);
    EXPECT_THAT(world.take_sent_to("ann@body.example"), IsEmpty());
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST_F(Leaving, AgainIsHarmlessAndSilent)
{
    world.receive({.from = "ann@body.example", .to = leave_address});
    EXPECT_THAT(world.take_sent(), SizeIs(1));
    world.receive({.from = "ann@body.example", .to = leave_address});
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST_F(Leaving, WithdrawsACopyThatIsQueuedAlready)
{
    world.relay().rules().add({.match = "ann@body.example"});  // 451
    publish("2");
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "deferred"), 1);
    world.relay().rules().clear();
    world.receive({.from = "ann@body.example", .to = leave_address});
    world.pass(1h);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "cancelled"), 1);
    for (const Sent& sent : world.take_sent_to("ann@body.example")) EXPECT_EQ(sent.field("List-Id"), "");
}

TEST_F(Leaving, IsNotWhatABadTokenAnAutomaticReplyOrABounceDoes)
{
    std::string altered = leave_address;
    char& last = altered[altered.find('@') - 1];
    last = last == 'a' ? 'b' : 'a';
    world.receive({.from = "ann@body.example", .to = altered});
    EXPECT_THAT(world.held(), SizeIs(1));
    world.receive({.from = "ann@body.example", .to = leave_address, .more_fields = "Auto-Submitted: auto-replied\r\n"});
    world.receive({.from = "ann@body.example", .to = leave_address, .reverse_path = ""});
    EXPECT_THAT(world.journal(), Not(Contains("member_left")));
    publish("2");
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 3);
}

TEST_F(Leaving, OfNationalBodiesIsToldToTheOwnerWithinADay)
{
    world.receive({.from = "ann@body.example", .to = leave_address});
    world.take_sent();
    world.pass(25h);
    const auto told = world.take_sent_to(secretary);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told[0].subject(), HasSubstr("1 member has left"));
    EXPECT_THAT(told[0].body(), HasSubstr("ann@body.example"));
    world.pass(49h);
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty());
}

}  // namespace
