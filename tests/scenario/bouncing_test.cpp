/// What comes back: bounces, complaints, and what relays refuse; whom it counts against, and what follows.

#include "report/report.h"
#include "support/reports.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using namespace std::chrono_literals;
using base::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::complaint;
using testing_support::delivery_report;
using testing_support::Reply;
using testing_support::Sent;
using testing_support::Stage;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string ann = "ann@body.example";
const std::string no_such_user = "550 5.1.1 <ann@body.example>: no such user";

class Bouncing : public testing::Test {
  protected:
    Bouncing() { world.import("sr-update", "email,category\nann@body.example,nmb\nbob@liaison.example,d-liaison\n"); }

    /// The member's copy of an issue; empty when there is none.
    Sent publish(int number, const std::string& to = ann)
    {
        world.receive(
            {.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #" + std::to_string(number)});
        world.run();
        const auto copies = world.take_sent_to(to);
        return copies.empty() ? Sent{} : copies.front();
    }

    void bounce(const Sent& copy, const std::string& status, const std::string& words,
                const std::string& action = "failed")
    {
        world.receive_octets("", copy.reverse_path, delivery_report(copy.recipient, status, words, action));
        world.run();
    }

    boost::json::array bounces()
    {
        boost::json::array rows;
        world.store().read([&](store::Store& store) { rows = report::bounces(store.bounces().all("sr-update", 100)); });
        return rows;
    }

    bool is_suppressed(const std::string& email = ann)
    {
        bool is = false;
        world.store().read([&](store::Store& store) { is = store.directory().is_suppressed(email); });
        return is;
    }

    /// After a day it is asked whether our mail still arrives.
    Sent probe()
    {
        world.pass(days{1} + 1min);
        for (const Sent& sent : world.take_sent_to(ann)) {
            if (sent.subject() == "ISO/SR Update: does this reach you?") return sent;
        }
        return {};
    }

    World world{World::usual_config("post_auth = \"open\"\n"), {.chores_interval = 10min}};
};

TEST_F(Bouncing, MailboxThatIsGoneIsProbedThenSuppressedAndTheOwnerTold)
{
    bounce(publish(1), "5.1.1", no_such_user);
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("email"), "ann@body.example");
    EXPECT_EQ(bounces()[0].at("class"), "hard");
    EXPECT_EQ(bounces()[0].at("status"), "5.1.1");
    EXPECT_EQ(bounces()[0].at("reason"), "mailbox-unknown");
    EXPECT_EQ(bounces()[0].at("counts"), true);
    EXPECT_FALSE(is_suppressed()) << "a probe comes before it";
    EXPECT_THAT(world.take_sent(), IsEmpty());

    const Sent asked = probe();
    ASSERT_EQ(asked.recipient, ann);
    EXPECT_THAT(asked.reverse_path, StartsWith("sr-update+bounce-"));
    EXPECT_EQ(asked.field("Auto-Submitted"), "auto-generated");
    EXPECT_NE(publish(2).recipient, "") << "until its verdict, all goes on";

    bounce(asked, "5.1.1", no_such_user);
    EXPECT_TRUE(is_suppressed());
    EXPECT_THAT(world.journal(), Contains("suppressed"));
    world.pass(20min);
    const auto told = world.take_sent_to(secretary);
    const auto digest = std::ranges::find_if(
        told, [](const Sent& sent) { return sent.subject() == "ISO/SR Update: mail that does not arrive"; });
    ASSERT_NE(digest, told.end());
    EXPECT_THAT(digest->body(), HasSubstr(ann));
    EXPECT_THAT(digest->body(), HasSubstr("mailbox-unknown (5.1.1)"));
    EXPECT_THAT(digest->body(), Not(HasSubstr("These servers")));
    EXPECT_EQ(publish(3).recipient, "");
    EXPECT_NE(publish(4, "bob@liaison.example").recipient, "");
}

TEST_F(Bouncing, ProbeThatArrivesForgivesAll)
{
    bounce(publish(1), "5.1.1", no_such_user);
    ASSERT_EQ(probe().recipient, ann);
    world.pass(days{8});
    EXPECT_FALSE(is_suppressed());
    EXPECT_THAT(world.journal(), Contains("probe_passed"));
    EXPECT_EQ(bounces()[0].at("counts"), false);
}

TEST_F(Bouncing, RelayThatKnowsNobodyAnyMoreSuppressesFew)
{
    std::string csv = "email,category\n";
    for (int i = 0; i < 60; ++i) csv += "m" + std::to_string(i) + "@many.example,nmb\n";
    world.import("sr-update", csv);
    world.relay().rules().add(
        {.stage = Stage::rcpt, .match = "*@many.example", .action = Reply{"550 5.1.1 no such user"}});
    publish(1);
    world.pass(days{1} + 1h);
    const auto suppressed = [&] {
        std::size_t count = 0;
        world.store().read([&](store::Store& store) { count = store.directory().suppressions().size(); });
        return count;
    };
    EXPECT_EQ(suppressed(), 20U);
    EXPECT_THAT(world.journal(), Contains("suppression_withheld"));
    std::string alerts;
    for (const Sent& sent : world.take_sent_to("operator@secretariat.example")) alerts += sent.subject() + '\n';
    EXPECT_THAT(alerts, HasSubstr("many addresses do not take our mail"));

    world.relay().rules().clear();
    world.pass(days{9});
    EXPECT_EQ(suppressed(), 20U) << "the others' probes arrive";
    publish(2);
    EXPECT_EQ(world.deliveries_in("sr-update", 2, "accepted"), 42);
}

TEST_F(Bouncing, WhoeverLeftMeanwhileIsNotProbed)
{
    const Sent copy = publish(1);
    bounce(copy, "5.1.1", no_such_user);
    const std::string unsubscribe = copy.field("List-Unsubscribe");
    const auto start = unsubscribe.find(':') + 1;
    world.receive({.from = ann, .to = unsubscribe.substr(start, unsubscribe.find('>') - start)});
    world.take_sent();
    EXPECT_EQ(probe().recipient, "");
    EXPECT_THAT(world.journal(), Not(Contains("probe_sent")));
}

struct Harmless {
    const char* name;
    const char* status;
    const char* words;
    const char* action;
};

void PrintTo(const Harmless& harmless, std::ostream* out)
{
    *out << harmless.name;
}

class HarmlessReport : public Bouncing, public testing::WithParamInterface<Harmless> {};

INSTANTIATE_TEST_SUITE_P(Reports, HarmlessReport,
                         testing::Values(Harmless{"delayed", "4.2.2", "452 4.2.2 Mailbox full, will retry", "delayed"},
                                         Harmless{"delivered", "2.0.0", "250 2.0.0 Ok", "delivered"},
                                         Harmless{"policy", "5.7.1",
                                                  "550 5.7.1 Blocked: your address is on our blocklist", "failed"},
                                         Harmless{"content", "5.7.1", "554 5.7.1 Message rejected as spam", "failed"},
                                         Harmless{"too_large", "5.3.4", "552 5.3.4 Message too big", "failed"},
                                         Harmless{"unspecified", "5.0.0", "x", "failed"}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(HarmlessReport, CountsAgainstNobodyHoweverOften)
{
    for (int issue = 1; issue <= 8; ++issue) {
        bounce(publish(issue), GetParam().status, GetParam().words, GetParam().action);
        world.pass(days{1});
    }
    for (const auto& row : bounces()) EXPECT_EQ(row.at("counts"), false) << row;
    EXPECT_THAT(world.journal(), Not(Contains("probe_planned")));
    EXPECT_FALSE(is_suppressed());
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST_F(Bouncing, BlockOfUsIsToldToTheOwner)
{
    bounce(publish(1), "5.7.1", "550 5.7.1 Blocked: your address is on our blocklist");
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("reason"), "policy");
    world.pass(20min);
    bool is_told = false;
    for (const Sent& sent : world.take_sent_to(secretary)) {
        if (sent.subject() != "ISO/SR Update: mail that does not arrive") continue;
        is_told = true;
        EXPECT_THAT(sent.body(), HasSubstr("body.example (1)"));
        EXPECT_THAT(sent.body(), HasSubstr("on our blocklist"));
        EXPECT_THAT(sent.body(), Not(HasSubstr("get nothing more")));
    }
    EXPECT_TRUE(is_told);
}

TEST_F(Bouncing, RefusalByTheRelayItselfIsABounce)
{
    world.relay().rules().add({.stage = Stage::rcpt, .match = ann, .action = Reply{no_such_user}});
    publish(1);
    world.pass(2min);
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("reason"), "mailbox-unknown");
    EXPECT_EQ(bounces()[0].at("message"), 0);
    world.pass(days{1} + 5min);
    EXPECT_TRUE(is_suppressed()) << "the probe was refused as well";
}

TEST_F(Bouncing, ReplayOfOneReportCountsOnce)
{
    const Sent copy = publish(1);
    for (int day = 0; day < 6; ++day) {
        bounce(copy, "4.2.2", "452 4.2.2 Mailbox full; try " + std::to_string(day));
        world.pass(days{1});
    }
    EXPECT_THAT(bounces(), SizeIs(6));
    EXPECT_THAT(world.journal(), Not(Contains("probe_planned")));
}

TEST_F(Bouncing, ReportAboutAnOldCopyCountsNothing)
{
    const Sent copy = publish(1);
    world.pass(days{40});
    bounce(copy, "5.1.1", no_such_user);
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("counts"), false);
}

TEST_F(Bouncing, WithoutATokenIsShownAndNeverCounts)
{
    publish(1);
    world.receive_octets("", "sr-update@lists.example.org", delivery_report(ann, "5.1.1", no_such_user));
    world.run();
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("email"), "ann@body.example");
    EXPECT_EQ(bounces()[0].at("counts"), false);
    EXPECT_THAT(world.journal(), Not(Contains("probe_planned")));
    EXPECT_THAT(world.take_sent(), IsEmpty()) << "nobody answers a report";
}

TEST_F(Bouncing, TokenInTheReturnedHeaderTiesIt)
{
    const Sent copy = publish(1);
    world.receive_octets(
        "", "sr-update@lists.example.org",
        delivery_report(ann, "5.1.1", no_such_user, "failed",
                        "From: x@y.example\r\nReply-To: " + copy.field("Reply-To") + "\r\nSubject: Issue\r\n"));
    world.run();
    ASSERT_THAT(bounces(), SizeIs(1));
    EXPECT_EQ(bounces()[0].at("counts"), true);
}

TEST_F(Bouncing, BounceToAQuestionConfirmsNothingAndIsNotAnswered)
{
    world.receive({.from = "eve@firm.example", .to = "sr-update+subscribe@lists.example.org"});
    const auto question = world.take_sent_to("eve@firm.example");
    ASSERT_THAT(question, SizeIs(1));
    EXPECT_EQ(question[0].reverse_path, "");
    world.receive_octets("", question[0].field("Reply-To"),
                         delivery_report("eve@firm.example", "5.1.1", "550 5.1.1 no such user"));
    world.run();
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_THAT(world.journal(), Not(Contains("member_joined")));
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST_F(Bouncing, ComplaintSuppressesAtOnceAndTheWayBackIsOpen)
{
    const Sent copy = publish(1);
    world.receive_octets(
        "fbl@provider.example", "abuse@lists.example.org",
        complaint("abuse", "Subject: Issue\r\nList-Unsubscribe: " + copy.field("List-Unsubscribe") + "\r\n"));
    world.run();
    EXPECT_TRUE(is_suppressed());
    EXPECT_THAT(world.journal(), Contains("complaint_taken"));
    world.pass(20min);
    bool is_told = false;
    for (const Sent& sent : world.take_sent_to(secretary))
        is_told = is_told || sent.body().find("a complaint (abuse)") != std::string::npos;
    EXPECT_TRUE(is_told);
    EXPECT_EQ(publish(2).recipient, "");

    world.receive({.from = ann,
                   .to = "sr-update+subscribe@lists.example.org",
                   .more_fields = "Authentication-Results: mx.example.org; dmarc=pass header.from=body.example\r\n"});
    const auto question = world.take_sent_to(ann);
    ASSERT_THAT(question, SizeIs(1));
    world.receive({.from = ann, .to = question[0].field("Reply-To")});
    EXPECT_FALSE(is_suppressed());
    EXPECT_THAT(world.journal(), Contains("suppression_lifted"));
    world.run();
    world.take_sent();
    EXPECT_EQ(publish(3).recipient, ann);
}

TEST_F(Bouncing, ReportAboutWhoWasErasedSuppressesAndCountsNobody)
{
    const Sent copy = publish(1);
    world.store().run(store::Durability::power_loss, [&](store::Store& store) {
        store.personal_data().withdraw(ann, world.now());
        store.personal_data().erase(ann);
    });
    bounce(copy, "5.1.1", no_such_user);
    world.receive_octets("x@y.example", "abuse@lists.example.org",
                         complaint("abuse", "List-Unsubscribe: " + copy.field("List-Unsubscribe") + "\r\n"));
    world.receive_octets("x@y.example", "abuse@lists.example.org",
                         complaint("abuse", "Reply-To: " + copy.field("Reply-To") + "\r\n"));
    EXPECT_THAT(bounces(), IsEmpty());
    world.store().read([](store::Store& store) { EXPECT_THAT(store.directory().suppressions(), IsEmpty()); });
    EXPECT_THAT(world.held(), SizeIs(2));
}

TEST_F(Bouncing, ForgedComplaintAndOneThatIsNoneSuppressNobody)
{
    const Sent copy = publish(1);
    world.receive_octets("x@y.example", "abuse@lists.example.org",
                         complaint("abuse", "Subject: Issue\r\nTo: <ann@body.example>\r\n"));
    EXPECT_THAT(world.held(), SizeIs(1)) << "a person looks at it";
    for (const char* type : {"auth-failure", "not-spam"}) {
        world.receive_octets("x@y.example", "abuse@lists.example.org",
                             complaint(type, "List-Unsubscribe: " + copy.field("List-Unsubscribe") + "\r\n"));
    }
    EXPECT_FALSE(is_suppressed());
    EXPECT_THAT(world.take_sent_to(ann), IsEmpty());
}

}  // namespace
