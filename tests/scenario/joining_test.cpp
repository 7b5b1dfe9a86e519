/// Joining, leaving, commands and invitations as correspondence; and what forgers and programs make of them.

#include "list/inviting.h"
#include "list/joining.h"
#include "list/membership.h"
#include "mail/encoded_word.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing_support::Letter;
using testing_support::Sent;
using testing_support::World;

constexpr auto ann = "ann@body.example";
constexpr auto secretary = "secretary@secretariat.example";
constexpr auto subscribe_address = "sr-update+subscribe@lists.example.org";
constexpr auto unsubscribe_address = "sr-update+unsubscribe@lists.example.org";
constexpr auto request_address = "sr-update+request@lists.example.org";
constexpr auto pass_of_body = "Authentication-Results: mx.example.org; dmarc=pass header.from=body.example\r\n";

/// "none" where there is no membership.
std::string state_of(World& world, const std::string& email, const std::string& list = "sr-update")
{
    std::string state = "none";
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        const auto members = store.directory().members_of(list, email);
        if (!members.empty()) state = store::name_of(members.front().state);
    });
    return state;
}

void change(World& world, const store::Work& work)
{
    world.store().run(store::Durability::killed, work);
    world.run();
}

std::string subject_of(const Sent& sent)
{
    return mail::decode_words(sent.subject());
}

/// The one thing that was sent to the address since the last look.
Sent only_one(World& world, const std::string& to)
{
    const auto sent = world.take_sent_to(to);
    EXPECT_THAT(sent, SizeIs(1)) << to;
    return sent.empty() ? Sent{} : sent.front();
}

std::vector<std::string> details_of(World& world, const std::string& event)
{
    std::vector<std::string> details;
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        for (const store::JournalEntry& entry : store.journal().latest(1000)) {
            if (entry.event == event) details.push_back(entry.detail);
        }
    });
    return details;
}

store::Id confirmation_in(World& world, const Sent& question)
{
    const std::string body = question.body();
    const auto at = body.find("/c/") + 3;
    const auto id = base::read_token(base::Purpose::confirm, body.substr(at, body.find_first_of("\r\n", at) - at),
                                     world.rules().key);
    return id ? *id : 0;
}

list::Confirmed follow_link(World& world, store::Id confirmation)
{
    auto confirmed = list::Confirmed::unknown;
    change(world, [&](store::Store& store) {
        confirmed = list::confirm(store, world.rules().house(), confirmation, "page", world.now());
    });
    return confirmed;
}

TEST(Joining, IsAskedAboutConfirmedByAnyReplyAndBringsTheNextIssue)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.receive({.from = "Ann Archivist <ann@body.example>", .to = subscribe_address, .subject = "subscribe"});
    const Sent question = only_one(world, ann);
    EXPECT_EQ(question.reverse_path, "");
    EXPECT_EQ(question.field("Auto-Submitted"), "auto-replied");
    EXPECT_THAT(question.field("Reply-To"), StartsWith("sr-update+confirm-"));
    EXPECT_THAT(question.body(), HasSubstr("https://lists.example.org/c/"));
    EXPECT_THAT(question.body(), HasSubstr("ann@body.example"));
    EXPECT_EQ(state_of(world, ann), "none");

    world.receive({.from = ann, .to = question.field("Reply-To"), .text = "What is this?\n"});
    EXPECT_EQ(state_of(world, ann), "active");
    const Sent welcome = only_one(world, ann);
    EXPECT_THAT(welcome.subject(), HasSubstr("Welcome"));
    EXPECT_THAT(welcome.reverse_path, StartsWith("sr-update+bounce-"));

    world.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #1"});
    EXPECT_EQ(only_one(world, ann).subject(), "Issue #1");
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST(Joining, IsConfirmedByTheLinkOnce)
{
    World world(World::usual_config());
    world.receive({.from = ann, .to = subscribe_address});
    const store::Id confirmation = confirmation_in(world, only_one(world, ann));
    EXPECT_EQ(follow_link(world, confirmation), list::Confirmed::joined);
    EXPECT_EQ(follow_link(world, confirmation), list::Confirmed::already);
    EXPECT_EQ(follow_link(world, confirmation + 1), list::Confirmed::unknown);
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));  // one welcome
}

TEST(Joining, IsRefusedByANoOfEachLanguage)
{
    for (const char* no : {"No, thank you.\n", "Non !\n", "> Any answer will do\n\nNO\n", "unsubscribe\n"}) {
        World world(World::usual_config());
        world.receive({.from = ann, .to = subscribe_address});
        const Sent question = only_one(world, ann);
        world.receive({.from = ann, .to = question.field("Reply-To"), .text = no});
        EXPECT_EQ(state_of(world, ann), "none") << no;
        EXPECT_THAT(world.take_sent(), IsEmpty()) << no;
        EXPECT_EQ(follow_link(world, confirmation_in(world, question)), list::Confirmed::already) << no;
        EXPECT_EQ(state_of(world, ann), "none") << no;
    }
}

TEST(Joining, AfterThreeDaysIsNoLongerConfirmed)
{
    World world(World::usual_config(), {.chores_interval = 1h});
    world.receive({.from = ann, .to = subscribe_address});
    const Sent question = only_one(world, ann);
    world.pass(days{3} + 1h);
    world.receive({.from = ann, .to = question.field("Reply-To"), .text = "yes\n"});
    EXPECT_EQ(state_of(world, ann), "none");
    EXPECT_THAT(details_of(world, "confirmation_ignored"), Contains("came too late"));
    EXPECT_EQ(follow_link(world, confirmation_in(world, question)), list::Confirmed::expired);
}

TEST(Joining, OfAnOpenListTakesAProvenAuthorAtOnceAndAsksTheOthers)
{
    World world(World::usual_config("subscribe = \"open\"\n"));
    world.receive({.from = ann, .to = subscribe_address, .more_fields = pass_of_body});
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(only_one(world, ann).subject(), HasSubstr("Welcome"));
    world.receive({.from = "bob@union.example", .to = subscribe_address, .more_fields = pass_of_body});
    EXPECT_EQ(state_of(world, "bob@union.example"), "none");
    EXPECT_THAT(only_one(world, "bob@union.example").subject(), HasSubstr("please confirm"));
}

TEST(Joining, OfAClosedListNeedsTheAddressAndThenTheOwner)
{
    World world(World::usual_config("subscribe = \"closed\"\n"));
    world.receive({.from = ann, .to = subscribe_address});
    world.receive({.from = ann, .to = only_one(world, ann).field("Reply-To"), .text = "yes\n"});
    EXPECT_EQ(state_of(world, ann), "pending");
    const auto sent = world.take_sent();
    ASSERT_THAT(sent, SizeIs(2));
    EXPECT_EQ(sent[0].recipient, secretary);
    EXPECT_THAT(sent[0].subject(), HasSubstr("ann@body.example asks to join"));
    EXPECT_THAT(sent[1].subject(), HasSubstr("waits for the owner"));

    world.receive({.from = secretary, .to = sent[0].field("Reply-To"), .text = "welcome\n"});
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(only_one(world, ann).subject(), HasSubstr("Welcome"));
}

TEST(Joining, ThatTheOwnerRefusesIsForgotten)
{
    World world(World::usual_config("subscribe = \"closed\"\n"));
    world.receive({.from = ann, .to = subscribe_address});
    world.receive({.from = ann, .to = only_one(world, ann).field("Reply-To")});
    world.receive({.from = secretary, .to = only_one(world, secretary).field("Reply-To"), .text = "No.\n"});
    EXPECT_EQ(state_of(world, ann), "none");
    change(world, [](store::Store& store) { EXPECT_EQ(store.directory().contact(ann), 0); });
}

TEST(Joining, IsAskedAboutInTheSendersWordsAndThenItsContactsLanguage)
{
    World world(World::usual_config());
    world.receive({.from = ann, .to = subscribe_address, .subject = "Inscription"});
    const Sent question = only_one(world, ann);
    EXPECT_THAT(subject_of(question), HasSubstr("veuillez"));
    EXPECT_EQ(follow_link(world, confirmation_in(world, question)), list::Confirmed::joined);
    EXPECT_THAT(subject_of(only_one(world, ann)), StartsWith("Bienvenue"));
    world.receive({.from = ann, .to = unsubscribe_address, .subject = "unsubscribe"});
    EXPECT_THAT(subject_of(only_one(world, ann)), HasSubstr("veuillez"));
}

TEST(Joining, RevivesWhoLeftByHisOwnWord)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    change(world, [&](store::Store& store) {
        list::set_state(store, "sr-update", ann, store::MemberState::left, "operator", world.now());
    });
    world.receive({.from = ann, .to = subscribe_address});
    EXPECT_EQ(follow_link(world, confirmation_in(world, only_one(world, ann))), list::Confirmed::joined);
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(details_of(world, "member_joined"), Contains("was left"));
}

TEST(Joining, LiftsASuppressionOnlyWhenProvenAndSaysSo)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category,state\nann@body.example,nmb,suppressed\n");
    world.receive({.from = ann, .to = subscribe_address});
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_THAT(details_of(world, "request_ignored"), Contains("its address is suppressed"));

    world.receive({.from = ann, .to = subscribe_address, .more_fields = pass_of_body});
    EXPECT_EQ(follow_link(world, confirmation_in(world, only_one(world, ann))), list::Confirmed::released);
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(only_one(world, ann).body(), HasSubstr("lifted"));
    EXPECT_THAT(details_of(world, "member_joined"), Contains(HasSubstr("suppression was lifted")));
}

TEST(Question, IsNotAnsweredByAForgerAVacationOrABounce)
{
    World world(World::usual_config());
    world.receive({.from = ann, .to = subscribe_address});
    const std::string confirm = only_one(world, ann).field("Reply-To");
    std::string forged = confirm;
    const auto at = forged.find('@') - 1;
    forged[at] = forged[at] == 'a' ? 'b' : 'a';
    world.receive({.from = ann, .to = forged, .text = "yes\n"});
    world.receive(
        {.from = ann, .to = confirm, .text = "I am away\n", .more_fields = "Auto-Submitted: auto-replied\r\n"});
    world.receive({.from = "mailer-daemon@body.example", .to = confirm, .text = "unknown user\n", .reverse_path = ""});
    EXPECT_EQ(state_of(world, ann), "none");
    EXPECT_THAT(world.journal(), Not(Contains("request_confirmed")));
    EXPECT_THAT(world.journal(), Contains("auto_reply"));
    world.receive({.from = ann, .to = confirm, .text = "yes\n"});
    EXPECT_EQ(state_of(world, ann), "active");
}

TEST(Question, OfAnotherListIsNotAnsweredThere)
{
    World world(World::usual_config("[[list]]\nname = \"other\"\naddress = \"other@lists.example.org\"\n"
                                    "title = \"Other\"\nowner = [\"secretary@secretariat.example\"]\n"));
    world.receive({.from = ann, .to = subscribe_address});
    std::string confirm = only_one(world, ann).field("Reply-To");
    confirm.replace(0, std::string("sr-update").size(), "other");
    world.receive({.from = ann, .to = confirm, .text = "yes\n"});
    EXPECT_EQ(state_of(world, ann), "none");
    EXPECT_EQ(state_of(world, ann, "other"), "none");
}

TEST(Bombing, GetsOneQuestionADayThroughWhateverList)
{
    World world(World::usual_config("[[list]]\nname = \"other\"\naddress = \"other@lists.example.org\"\n"
                                    "title = \"Other\"\nowner = [\"secretary@secretariat.example\"]\n"),
                {.chores_interval = 1h});
    for (int i = 0; i < 20; ++i) {
        world.receive({.from = ann, .to = subscribe_address});
        world.receive({.from = ann, .to = "other+subscribe@lists.example.org"});
        world.receive({.from = ann, .to = request_address, .subject = "subscribe"});
    }
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));
    EXPECT_THAT(details_of(world, "request_ignored"), Contains("it was asked today already").Times(59));
    EXPECT_THAT(world.held(), IsEmpty());
    world.pass(days{1} + 1min);
    world.receive({.from = ann, .to = subscribe_address});
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));
}

TEST(Bombing, ByManyLinesOfOneMessageGetsOneQuestion)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category,state\nann@body.example,nmb,paused\n");
    world.receive({.from = ann, .to = request_address, .subject = "resume", .text = "language fr\nlanguage es\n"});
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));
    EXPECT_THAT(details_of(world, "request_ignored"), Contains("it was asked today already").Times(2));
}

TEST(Bombing, OfManyFromOnePlaceEndsAfterTwenty)
{
    World world(World::usual_config());
    const std::string received = "Received: from x.example (x.example [203.0.113.7]) by mx.example.org; date\r\n";
    for (int i = 0; i < 30; ++i) {
        const std::string victim = "victim" + std::to_string(i) + "@body" + std::to_string(i) + ".example";
        world.receive({.from = victim, .to = subscribe_address, .more_fields = received});
    }
    EXPECT_THAT(world.take_sent(), SizeIs(20));
    world.receive({.from = ann, .to = subscribe_address});
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));
}

TEST(Bombing, OfProgramsListsAndOurselvesGetsNothing)
{
    World world(World::usual_config());
    for (const char* from : {"postmaster@body.example", "no-reply@body.example", "news-request@other.example",
                             "sr-update@lists.example.org", "sr-update+request@lists.example.org"}) {
        world.receive({.from = from, .to = subscribe_address});
        world.receive({.from = from, .to = request_address, .subject = "help"});
    }
    world.receive({.from = ann, .to = subscribe_address, .more_fields = "Precedence: bulk\r\n"});
    world.receive({.from = ann, .to = subscribe_address, .more_fields = "List-Id: <news.other.example>\r\n"});
    world.receive({.from = ann, .to = subscribe_address, .more_fields = "Auto-Submitted: auto-generated\r\n"});
    world.receive({.from = ann, .to = subscribe_address, .reverse_path = ""});
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

/// The same house elsewhere.
std::string config_of_another_host(const std::string& more)
{
    std::string config = World::usual_config();
    const std::string here = "lists.example.org";
    for (auto at = config.find(here); at != std::string::npos; at = config.find(here, at))
        config.replace(at, here.size(), "lists.other.example");
    return config + more;
}

/// What each sends to the other arrives there; how often that happened until both were silent.
int correspond(World& here, World& there, int rounds_max)
{
    const auto carry = [](World& from, World& to, std::string_view host) {
        bool has_carried = false;
        for (const Sent& sent : from.take_sent()) {
            if (!sent.recipient.ends_with(host)) continue;
            to.receive_octets(sent.reverse_path, sent.recipient, sent.octets);
            has_carried = true;
        }
        return has_carried;
    };
    int rounds = 0;
    for (bool is_moving = true; is_moving && rounds < rounds_max; ++rounds) {
        is_moving = carry(here, there, "@lists.other.example");
        is_moving = carry(there, here, "@lists.example.org") || is_moving;
    }
    return rounds;
}

TEST(TwoDaemons, SubscribedToEachOtherDoNotLoop)
{
    World here(World::usual_config("post_auth = \"open\"\n"));
    World there(config_of_another_host("post_auth = \"open\"\n[[list]]\nname = \"mirror\"\n"
                                       "address = \"mirror@lists.other.example\"\ntitle = \"Mirror\"\n"
                                       "owner = [\"secretary@secretariat.example\"]\npost_auth = \"open\"\n"
                                       "post = [\"sr-update@lists.example.org\"]\n"));
    here.import("sr-update", "email,category\nmirror@lists.other.example,nmb\nann@body.example,nmb\n");
    there.import("mirror", "email,category\nsr-update@lists.example.org,nmb\n");
    here.receive({.from = secretary, .to = "sr-update@lists.example.org", .subject = "Issue #1"});
    EXPECT_LT(correspond(here, there, 10), 4);
    EXPECT_EQ(here.deliveries_in("sr-update", 1, "accepted"), 2);
    EXPECT_EQ(there.deliveries_in("mirror", 1, "accepted"), 1);
    EXPECT_EQ(here.issue_state("sr-update", 2), "none");
    // What came back is the message that was handled before. That the mirror tells its author is no post either.
    ASSERT_THAT(here.held(), SizeIs(1));
    EXPECT_THAT(here.held().front().reason, HasSubstr("an automatic reply"));
}

TEST(TwoDaemons, AskedInEachOthersNamesSayOneThingAtMost)
{
    World here(World::usual_config());
    World there(config_of_another_host(""));
    here.receive({.from = "sr-update+request@lists.other.example", .to = request_address, .subject = "help"});
    here.receive({.from = "sr-update+subscribe@lists.other.example", .to = subscribe_address});
    EXPECT_THAT(here.journal(), Contains("request_ignored").Times(2));
    // A posting address looks like anybody's.
    here.receive({.from = "sr-update@lists.other.example", .to = subscribe_address});
    EXPECT_LT(correspond(here, there, 10), 3);
    EXPECT_EQ(there.sent_count(), 0U);
    EXPECT_EQ(state_of(here, "sr-update@lists.other.example"), "none");
}

TEST(LeavingByCommand, ByCommandIsAskedAboutAndDoneByTheReply)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = ann, .to = unsubscribe_address});
    const Sent question = only_one(world, ann);
    EXPECT_EQ(state_of(world, ann), "active");
    world.receive({.from = ann, .to = question.field("Reply-To"), .text = "unsubscribe\n"});
    EXPECT_EQ(state_of(world, ann), "left");
}

TEST(LeavingByCommand, OfAProvenAuthorIsDoneAtOnce)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = ann, .to = request_address, .subject = "Désabonner", .more_fields = pass_of_body});
    EXPECT_EQ(state_of(world, ann), "left");
}

TEST(LeavingByCommand, ThatAMemberMailsToTheWholeListIsUnderstood)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = ann, .to = "sr-update@lists.example.org", .subject = "Unsubscribe", .text = "Ann\n"});
    EXPECT_THAT(only_one(world, ann).subject(), HasSubstr("want to leave"));
    world.receive({.from = ann, .to = "sr-update@lists.example.org", .subject = "Unsubscribe bob@body.example"});
    EXPECT_THAT(world.held(), SizeIs(1));
}

TEST(Changes, AreAskedAboutAndAcknowledged)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = ann, .to = request_address, .subject = "", .text = "pause\nlanguage fr\n"});
    auto questions = world.take_sent_to(ann);
    ASSERT_THAT(questions, SizeIs(2));
    EXPECT_THAT(questions[0].body(), HasSubstr("get nothing"));
    EXPECT_THAT(questions[1].body(), HasSubstr("language: fr"));
    world.receive({.from = ann, .to = questions[0].field("Reply-To")});
    EXPECT_EQ(state_of(world, ann), "paused");
    EXPECT_THAT(only_one(world, ann).body(), HasSubstr("resume"));
    world.receive({.from = ann, .to = questions[1].field("Reply-To")});
    EXPECT_THAT(only_one(world, ann).body(), HasSubstr("fr"));
    world.receive({.from = ann, .to = request_address, .subject = "reprendre", .more_fields = pass_of_body});
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(only_one(world, ann).subject(), HasSubstr("modification"));
}

TEST(Help, IsWholeForAProvenAuthorAndShortOnceADayForOthers)
{
    World world(World::usual_config());
    world.receive({.from = ann, .to = "sr-update+help@lists.example.org", .more_fields = pass_of_body});
    const Sent help = only_one(world, ann);
    EXPECT_EQ(help.reverse_path, "");
    EXPECT_THAT(help.body(), HasSubstr("whoami"));
    EXPECT_THAT(help.field("In-Reply-To"), Not(IsEmpty()));

    for (int i = 0; i < 5; ++i)
        world.receive({.from = "bob@union.example", .to = request_address, .subject = i % 2 == 0 ? "help" : "lists"});
    const Sent answer = only_one(world, "bob@union.example");
    EXPECT_THAT(answer.body(), Not(HasSubstr("whoami")));
    EXPECT_EQ(answer.field("In-Reply-To"), "");
    EXPECT_THAT(world.held(), IsEmpty());
}

TEST(Commands, ThatTellSomethingAreAnsweredTogether)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = ann,
                   .to = request_address,
                   .subject = "whoami",
                   .text = "lists\ninfo\nget 7\nsubscribe\nlanguage xx\npause\nresume\n",
                   .more_fields = pass_of_body});
    const Sent answer = only_one(world, ann);
    for (const char* part : {"as nmb: active", "sr-update@lists.example.org", "its\r\n1 members", "> get 7",
                             "no such issue", "> subscribe", "already", "other 3 lines"})
        EXPECT_THAT(answer.body(), HasSubstr(part));
    EXPECT_EQ(state_of(world, ann), "active");
}

TEST(Commands, WrittenAsALetterWaitForAPerson)
{
    World world(World::usual_config());
    world.receive({.from = ann, .to = request_address, .subject = "A question", .text = "Dear owner,\nmay I join?\n"});
    ASSERT_THAT(world.held(), SizeIs(1));
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

TEST(BackIssue, GoesToActiveMembersOnlyOnceADayAndFiveTimesToProvenOnes)
{
    World world(World::usual_config("post_auth = \"open\"\n"));
    world.import("sr-update", "email,category\nann@body.example,nmb\neve@body.example,expert\n");
    world.receive({.from = secretary,
                   .to = "sr-update@lists.example.org",
                   .subject = "Issue #1",
                   .text = "Dear all,\n.dot\n",
                   .message_id = "<1@secretariat.example>"});
    world.take_sent();
    world.receive({.from = ann, .to = request_address, .subject = "get 1", .message_id = "<forged@elsewhere.example>"});
    const Sent copy = only_one(world, ann);
    EXPECT_EQ(copy.subject(), "Issue #1");
    EXPECT_EQ(copy.body(), "Dear all,\r\n.dot\r\n");
    EXPECT_EQ(copy.field("Auto-Submitted"), "auto-replied");
    EXPECT_EQ(copy.octets, base::mask_tokens(copy.octets)) << "whoever asked for it gets nobody's token";
    EXPECT_EQ(copy.field("Reply-To"), "");
    EXPECT_EQ(copy.field("In-Reply-To"), "") << "the words of who proved nothing";
    EXPECT_EQ(copy.field("References"), "<1@secretariat.example>");

    world.receive({.from = "eve@body.example", .to = request_address, .subject = "get 1"});  // not of her category
    EXPECT_THAT(only_one(world, "eve@body.example").body(), HasSubstr("Nothing was done"));
    world.receive({.from = "bob@union.example", .to = request_address, .subject = "get 1"});
    EXPECT_THAT(only_one(world, "bob@union.example").body(), Not(HasSubstr(".dot")));
    const auto copies_after = [&](const std::string& more_fields) {
        for (int i = 0; i < 10; ++i)
            world.receive({.from = ann, .to = request_address, .subject = "get 1", .more_fields = more_fields});
        const auto copies = world.take_sent_to(ann);
        return std::ranges::count(copies, "Issue #1", &Sent::subject);
    };
    EXPECT_EQ(copies_after(""), 0) << "a bare From fetches one a day";
    EXPECT_EQ(copies_after(pass_of_body), 4);
}

void invite(World& world, const std::vector<store::Member>& members, list::InviteCounts& counts)
{
    change(world, [&](store::Store& store) {
        list::invite(store, world.rules().house(), world.rules().config->lists.front(), members, world.now(), counts);
    });
}

store::Member invitee(const std::string& email)
{
    store::Member member;
    member.email = email;
    member.name = "Ann Archivist";
    member.category = "nmb";
    member.organisation = "Body of Standards";
    return member;
}

TEST(Invitation, IsAcceptedByReply)
{
    World world(World::usual_config());
    list::InviteCounts counts;
    invite(world, {invitee(ann), invitee(ann), invitee("no-reply@body.example")}, counts);
    EXPECT_EQ(counts.invited, 1);
    EXPECT_EQ(counts.known, 1);
    EXPECT_EQ(counts.not_for_people, 1);
    const Sent invitation = only_one(world, ann);
    EXPECT_EQ(state_of(world, ann), "invited");
    EXPECT_THAT(invitation.reverse_path, StartsWith("sr-update+bounce-"));
    world.receive({.from = ann, .to = invitation.field("Reply-To"), .text = "Gladly.\n"});
    EXPECT_EQ(state_of(world, ann), "active");
    EXPECT_THAT(only_one(world, ann).subject(), HasSubstr("Welcome"));
}

void expect_nothing_is_known(World& world, const std::string& email)
{
    EXPECT_EQ(state_of(world, email), "none");
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        EXPECT_EQ(store.directory().contact(email), 0);
        EXPECT_THAT(store.queue().search(email, 10), IsEmpty());
        EXPECT_THAT(store.directory().members("sr-update"), IsEmpty());
    });
}

TEST(Invitation, ThatIsRefusedForgetsAtOnce)
{
    World world(World::usual_config());
    list::InviteCounts counts;
    invite(world, {invitee(ann)}, counts);
    const Sent invitation = only_one(world, ann);
    world.receive({.from = "office@body.example", .to = invitation.field("Reply-To"), .text = "No, thanks\n"});
    expect_nothing_is_known(world, ann);
    EXPECT_EQ(follow_link(world, confirmation_in(world, invitation)), list::Confirmed::already);
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

TEST(Invitation, WithoutAnAnswerIsForgottenAfterThirtyDays)
{
    World world(World::usual_config(), {.chores_interval = 6h});
    list::InviteCounts counts;
    invite(world, {invitee(ann)}, counts);
    const Sent invitation = only_one(world, ann);
    world.pass(days{29});
    EXPECT_EQ(state_of(world, ann), "invited");
    world.pass(days{2});
    expect_nothing_is_known(world, ann);
    EXPECT_EQ(follow_link(world, confirmation_in(world, invitation)), list::Confirmed::expired);
    EXPECT_THAT(world.take_sent(), IsEmpty());
    EXPECT_THAT(world.journal(), Contains("member_forgotten"));
}

TEST(Invitation, LeavesWhoLeftAndTheSuppressedAlone)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category,state\nann@body.example,nmb,left\nbob@body.example,nmb,suppressed\n");
    list::InviteCounts counts;
    invite(world, {invitee(ann), invitee("bob@body.example")}, counts);
    EXPECT_EQ(counts.kept_left, 1);
    EXPECT_EQ(counts.kept_suppressed, 1);
    EXPECT_THAT(world.take_sent(), IsEmpty());
}

}  // namespace
