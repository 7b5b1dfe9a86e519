#include "list/erasing.h"

#include "list/membership.h"
#include "support/store_fixture.h"
#include "support/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace list {
namespace {

using store::DeliveryState;
using store::MemberState;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto zoe = "zoe@body.example";  // not the fixture's usual sender
constexpr base::Key key{7};

class Erasing : public testing::Test, public testing_support::StoreFixture {
  protected:
    Erasing()
    {
        add_list("sr-update");
        add_list("other");
        add_member("sr-update", zoe);
        add_member("other", zoe, "expert");
        add_member("sr-update", "bob@body.example");
    }

    store::Id add_written(const std::string& name, const std::string& author, bool is_held)
    {
        const store::Id id = spool(name, "From: " + author + "\r\n\r\n" + name + "\r\n");
        in([&](store::Store& s) {
            store::Message described = *s.spool().find(id);
            described.author = author;
            s.spool().describe(described);
            is_held ? s.spool().hold(id, "why", start) : s.spool().finish(id, "done so", start);
        });
        return id;
    }

    std::vector<store::Message> messages_of(const std::string& email)
    {
        return in([&](store::Store& s) { return s.personal_data().messages(email); });
    }

    std::optional<store::Erased> erase_all(const std::string& email)
    {
        const auto messages = messages_of(email);
        return in([&](store::Store& s) -> std::optional<store::Erased> {
            if (!begin_erasing(s, email, messages, start).is_nothing()) return std::nullopt;
            erase_messages(s, messages, start);
            return finish_erasing(s, key, email, start);
        });
    }
};

TEST_F(Erasing, LeavesNumbersAndNothingElse)
{
    const store::Id contact = in([&](store::Store& s) { return s.directory().contact(zoe); });
    fan_out_all(add_issue("sr-update", 1, "<1@secretariat.example>"));
    for (const auto& copy : lease(10, start)) settle(copy, DeliveryState::accepted);
    add_notice("Zoe@body.example", "welcome");
    const auto erased = erase_all("Zoe@BODY.example");
    ASSERT_TRUE(erased);
    EXPECT_EQ(erased->memberships, 2);
    EXPECT_EQ(erased->copies, 1);
    EXPECT_EQ(erased->notices, 1);
    in([&](store::Store& s) {
        EXPECT_EQ(s.directory().contact(zoe), 0);
        EXPECT_FALSE(s.personal_data().contact(zoe));
        EXPECT_THAT(s.queue().search(zoe, 10), IsEmpty());
        EXPECT_THAT(s.directory().members("sr-update"), SizeIs(1));
        EXPECT_THAT(s.directory().members("other"), IsEmpty());
        EXPECT_THAT(s.directory().member_counts("other"), IsEmpty());
        const auto about = s.journal().about_contact(contact);
        ASSERT_THAT(about, SizeIs(2));
        EXPECT_EQ(about.back().event, "contact_erased");
        store::Member again;
        again.email = zoe;
        again.category = "nmb";
        s.directory().upsert_member("sr-update", again, start);
        EXPECT_NE(s.directory().contact(zoe), contact) << "its number never means another";
    });
    EXPECT_THAT(sqlite.check_integrity(), IsEmpty());
}

TEST_F(Erasing, WithdrawsAndWaitsForWhatIsJustGoingOut)
{
    fan_out_all(add_issue("sr-update", 1, "<1@secretariat.example>"));
    add_notice(zoe, "welcome");
    const auto leased = lease(1, start);  // the notice
    EXPECT_FALSE(erase_all(zoe));
    in([&](store::Store& s) {
        EXPECT_NE(s.directory().contact(zoe), 0);
        EXPECT_EQ(s.directory().members_of("other", zoe).front().state, MemberState::left);
        EXPECT_FALSE(finish_erasing(s, key, zoe, start));
    });
    EXPECT_THAT(lease(10, start), SizeIs(1)) << "only Bob's copy is left";
    settle(leased.at(0), DeliveryState::accepted);
    EXPECT_TRUE(erase_all(zoe));
}

TEST_F(Erasing, WaitsForAMessageThatIsNotHandledYet)
{
    spool("just arrived");
    EXPECT_FALSE(erase_all("ann@body.example"));
}

TEST_F(Erasing, RunThatWasKilledBetweenTwoStepsIsFinishedByAnother)
{
    const store::Id one = add_written("one", zoe, false);
    const store::Id two = add_written("two", zoe, true);
    const auto messages = messages_of(zoe);
    in([&](store::Store& s) { EXPECT_TRUE(begin_erasing(s, zoe, messages, start).is_nothing()); });
    in([&](store::Store& s) { erase_messages(s, {messages.front()}, start); });
    const auto rest = messages_of(zoe);
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest.front().id, two);
    ASSERT_TRUE(erase_all(zoe));
    in([&](store::Store& s) {
        for (const store::Id each : {one, two}) EXPECT_TRUE(s.spool().find(each)->purged_at);
        EXPECT_EQ(s.directory().contact(zoe), 0);
    });
}

TEST_F(Erasing, TakesWhatItWroteAndNothingOfOthersOrOfAnAddressThatLooksAlike)
{
    const store::Id done = add_written("done", zoe, false);
    const store::Id held = add_written("held", "Zoe@Body.example", true);
    const store::Id other = in([&](store::Store& s) {
        return s.spool()
            .add({.received_at = start,
                  .recipient = "sr-update@lists.example",
                  .reverse_path = "azoe@body.example",
                  .content = "azoe",
                  .ingest_key = "other"})
            .message;
    });
    in([&](store::Store& s) { s.spool().finish(other, "done so", start); });
    ASSERT_TRUE(erase_all(zoe));
    in([&](store::Store& s) {
        EXPECT_EQ(s.spool().find(done)->author, "");
        EXPECT_EQ(s.spool().octets(done), "");
        EXPECT_EQ(s.spool().find(held)->state, store::MessageState::done);
        EXPECT_EQ(s.spool().find(held)->reason, "its author was erased");
        EXPECT_EQ(s.spool().octets(held), "");
        EXPECT_EQ(s.journal().about_message(held).back().event, "held_erased");
        EXPECT_EQ(s.spool().octets(other), "azoe");
    });
}

TEST_F(Erasing, LeavesTheOctetsOfAnIssue)
{
    const store::Id issue = add_issue("sr-update", 1, "<1@body.example>");
    const store::Id post = in([&](store::Store& s) { return s.issues().find(issue)->message; });
    in([&](store::Store& s) { s.spool().finish(post, "accepted as issue 1", start); });
    const auto messages = messages_of("ann@body.example");
    ASSERT_THAT(messages, SizeIs(1));
    in([&](store::Store& s) {
        EXPECT_EQ(erase_messages(s, messages, start).issues, 1);
        EXPECT_NE(s.spool().octets(post), "");
        EXPECT_EQ(s.spool().find(post)->reverse_path, "");
    });
    EXPECT_THAT(messages_of("ann@body.example"), IsEmpty());
}

TEST_F(Erasing, FeedbackLosesItsWordsAndTheThreadItsParty)
{
    const store::Id reply = add_written("reply", "ann.private@home.example", false);
    const store::Id feedback = in([&](store::Store& s) {
        const store::Id id = s.correspondence().add({.at = start,
                                                     .list = "sr-update",
                                                     .contact = s.directory().contact(zoe),
                                                     .message = reply,
                                                     .from = "ann.private@home.example",
                                                     .text = "my words",
                                                     .attachments = {"cv.pdf"}});
        s.correspondence().add_party(id, "bob@body.example");
        return id;
    });
    EXPECT_THAT(messages_of(zoe), SizeIs(1)) << "by her token";
    ASSERT_TRUE(erase_all(zoe));
    in([&](store::Store& s) {
        const auto kept = s.correspondence().find(feedback);
        EXPECT_EQ(kept->text + kept->from + kept->member, "");
        EXPECT_THAT(kept->attachments, IsEmpty());
        EXPECT_EQ(kept->state, store::FeedbackState::closed);
        EXPECT_THAT(kept->routed_to, SizeIs(1));
        EXPECT_THAT(s.correspondence().untold("sr-update", 10), IsEmpty());
        EXPECT_FALSE(s.correspondence().find_party(1)) << "her thread address is nobody's";
        EXPECT_EQ(s.spool().octets(reply), "");
    });
    ASSERT_TRUE(erase_all("bob@body.example"));
    EXPECT_THAT(in([&](store::Store& s) { return s.correspondence().parties(feedback); }), IsEmpty());
}

TEST_F(Erasing, KeepsOutUntilTheOperatorOrTheAddressItselfSaysOtherwise)
{
    ASSERT_TRUE(erase_all(zoe));
    in([&](store::Store& s) {
        std::vector<store::Member> rows(2);
        rows[0].email = "ZOE@body.example";
        rows[1].email = "bob@body.example";
        EXPECT_EQ(leave_out_erased(s, key, rows), 1);
        ASSERT_THAT(rows, SizeIs(1));
        EXPECT_EQ(rows[0].email, "bob@body.example");
        rows[0].email = zoe;
        EXPECT_EQ(leave_out_erased(s, base::Key{8}, rows), 0) << "the mark is worth nothing without the key";
        let_in(s, key, zoe);
        EXPECT_EQ(leave_out_erased(s, key, rows), 0);
    });
}

TEST_F(Erasing, LeavesNothingOfTheAddressInTheFile)
{
    for (int i = 0; i < 300; ++i) {
        const std::string n = std::to_string(i);
        add_member("sr-update", "member" + n + "@body.example");
        add_written("letter " + n, i % 3 == 0 ? zoe : "bob@body.example", i % 2 == 0);
        add_notice(i % 5 == 0 ? zoe : "bob@body.example", "notice " + n);
    }
    fan_out_all(add_issue("sr-update", 1, "<1@secretariat.example>"));
    in([&](store::Store& s) { s.spool().finish(s.issues().find("sr-update", 1)->message, "accepted", start); });
    for (int i = 0; i < 100; ++i) {
        for (const auto& each : lease(50, start)) {
            in([&](store::Store& s) {
                s.queue().settle({{.delivery = each.id,
                                   .issue = each.issue,
                                   .state = DeliveryState::failed,
                                   .attempt = store::Attempt{.at = start,
                                                             .stage = "rcpt",
                                                             .code = 550,
                                                             .enhanced = "5.1.1",
                                                             .text = "<" + each.recipient + "> unknown"}}});
            });
        }
    }
    in([&](store::Store& s) {
        const std::string words = "<" + std::string(zoe) + "> unknown";
        const store::Id contact = s.directory().contact(zoe);
        for (const store::Id whose : {contact, store::Id{}}) {
            s.bounces().add({.at = start,
                             .list = "sr-update",
                             .contact = whose,
                             .address = zoe,
                             .failure_class = "hard",
                             .words = words});
        }
        s.bounces().plan_probe(contact, "sr-update", start);
        s.directory().suppress(zoe, {.text = words, .by = "bounces"}, start);
        s.directory().add_suppression_to_tell(zoe);
    });
    ASSERT_TRUE(erase_all(zoe));
    ASSERT_TRUE(sqlite.empty_log());
    for (const char* file : {"store.sqlite", "store.sqlite-wal"}) {
        const std::string octets = testing_support::read_text(folder / file);
        std::size_t found = 0;
        for (auto at = octets.find("zoe@body"); at != std::string::npos; at = octets.find("zoe@body", at + 1)) ++found;
        EXPECT_EQ(found, 0U) << file;
    }
}

}  // namespace
}  // namespace list
