/// What is kept, for how long, and who is erased; as correspondence.

#include "list/erasing.h"
#include "list/inviting.h"
#include "report/contact_document.h"
#include "report/report.h"
#include "support/text_file.h"
#include "support/world.h"

#include <boost/json/serialize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Sent;
using testing_support::World;

constexpr auto ann = "ann@body.example";
constexpr auto secretary = "secretary@secretariat.example";
constexpr auto pass_of_body = "Authentication-Results: mx.example.org; dmarc=pass header.from=body.example\r\n";

World make_world(const std::string& more = "")
{
    return World(World::usual_config("post_auth = \"open\"\n" + more), {.chores_interval = 1h});
}

std::string octets_of(World& world, store::Id message)
{
    std::string octets;
    world.store().read([&](store::Store& store) { octets = store.spool().octets(message); });
    return octets;
}

store::Message find(World& world, store::Id message)
{
    std::optional<store::Message> found;
    world.store().read([&](store::Store& store) { found = store.spool().find(message); });
    return found.value();
}

boost::json::object document_of(World& world, const std::string& email)
{
    boost::json::object document;
    world.store().read([&](store::Store& store) {
        document = report::contact_document(store, email, list::erasure_mark(world.rules().key, email));
    });
    return document;
}

/// As gazettectl does. Whether it could be done.
bool erase(World& world, const std::string& email)
{
    bool is_done = false;
    world.store().run(store::Durability::power_loss, [&](store::Store& store) {
        const auto messages = store.personal_data().messages(email);
        if (!list::begin_erasing(store, email, messages, world.now()).is_nothing()) return;
        list::erase_messages(store, messages, world.now());
        is_done = list::finish_erasing(store, world.rules().key, email, world.now()).has_value();
        store.retention().drop_notice_octets(base::Time::max(), 1000);
    });
    return is_done;
}

TEST(HeldMessage, IsToldRemindedOfAndEndsWhenNobodyDecides)
{
    World world = make_world();
    world.receive({.from = "stranger@nowhere.example", .to = "sr-update@lists.example.org", .subject = "Offer"});
    const store::Id message = world.acknowledged().back();
    world.pass(1h);
    const auto told = world.take_sent_to(secretary);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told[0].body(), HasSubstr("What nobody decides within 30 days ends undecided"));
    EXPECT_THAT(told[0].body(), Not(HasSubstr("last reminder\r\n")));

    world.pass(days{22});
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty());
    world.pass(days{1});
    const auto reminder = world.take_sent_to(secretary);
    ASSERT_THAT(reminder, SizeIs(1));
    EXPECT_THAT(reminder[0].body(), HasSubstr("undecided: this is the last reminder"));
    EXPECT_THAT(reminder[0].body(), HasSubstr("Offer"));

    world.pass(days{6} + 20h);
    EXPECT_THAT(world.held(), SizeIs(1));
    EXPECT_THAT(world.take_sent_to(secretary), IsEmpty());
    world.pass(8h);
    EXPECT_THAT(world.held(), IsEmpty());
    EXPECT_EQ(find(world, message).reason, "kept 30 days, nobody decided");
    EXPECT_THAT(world.journal(), Contains("held_expired"));
    EXPECT_NE(octets_of(world, message), "") << "it ended, and is kept as any other";
}

TEST(HeldMessage, ThatIsReleasedAfterTheReminderBecomesAnIssue)
{
    World world = make_world();
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = "stranger@nowhere.example", .to = "sr-update@lists.example.org", .subject = "News"});
    world.pass(days{24});
    const auto sent = world.take_sent_to(secretary);
    ASSERT_THAT(sent, SizeIs(2));
    world.receive({.from = secretary, .to = sent[1].field("Reply-To"), .subject = "Re", .text = "release\n"});
    world.pass(days{10});
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));
}

TEST(HeldMessage, OfWhichNobodyWasToldIsKept)
{
    World world = make_world();
    world.receive({.from = "stranger@nowhere.example", .to = "sr-update@lists.example.org", .subject = "Offer"});
    world.suspend(days{100});  // no digest was made meanwhile
    EXPECT_THAT(world.held(), SizeIs(1));
    world.pass(days{22});
    EXPECT_THAT(world.held(), SizeIs(1));
    world.pass(days{9});
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST(KeptMessage, LosesItsOctetsWhileAnIssueStillGoesOutAndCanBeAskedFor)
{
    World world(World::usual_config("post_auth = \"open\"\n"), {.chores_interval = std::chrono::hours(6)});
    world.import("sr-update", "email,category\nann@body.example,nmb\nbob@body.example,nmb\n");
    world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #1", .text = "News.\n"});
    const store::Id post = world.acknowledged().back();
    world.receive({.from = ann, .to = "sr-update+help@lists.example.org", .more_fields = pass_of_body});
    const store::Id question = world.acknowledged().back();
    EXPECT_EQ(find(world, question).state, store::MessageState::done);

    world.pass(days{364});
    EXPECT_NE(octets_of(world, question), "");
    world.pass(days{2});
    EXPECT_EQ(octets_of(world, question), "");
    boost::json::object trace;
    world.store().read([&](store::Store& store) { trace = report::trace(store, std::to_string(question)); });
    EXPECT_TRUE(trace["messages"].as_array().front().as_object().contains("purged"));
    EXPECT_EQ(trace["messages"].as_array().front().at("state").as_string(), "done");
    EXPECT_THAT(octets_of(world, post), HasSubstr("News."));

    world.take_sent();
    world.import("sr-update", "email,category\ncid@body.example,nmb\n");
    world.receive({.from = "cid@body.example",
                   .to = "sr-update+request@lists.example.org",
                   .subject = "get 1",
                   .more_fields = pass_of_body});
    const auto copies = world.take_sent_to("cid@body.example");
    ASSERT_THAT(copies, Not(IsEmpty()));
    EXPECT_THAT(copies.front().body(), HasSubstr("News."));
}

TEST(KeptMessage, OfAnIssueThatIsStillGoingOutIsThereForItsLastCopies)
{
    std::string config = World::usual_config("post_auth = \"open\"\n");
    config.replace(config.find("[server]\n"), 9, "[server]\nkeep_messages = \"30d\"\n");
    World world(config, {.chores_interval = std::chrono::hours(6)});
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    const auto pause = [&world](bool is_paused) {
        world.store().run(store::Durability::killed, [&](store::Store& store) {
            store.issues().set_paused(store.issues().find("sr-update", 1)->id, is_paused);
        });
    };
    world.relay().set_away(true);
    world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #1", .text = "News.\n"});
    pause(true);
    world.relay().set_away(false);
    world.pass(days{60});
    EXPECT_THAT(world.take_sent_to(ann), IsEmpty());
    world.crash_and_restart();  // so that the post comes from the store
    pause(false);
    world.pass(6h);
    const auto copies = world.take_sent_to(ann);
    ASSERT_THAT(copies, SizeIs(1));
    EXPECT_THAT(copies[0].body(), HasSubstr("News."));
}

TEST(KeptMessage, IsNotPurgedByAClockThatIsSet)
{
    World world = make_world();
    world.receive({.from = ann, .to = "sr-update+help@lists.example.org", .more_fields = pass_of_body});
    const store::Id question = world.acknowledged().back();
    world.set_clock(days{500});
    world.pass(2h);
    EXPECT_NE(octets_of(world, question), "");
}

/// Ann was sent issue 1, answered it, was answered, asked for things, and had a post held.
struct AnnsHistory {
    World world = make_world();
    store::Id contact = 0;
    store::Id reply = 0;

    AnnsHistory()
    {
        world.import("sr-update", "email,name,category,organisation,country\n"
                                  "ann@body.example,Ann Archivist,nmb,Body of Ann,FR\n"
                                  "bob@other.example,Bob,nmb,Other,DE\n");
        world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #1"});
        const std::string reply_to = world.take_sent_to(ann).front().field("Reply-To");
        world.receive({.from = ann, .to = reply_to, .subject = "Re: Issue #1", .text = "My private words.\n"});
        reply = world.acknowledged().back();
        const Sent routed = world.take_sent_to(secretary).back();
        world.receive({.from = secretary, .to = routed.field("Reply-To"), .text = "Thank you.\n"});
        vote();
        world.receive({.from = ann, .to = "sr-update@lists.example.org", .subject = "My post"});
        world.receive({.from = ann, .to = "sr-update+request@lists.example.org", .subject = "pause"});
        world.store().run(store::Durability::killed,
                          [&](store::Store& store) { contact = store.directory().contact(ann); });
        world.pass(days{2});
        world.take_sent();
    }

    void vote()
    {
        world.store().run(store::Durability::killed, [&](store::Store& store) {
            const store::Issue issue = *store.issues().find("sr-update", 1);
            const store::Id version = store.approvals().add_version(
                {.issue = issue.id,
                 .message = issue.message,
                 .sha256 = std::string(32, 'd'),
                 .opened_at = world.now(),
                 .stages = {{.name = "CAG", .policy = "any", .deadline = 72h, .approvers = {ann}}}});
            const store::Id stage = store.approvals().stages(version).front().id;
            store.approvals().open_stage(stage, world.now());
            store.approvals().add_vote({.request = store.approvals().requests(stage).front().id,
                                        .is_approval = false,
                                        .reason = "My private reason",
                                        .at = world.now(),
                                        .message = reply,
                                        .message_id = "<ann@body.example>",
                                        .sender = "ANN@body.example"});
            store.approvals().close_stage(stage, store::StageState::rejected, world.now());
        });
    }
};

TEST(Contact, ExportTellsAllThatIsKept)
{
    AnnsHistory history;
    const auto document = document_of(history.world, "ANN@body.example");
    EXPECT_FALSE(report::is_empty(document));
    EXPECT_EQ(document.at("contact").at("name").as_string(), "Ann Archivist");
    EXPECT_EQ(document.at("contact").at("organisation").as_string(), "Body of Ann");
    ASSERT_THAT(document.at("memberships").as_array(), SizeIs(1));
    EXPECT_EQ(document.at("memberships").as_array()[0].at("state").as_string(), "active");
    EXPECT_THAT(document.at("deliveries").as_array(), SizeIs(1));
    EXPECT_THAT(document.at("notices").as_array(), Not(IsEmpty()));
    ASSERT_THAT(document.at("feedback").as_array(), SizeIs(1));
    EXPECT_EQ(document.at("feedback").as_array()[0].at("text").as_string(), "My private words.");
    EXPECT_THAT(document.at("threads").as_array(), SizeIs(1));
    EXPECT_THAT(document.at("confirmations").as_array(), SizeIs(1));
    ASSERT_THAT(document.at("vote_requests").as_array(), SizeIs(1));
    const auto& request = document.at("vote_requests").as_array()[0];
    EXPECT_EQ(request.at("list").as_string(), "sr-update");
    EXPECT_EQ(request.at("issue").as_int64(), 1);
    EXPECT_EQ(request.at("stage").as_string(), "CAG");
    EXPECT_EQ(request.at("role").as_string(), "approver");
    ASSERT_THAT(document.at("votes").as_array(), SizeIs(1));
    EXPECT_EQ(document.at("votes").as_array()[0].at("vote").as_string(), "reject");
    EXPECT_EQ(document.at("votes").as_array()[0].at("reason").as_string(), "My private reason");
    EXPECT_THAT(document.at("messages").as_array(), SizeIs(3));
    EXPECT_THAT(document.at("journal").as_array(), Not(IsEmpty()));
    EXPECT_TRUE(report::is_empty(document_of(history.world, "nobody@body.example")));
}

TEST(Contact, EraseLeavesNoTraceOfTheAddressInTheWholeFile)
{
    AnnsHistory history;
    World& world = history.world;
    ASSERT_TRUE(erase(world, ann));
    ASSERT_TRUE(world.store().empty_log());
    const std::filesystem::path file = world.rules().config->server.data_dir / "gazetted.db";
    const std::string octets = testing_support::read_text(file);
    for (const char* word :
         {"ann@body", "ANN@BODY", "Ann Archivist", "Body of Ann", "My private words", "My private reason", "My post"})
        EXPECT_EQ(octets.find(word), std::string::npos) << word;
    EXPECT_EQ(testing_support::read_text(file.string() + "-wal"), "");
    EXPECT_NE(octets.find("bob@other.example"), std::string::npos) << "others are still there";

    const auto document = document_of(world, ann);
    EXPECT_TRUE(report::is_empty(document)) << boost::json::serialize(document);
    EXPECT_TRUE(document.at("kept_out").as_bool());
    EXPECT_THAT(world.store().check_integrity(), IsEmpty());
    EXPECT_EQ(find(world, history.reply).state, store::MessageState::done) << "that there was one is still known";
    world.store().read([&](store::Store& store) {
        EXPECT_EQ(store.journal().about_contact(history.contact).back().event, "contact_erased");
    });
}

TEST(Contact, WhoIsErasedGetsNothingMoreUntilHeAsks)
{
    AnnsHistory history;
    World& world = history.world;
    ASSERT_TRUE(erase(world, ann));
    world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #2"});
    EXPECT_THAT(world.take_sent_to(ann), IsEmpty());
    world.receive({.from = ann, .to = "sr-update+subscribe@lists.example.org", .more_fields = pass_of_body});
    const auto question = world.take_sent_to(ann);
    ASSERT_THAT(question, SizeIs(1));
    world.receive({.from = ann, .to = question[0].field("Reply-To"), .text = "yes\n"});
    EXPECT_FALSE(document_of(world, ann).at("kept_out").as_bool());
    EXPECT_NE(document_of(world, ann).at("contact").at("id").as_int64(), history.contact);
}

TEST(Contact, AnErasedPartysThreadIsHeldForAPerson)
{
    AnnsHistory history;
    World& world = history.world;
    ASSERT_TRUE(erase(world, ann));
    const auto held_before = world.held().size();
    std::string thread;
    world.store().read([&](store::Store& store) {
        for (const store::ThreadParty& party : store.correspondence().parties(1)) {
            thread = "sr-update+thread-" + base::make_token(base::Purpose::thread, party.id, world.rules().key) +
                     "@lists.example.org";
        }
    });
    world.receive({.from = secretary, .to = thread, .text = "One more thing.\n"});
    EXPECT_THAT(world.held(), SizeIs(held_before + 1));
}

TEST(Contact, IsNotNamedByTheJournalWhenItsProgramAnswers)
{
    AnnsHistory history;
    World& world = history.world;
    world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #2"});
    world.receive({.from = ann,
                   .to = world.take_sent_to(ann).front().field("Reply-To"),
                   .more_fields = "X-Autoreply-From: ann@body.example\r\n"});
    std::string details;
    world.store().read([&](store::Store& store) {
        for (const store::JournalEntry& entry : store.journal().about_message(world.acknowledged().back()))
            details += entry.detail;
    });
    EXPECT_THAT(details, HasSubstr("X-Autoreply-From"));
    EXPECT_THAT(details, Not(HasSubstr("@")));
}

TEST(Contact, InvitedWhoNeverAnsweredLeavesNoTraceEither)
{
    World world = make_world();
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        store::Member member;
        member.email = "ann@invited.example";
        member.name = "Ann Archivist";
        member.category = "nmb";
        member.organisation = "Body of Ann";
        list::InviteCounts counts;
        list::invite(store, world.rules().house(), world.rules().config->lists.front(), {member}, world.now(), counts);
    });
    world.run();
    EXPECT_THAT(world.take_sent_to("ann@invited.example"), SizeIs(1));
    world.pass(days{31});
    EXPECT_TRUE(report::is_empty(document_of(world, "ann@invited.example")));
    ASSERT_TRUE(world.store().empty_log());
    const std::string octets = testing_support::read_text(world.rules().config->server.data_dir / "gazetted.db");
    for (const char* word : {"ann@invited", "Ann Archivist", "Body of Ann"})
        EXPECT_EQ(octets.find(word), std::string::npos) << word;
}

}  // namespace
