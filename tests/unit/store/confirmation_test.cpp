// What is asked of people, and what is forgotten of them.

#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace store {
namespace {

using std::chrono::days;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::StoreFixture;
using namespace std::chrono_literals;

class Confirmations : public testing::Test, public StoreFixture {
  protected:
    Confirmations() { add_list("sr-update"); }

    Id ask(Asked purpose, const std::string& address, base::Duration expires_in = days{3})
    {
        return in([&](Store& s) {
            return s.confirmations().add({.purpose = purpose,
                                          .list = "sr-update",
                                          .address = address,
                                          .change = purpose == Asked::change ? "language fr" : "",
                                          .language = "fr",
                                          .source = "192.0.2.7",
                                          .asked_at = start,
                                          .expires_at = start + expires_in});
        });
    }

    Confirmation find(Id id)
    {
        return in([&](Store& s) { return s.confirmations().find(id).value(); });
    }

    void add_invited(const std::string& email, const std::string& organisation)
    {
        in([&](Store& s) {
            Member member;
            member.email = email;
            member.category = "nmb";
            member.organisation = organisation;
            member.state = MemberState::invited;
            s.directory().upsert_member("sr-update", member, start);
        });
    }
};

TEST_F(Confirmations, AreKeptWithAllThatIsAsked)
{
    const Confirmation kept = find(ask(Asked::change, "Ann@body.example"));
    EXPECT_EQ(kept.purpose, Asked::change);
    EXPECT_EQ(kept.address, "Ann@body.example");
    EXPECT_EQ(kept.change, "language fr");
    EXPECT_EQ(kept.language, "fr");
    EXPECT_EQ(kept.message, 0);
    EXPECT_TRUE(kept.is_open);
}

TEST_F(Confirmations, AreCountedByPurposeAndAddressAndBySource)
{
    ask(Asked::join, "Ann@body.example");
    ask(Asked::leave, "ann@body.example");
    ask(Asked::join, "bob@body.example");
    in([&](Store& s) {
        EXPECT_EQ(s.confirmations().asked_since(Asked::join, "ANN@body.example", start), 1);
        EXPECT_EQ(s.confirmations().asked_since(Asked::change, "ann@body.example", start), 0);
        EXPECT_EQ(s.confirmations().asked_since(Asked::join, "ann@body.example", start + 1ms), 0);
        EXPECT_EQ(s.confirmations().asked_from("192.0.2.7", start), 3);
        EXPECT_EQ(s.confirmations().asked_from("", start), 0);
    });
}

TEST_F(Confirmations, AreForgottenWhenTheirTimeIsOverAndGiveTheirIdToNoOther)
{
    const Id first = ask(Asked::join, "ann@body.example");
    const Id second = ask(Asked::invite, "bob@body.example", days{30});
    in([&](Store& s) { EXPECT_EQ(s.confirmations().forget_expired(start + days{3}), 1); });
    EXPECT_EQ(find(first).address, "");
    EXPECT_EQ(find(first).source, "");
    EXPECT_FALSE(find(first).is_open);
    EXPECT_EQ(find(second).address, "bob@body.example");
    in([&](Store& s) { s.confirmations().forget(second); });
    EXPECT_GT(ask(Asked::join, "cid@body.example"), second);
}

TEST_F(Confirmations, WhoNeverAnsweredIsForgottenWithOrganisationAndNotices)
{
    add_invited("ann@body.example", "Body");
    const Id notice = add_notice("Ann@body.example", "invitation");
    for (const LeasedDelivery& leased : lease(10, start)) settle(leased, DeliveryState::accepted);
    in([&](Store& s) {
        EXPECT_THAT(s.directory().unanswered(start, 10), IsEmpty());
        ASSERT_THAT(s.directory().unanswered(start + 1ms, 10), SizeIs(1));
        EXPECT_TRUE(s.personal_data().forget_unanswered("sr-update", "ann@body.example"));
        EXPECT_FALSE(s.personal_data().forget_unanswered("sr-update", "ann@body.example"));
        EXPECT_EQ(s.directory().contact("ann@body.example"), 0);
        EXPECT_THAT(s.directory().members("sr-update"), IsEmpty());
        EXPECT_THAT(s.queue().search("ann@body.example", 10), IsEmpty());
        const auto kept = s.queue().find(notice);
        EXPECT_EQ(kept->recipient, "");
        EXPECT_THAT(kept->attempts, IsEmpty());
    });
    EXPECT_THAT(sqlite.check_integrity(), IsEmpty());
    SQLite::Database raw((folder / "store.sqlite").string());
    EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM organisation").getInt(), 0);
    EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM content").getInt(), 0);
}

TEST_F(Confirmations, WhoIsKnownElsewhereKeepsHisContact)
{
    add_list("other");
    add_invited("ann@body.example", "Body");
    add_member("other", "ann@body.example");
    add_member("sr-update", "bob@body.example");
    in([&](Store& s) {
        EXPECT_TRUE(s.personal_data().forget_unanswered("sr-update", "ann@body.example"));
        EXPECT_NE(s.directory().contact("ann@body.example"), 0);
        EXPECT_FALSE(s.personal_data().forget_unanswered("sr-update", "bob@body.example"))
            << "a member is not forgotten";
        EXPECT_THAT(s.directory().members("sr-update"), SizeIs(1));
    });
}

TEST_F(Confirmations, SuppressionIsLiftedOnce)
{
    in([&](Store& s) {
        Member member;
        member.email = "ann@body.example";
        member.category = "nmb";
        member.language = "fr";
        member.state = MemberState::suppressed;
        s.directory().upsert_member("sr-update", member, start);
        EXPECT_TRUE(s.directory().is_suppressed("Ann@body.example"));
        EXPECT_TRUE(s.directory().lift_suppression("Ann@body.example"));
        EXPECT_FALSE(s.directory().lift_suppression("ann@body.example"));
        EXPECT_FALSE(s.directory().is_suppressed("ann@body.example"));
        EXPECT_EQ(s.directory().language_of("ANN@body.example"), "fr");
    });
}

}  // namespace
}  // namespace store
