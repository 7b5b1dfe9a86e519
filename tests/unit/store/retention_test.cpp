// What goes by its age, and what stays of it.

#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace store {
namespace {

using std::chrono::days;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Retention::PurgeRequest all{.ended_before = base::Time::max(), .rows_max = 1000, .octets_max = 1 << 30};

class Keeping : public testing::Test, public testing_support::StoreFixture {
  protected:
    Keeping() { add_list("sr-update"); }

    Id add_done(const std::string& key, base::Time ended_at, const std::string& octets = "Received: x\r\n\r\nbody\r\n")
    {
        const Id id = spool(key, octets);
        in([&](Store& s) {
            Message described = *s.spool().find(id);
            described.list = "sr-update";
            described.kind = "post";
            described.author = "ann@body.example";
            described.subject = "Secret";
            s.spool().describe(described);
            s.spool().finish(id, "done so", ended_at);
        });
        return id;
    }

    std::int64_t purge(const Retention::PurgeRequest& request)
    {
        return in([&](Store& s) { return s.retention().purge_messages(request, start + days{400}); });
    }

    Message find(Id message)
    {
        return in([&](Store& s) { return *s.spool().find(message); });
    }

    std::string octets(Id message)
    {
        return in([&](Store& s) { return s.spool().octets(message); });
    }

    std::int64_t count(const std::string& table)
    {
        SQLite::Database raw((folder / "store.sqlite").string());
        return raw.execAndGet("SELECT count(*) FROM " + table).getInt64();
    }
};

TEST_F(Keeping, PurgedMessageKeepsItsNumberListKindAndEndAndNothingThatNamesPeople)
{
    const Id old = add_done("old", start, "Received: x\r\n\r\nold\r\n");
    const Id fresh = add_done("fresh", start + 1ms, "Received: x\r\n\r\nfresh\r\n");
    EXPECT_EQ(purge({.ended_before = start + 1ms, .rows_max = 10, .octets_max = 1 << 20}), 1);
    const Message purged = find(old);
    EXPECT_EQ(purged.purged_at, start + days{400});
    EXPECT_EQ(purged.list, "sr-update");
    EXPECT_EQ(purged.kind, "post");
    EXPECT_EQ(purged.reason, "done so");
    EXPECT_EQ(purged.state, MessageState::done);
    EXPECT_EQ(purged.received_at, start);
    EXPECT_EQ(purged.author + purged.subject + purged.recipient + purged.reverse_path + purged.message_id, "");
    EXPECT_EQ(octets(old), "");
    EXPECT_EQ(octets(fresh), "Received: x\r\n\r\nfresh\r\n");
    EXPECT_EQ(find(fresh).subject, "Secret");
    EXPECT_EQ(purge({.ended_before = start + 1ms, .rows_max = 10, .octets_max = 1 << 20}), 0) << "once";
    EXPECT_THAT(sqlite.check_integrity(), IsEmpty());
    EXPECT_TRUE(in([&](Store& s) {
                    return s.spool().add({.received_at = start, .content = "x", .ingest_key = "old"});
                }).is_duplicate)
        << "that it came is known for 90 days";
}

TEST_F(Keeping, OctetsOfSeveralMessagesGoWithTheLastOfThem)
{
    const Id one = add_done("one", start);
    const Id two = add_done("two", start + 1h);
    const auto contents = count("content");
    purge({.ended_before = start + 1ms, .rows_max = 10, .octets_max = 1 << 20});
    EXPECT_EQ(octets(one), "");
    EXPECT_NE(octets(two), "");
    purge(all);
    EXPECT_EQ(octets(two), "");
    EXPECT_EQ(count("content"), contents) << "one went, and the empty one came";
}

TEST_F(Keeping, GoesOldestFirstWithinTheLimits)
{
    const std::string large(1000, 'x');
    std::vector<Id> ids;
    for (int i = 4; i >= 0; --i)
        ids.push_back(add_done("m" + std::to_string(i), start + i * 1h, large + std::to_string(i)));
    EXPECT_EQ(purge({.ended_before = base::Time::max(), .rows_max = 1, .octets_max = 1 << 20}), 1);
    EXPECT_TRUE(find(ids.back()).purged_at);
    EXPECT_EQ(purge({.ended_before = base::Time::max(), .rows_max = 100, .octets_max = 1500}), 2);
    EXPECT_EQ(purge(all), 2);
}

TEST_F(Keeping, HeldAndSpooledMessagesAndPostsOfIssuesAndUntoldFeedbackAreNotPurged)
{
    spool("spooled");
    const Id held = spool("held");
    const Id issue = add_issue("sr-update", 1, "<1@body.example>");
    const Id post = in([&](Store& s) { return s.issues().find(issue)->message; });
    const Id reply = add_done("reply", start);
    const Id feedback = in([&](Store& s) {
        s.spool().hold(held, "why", start);
        s.spool().finish(post, "accepted as issue 1", start);
        return s.correspondence().add({.at = start,
                                       .list = "sr-update",
                                       .issue = issue,
                                       .message = reply,
                                       .from = "ann@body.example",
                                       .text = "no"});
    });
    EXPECT_EQ(purge(all), 0);
    in([&](Store& s) { s.correspondence().mark_told(feedback, start); });
    EXPECT_EQ(purge(all), 1);
    EXPECT_EQ(octets(reply), "");
    EXPECT_NE(octets(post), "");
    EXPECT_EQ(in([&](Store& s) { return s.correspondence().find(feedback)->text; }), "no") << "a record stays";
}

TEST_F(Keeping, PostOfAnIssueThatIsNotSentYetIsKeptAndOneWhosePlaceARevisionTookIsNot)
{
    const Id former = add_done("former", start);
    const Id answer = add_done("answer", start);
    const NewIssue issue{
        .list = "sr-update", .number = 1, .message = former, .accepted_at = start, .state = IssueState::approving};
    const Id id = in([&](Store& s) {
        const Id added = s.issues().add(issue);
        const Id version = s.approvals().add_version(
            {.issue = added,
             .message = former,
             .sha256 = std::string(32, 'd'),
             .opened_at = start,
             .stages = {{.name = "CAG", .policy = "any", .approvers = {"ann@body.example"}}}});
        const Id request = s.approvals().requests(s.approvals().stages(version).at(0).id).at(0).id;
        s.approvals().add_vote({.request = request, .at = start, .message = answer, .message_id = "<a@body.example>"});
        return added;
    });
    for (const IssueState state : {IssueState::approving, IssueState::scheduled}) {
        in([&](Store& s) { s.issues().set_state(id, state); });
        purge(all);
        EXPECT_NE(octets(former), "") << name_of(state);
    }
    EXPECT_EQ(octets(answer), "");
    const Id revision = add_done("revision", start);
    in([&](Store& s) {
        NewIssue revised = issue;
        revised.message = revision;
        s.issues().revise(id, revised);
        const auto version = s.approvals().latest_version(id);
        EXPECT_EQ(s.approvals().votes(s.approvals().stages(version->id).at(0).id).at(0).message_id, "<a@body.example>")
            << "a record stays";
    });
    EXPECT_EQ(purge(all), 1);
    EXPECT_EQ(octets(former), "");
    EXPECT_NE(octets(revision), "");
}

TEST_F(Keeping, QuestionAboutAPurgedPostForgetsWhomItAsked)
{
    const Id post = add_done("post", start);
    const Id question = in([&](Store& s) {
        return s.confirmations().add({.list = "sr-update",
                                      .message = post,
                                      .address = "ann@body.example",
                                      .asked_at = start,
                                      .expires_at = start + 1h});
    });
    purge(all);
    EXPECT_EQ(in([&](Store& s) { return s.confirmations().find(question)->address; }), "");
}

TEST_F(Keeping, NoticesThatEndedLoseTheirOctetsAndLaterTheirRecipient)
{
    const Id sent = add_notice("ann@body.example", "sent");
    const Id leased = add_notice("bob@body.example", "leased");
    const Id waits = add_notice("cid@body.example", "waits");
    settle(lease(1, start).at(0), DeliveryState::accepted);
    lease(1, start);
    in([&](Store& s) {
        EXPECT_EQ(s.retention().drop_notice_octets(start, 10), 0);
        EXPECT_EQ(s.retention().drop_notice_octets(start + 1ms, 10), 1);
        EXPECT_EQ(s.queue().find(sent)->recipient, "ann@body.example");
        EXPECT_THAT(s.queue().find(sent)->attempts, SizeIs(1));
        EXPECT_EQ(s.retention().forget_notices(start, 10), 0);
        EXPECT_EQ(s.retention().forget_notices(start + 1ms, 10), 1);
        EXPECT_EQ(s.queue().find(sent)->recipient, "");
        EXPECT_THAT(s.queue().find(sent)->attempts, IsEmpty());
        EXPECT_EQ(s.queue().find(sent)->state, DeliveryState::accepted);
        for (const Id open : {leased, waits}) EXPECT_NE(s.queue().find(open)->recipient, "");
    });
    EXPECT_EQ(count("content"), 2);
    EXPECT_THAT(sqlite.check_integrity(), IsEmpty());
}

TEST_F(Keeping, HeldOnesAreRemindedOfAndOverdueOnlyAfterTheyWereToldOf)
{
    const Id held = spool("held");
    in([&](Store& s) {
        Message described = *s.spool().find(held);
        described.list = "sr-update";
        s.spool().describe(described);
        s.spool().hold(held, "why", start);
        const auto late = start + days{1000};
        EXPECT_THAT(s.spool().held_unreminded("sr-update", late, 10), IsEmpty()) << "nobody was told";
        EXPECT_THAT(s.spool().held_overdue(late, late, 10), IsEmpty());
        s.spool().mark_told(held, start);
        EXPECT_THAT(s.spool().held_unreminded("sr-update", start - 1ms, 10), IsEmpty());
        EXPECT_THAT(s.spool().held_unreminded("other", start, 10), IsEmpty());
        EXPECT_THAT(s.spool().held_unreminded("sr-update", start, 10), SizeIs(1));
        EXPECT_THAT(s.spool().held_overdue(late, late, 10), IsEmpty()) << "nobody was reminded";
        s.spool().mark_reminded(held, start + days{20});
        EXPECT_THAT(s.spool().held_unreminded("sr-update", late, 10), IsEmpty());
        EXPECT_THAT(s.spool().held_overdue(start, start + days{20} - 1ms, 10), IsEmpty());
        EXPECT_THAT(s.spool().held_overdue(start, start + days{20}, 10), SizeIs(1));
        s.spool().hold(held, "another reason", start + days{21});
        EXPECT_THAT(s.spool().held_overdue(late, late, 10), IsEmpty()) << "of that nobody was told";
    });
}

}  // namespace
}  // namespace store
