#include "list/membership.h"

#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace list {
namespace {

using store::MemberState;

class Membership : public testing::Test, public testing_support::StoreFixture {
  protected:
    Membership()
    {
        add_list("sr-update");
        add_list("other");
    }

    ImportCounts import_one(const std::string& email, const std::string& category,
                            MemberState state = MemberState::active, const std::string& name = "")
    {
        store::Member member;
        member.email = email;
        member.category = category;
        member.state = state;
        member.name = name;
        ImportCounts counts;
        in([&](store::Store& s) { import(s, "sr-update", {member}, start, counts); });
        return counts;
    }

    MemberState state_of_member(const std::string& email)
    {
        return in([&](store::Store& s) { return s.directory().members_of("sr-update", email).at(0).state; });
    }
};

TEST_F(Membership, ImportTellsWhatItDid)
{
    EXPECT_EQ(import_one("a@body.example", "nmb").added, 1);
    EXPECT_EQ(import_one("a@body.example", "nmb").unchanged, 1);
    EXPECT_EQ(import_one("A@BODY.example", "nmb", MemberState::active, "Ann").changed, 1);
    EXPECT_EQ(import_one("a@body.example", "expert").added, 1);
    EXPECT_EQ(import_one("a@body.example", "nmb", MemberState::paused).changed, 1);
    EXPECT_EQ(in([&](store::Store& s) { return s.directory().members("sr-update").size(); }), 2U);
    EXPECT_EQ(in([&](store::Store& s) { return s.directory().members("other").size(); }), 0U);
}

TEST_F(Membership, ImportNeverRevivesWhoLeft)
{
    import_one("a@body.example", "nmb");
    EXPECT_TRUE(in([&](store::Store& s) {
        return set_state(s, "sr-update", "A@body.example", MemberState::left, "operator", start);
    }));
    EXPECT_EQ(import_one("a@body.example", "nmb").kept_left, 1);
    EXPECT_EQ(import_one("A@Body.Example", "nmb").kept_left, 1);
    EXPECT_EQ(import_one("a@body.example", "expert").kept_left, 1) << "nor by another category";
    EXPECT_EQ(state_of_member("a@body.example"), MemberState::left);
    EXPECT_EQ(in([&](store::Store& s) { return s.directory().audience_size("sr-update", {}); }), 0);
}

TEST_F(Membership, ImportNeverRevivesWhoIsSuppressedOnAnyList)
{
    import_one("a@body.example", "nmb", MemberState::suppressed);
    EXPECT_EQ(state_of_member("a@body.example"), MemberState::suppressed);
    EXPECT_EQ(import_one("a@body.example", "nmb").kept_suppressed, 1);
    EXPECT_EQ(import_one("A@body.example", "expert").kept_suppressed, 1);
    ImportCounts counts;
    store::Member member;
    member.email = "a@body.example";
    member.category = "nmb";
    in([&](store::Store& s) { import(s, "other", {member}, start, counts); });
    EXPECT_EQ(counts.kept_suppressed, 1);
    EXPECT_EQ(state_of_member("a@body.example"), MemberState::suppressed);
    EXPECT_EQ(in([&](store::Store& s) {
                  return s.directory().audience_size("sr-update", {}) + s.directory().audience_size("other", {});
              }),
              0);
}

TEST_F(Membership, ProbeAnswersAsTheImportWillAndChangesNothing)
{
    store::Member member;
    member.email = "a@body.example";
    member.category = "nmb";
    using Upsert = store::Directory::Upsert;
    const auto probe = [&] {
        return in([&](store::Store& s) { return s.directory().probe_member("sr-update", member); });
    };
    EXPECT_EQ(probe(), Upsert::added);
    EXPECT_EQ(probe(), Upsert::added);
    import_one("a@body.example", "nmb");
    EXPECT_EQ(probe(), Upsert::unchanged);
    in([&](store::Store& s) { set_state(s, "sr-update", "a@body.example", MemberState::left, "operator", start); });
    EXPECT_EQ(probe(), Upsert::kept_left);
}

TEST_F(Membership, LeavingWithdrawsWhatIsQueuedAndIsJournalledById)
{
    import_one("a@body.example", "nmb");
    import_one("b@body.example", "nmb");
    const store::Id issue = add_issue("sr-update", 1, "<1@body.example>");
    fan_out_all(issue);
    EXPECT_TRUE(in([&](store::Store& s) {
        return set_state(s, "sr-update", "A@body.example", MemberState::left, "member", start);
    }));
    const auto leased = lease(10, start);
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased.front().recipient, "b@body.example");
    in([&](store::Store& s) {
        const store::JournalEntry entry = s.journal().latest(1).at(0);
        EXPECT_EQ(entry.event, "member_left");
        EXPECT_EQ(entry.by, "member");
        EXPECT_EQ(entry.contact, s.directory().contact("a@body.example"));
        EXPECT_EQ(entry.detail.find('@'), std::string::npos);
    });
    EXPECT_FALSE(in([&](store::Store& s) {
        return set_state(s, "sr-update", "nobody@body.example", MemberState::left, "member", start);
    }));
}

TEST_F(Membership, LeavingOneListKeepsTheOther)
{
    import_one("a@body.example", "nmb");
    add_member("other", "a@body.example");
    in([&](store::Store& s) { set_state(s, "sr-update", "a@body.example", MemberState::left, "member", start); });
    EXPECT_EQ(in([&](store::Store& s) { return s.directory().audience_size("other", {}); }), 1);
    EXPECT_TRUE(in([&](store::Store& s) { return s.directory().is_active_member("a@body.example"); }));
}

TEST_F(Membership, AttributesAndDetailsAreKeptAsData)
{
    const std::string evil = "'); DROP TABLE member; --\n\"}],{\\";
    store::Member member;
    member.email = "a@body.example";
    member.category = "nmb";
    member.name = evil;
    member.organisation = evil;
    member.attributes = {{.name = evil, .value = evil}, {.name = "", .value = "\u00E4"}};
    ImportCounts counts;
    in([&](store::Store& s) { import(s, "sr-update", {member}, start, counts); });
    const store::Member back = in([&](store::Store& s) { return s.directory().members("sr-update").at(0); });
    EXPECT_EQ(back.name, evil);
    EXPECT_EQ(back.organisation, evil);
    ASSERT_EQ(back.attributes.size(), 2U);
    in([&](store::Store& s) {
        EXPECT_TRUE(s.directory().set_detail("A@body.example", "language", "th"));
        EXPECT_FALSE(s.directory().set_detail("a@body.example", "id", "1"));
        EXPECT_FALSE(s.directory().set_detail("nobody@body.example", "name", "x"));
        EXPECT_EQ(s.directory().members("sr-update").at(0).language, "th");
    });
}

}  // namespace
}  // namespace list
