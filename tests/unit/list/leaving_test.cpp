#include "list/leaving.h"

#include "list/membership.h"
#include "support/desk_fixture.h"
#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace list {
namespace {

using store::MemberState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Leaving : public testing::Test, public testing_support::StoreFixture, public testing_support::DeskFixture {
  protected:
    Leaving()
    {
        for (config::List& each : config.lists) {
            each.title = "ISO/SR Update";
            each.language = "en";
            add_list(each.name);
        }
        add_member("sr-update", "ann@body.example", "nmb");
    }

    bool leave_list(const std::string& email)
    {
        return in([&](store::Store& s) {
            return leave(s, {.config = config, .templates = templates, .key = key}, list(), email, "member", start);
        });
    }

    std::vector<store::Delivery> notices_to(const std::string& email)
    {
        return in([&](store::Store& s) { return s.queue().search(email, 10); });
    }

    std::string first_notice()
    {
        const auto leased = lease(10, start);
        EXPECT_THAT(leased, SizeIs(1));
        return in([&](store::Store& s) { return s.queue().content(leased.at(0).content); });
    }

    std::vector<store::Leaving> leavings()
    {
        return in([&](store::Store& s) { return s.directory().leavings("sr-update", 10); });
    }

    config::Templates templates = config::Templates::load({}).value();
};

TEST_F(Leaving, IsOfAllMembershipsOnThatListAndNoOther)
{
    add_member("sr-update", "ann@body.example", "expert");
    add_member("other", "ann@body.example", "nmb");
    EXPECT_TRUE(leave_list("Ann@BODY.example"));
    in([&](store::Store& s) {
        for (const store::Member& member : s.directory().members_of("sr-update", "ann@body.example"))
            EXPECT_EQ(member.state, MemberState::left) << member.category;
        EXPECT_EQ(s.directory().members_of("other", "ann@body.example").at(0).state, MemberState::active);
        EXPECT_EQ(s.journal().latest(1).at(0).event, "member_left");
        EXPECT_EQ(s.journal().latest(1).at(0).by, "member");
    });
}

TEST_F(Leaving, IsAcknowledgedOnceWithAWayBack)
{
    EXPECT_TRUE(leave_list("ann@body.example"));
    EXPECT_FALSE(leave_list("ann@body.example"));
    EXPECT_THAT(notices_to("ann@body.example"), SizeIs(1));
    const std::string octets = first_notice();
    EXPECT_THAT(octets, HasSubstr("Subject: You have left ISO/SR Update\r\n"));
    EXPECT_THAT(octets, HasSubstr("Reply-To: sr-update+subscribe@lists.example\r\n"));
    EXPECT_THAT(octets, HasSubstr("Auto-Submitted: auto-replied\r\n"));
    EXPECT_EQ(octets.find("leave-"), std::string::npos);
}

TEST_F(Leaving, IsAcknowledgedInTheContactsLanguage)
{
    in([&](store::Store& s) { s.directory().set_detail("ann@body.example", "language", "fr-CA"); });
    leave_list("ann@body.example");
    EXPECT_THAT(first_notice(), HasSubstr("=?utf-8?"));  // "Vous avez quitté"
}

TEST_F(Leaving, WithdrawsWhatIsQueued)
{
    add_member("sr-update", "bob@body.example", "expert");
    fan_out_all(add_issue("sr-update", 1, "<1@body.example>"));
    leave_list("ann@body.example");
    for (const store::LeasedDelivery& delivery : lease(10, start)) {
        EXPECT_TRUE(delivery.issue == 0 || delivery.recipient == "bob@body.example") << delivery.recipient;
    }
}

TEST_F(Leaving, OfAStrangerDoesNothing)
{
    EXPECT_FALSE(leave_list("nobody@body.example"));
    EXPECT_THAT(notices_to("nobody@body.example"), IsEmpty());
    EXPECT_THAT(in([&](store::Store& s) { return s.journal().latest(10); }), IsEmpty());
}

TEST_F(Leaving, IsAcknowledgedOnlyToWhoHadJoinedAndMayGetMail)
{
    struct Case {
        MemberState state;
        std::size_t notices;
    };
    constexpr Case cases[] = {{MemberState::active, 1},
                              {MemberState::paused, 1},
                              {MemberState::pending, 0},
                              {MemberState::invited, 0},
                              {MemberState::suppressed, 0}};
    for (const Case& each : cases) {
        const std::string email = std::string(store::name_of(each.state)) + "@body.example";
        add_member("sr-update", email, "expert", each.state);
        EXPECT_TRUE(leave_list(email)) << email;
        EXPECT_THAT(notices_to(email), SizeIs(each.notices)) << email;
    }
}

TEST_F(Leaving, OfNationalBodiesAndLiaisonsWaitsForTheOwnersDigest)
{
    for (const char* category : {"d-liaison", "subscriber", "expert"}) {
        const std::string email = std::string(category) + "@body.example";
        add_member("sr-update", email, category);
        leave_list(email);
    }
    leave_list("ann@body.example");
    const auto told = leavings();
    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(told[0].member.email, "ann@body.example");
    EXPECT_EQ(told[0].left_at, start);
    EXPECT_EQ(told[1].member.email, "d-liaison@body.example");
    in([&](store::Store& s) { s.directory().forget_leaving(told[0].member.id); });
    EXPECT_THAT(leavings(), SizeIs(1));
    EXPECT_THAT(in([&](store::Store& s) { return s.directory().leavings("other", 10); }), IsEmpty());
}

TEST_F(Leaving, FindsTheMemberThatATokenWasMadeFor)
{
    in([&](store::Store& s) {
        const store::Member member = s.directory().members_of("sr-update", "ann@body.example").at(0);
        const auto found = s.directory().find_member(member.id);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->list, "sr-update");
        EXPECT_EQ(found->member.email, "ann@body.example");
        EXPECT_FALSE(s.directory().find_member(member.id + 1000));
    });
}

}  // namespace
}  // namespace list
