#include "intake/mailbox_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace intake {
namespace {

using config::Afterwards;
using store::MailState;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace base;

config::MailboxIntake some_mailbox(Afterwards afterwards = Afterwards::remove)
{
    return {.url = "imaps://imap.example/INBOX",
            .poll = 60s,
            .afterwards = afterwards,
            .message_octets_max = 1000,
            .round_messages_max = 3};
}

MailboxListing listing_of(std::vector<MailboxItem> items)
{
    return {.uid_validity = 7, .items = std::move(items)};
}

store::MailboxMemory memory_of(std::vector<store::KnownMail> mails)
{
    return {.uid_validity = 7, .mails = std::move(mails)};
}

TEST(MailboxPlan, OfOneMessageFollowsWhatIsKnownOfIt)
{
    struct Case {
        std::string_view what;
        std::vector<store::KnownMail> known;
        std::size_t octets;
        Afterwards afterwards;
        std::string plan;  ///< take, note, clear, remove or nothing
    };
    const Case cases[] = {
        {"an unknown one is taken", {}, 1000, Afterwards::remove, "take"},
        {"a larger one is noted", {}, 1001, Afterwards::remove, "note"},
        {"a taken one is cleared away", {{.id = "5"}}, 10, Afterwards::remove, "clear"},
        {"or moved", {{.id = "5"}}, 10, Afterwards::move, "clear"},
        {"or kept", {{.id = "5"}}, 10, Afterwards::keep, ""},
        {"one that is copied is not moved again",
         {{.id = "5", .state = MailState::copied}},
         10,
         Afterwards::move,
         "remove"},
        {"whatever is wanted now", {{.id = "5", .state = MailState::copied}}, 10, Afterwards::remove, "remove"},
        {"unless that is keep", {{.id = "5", .state = MailState::copied}}, 10, Afterwards::keep, ""},
        {"a failing one is tried again", {{.id = "5", .state = MailState::failing}}, 10, Afterwards::remove, "take"},
        {"what was given up stays", {{.id = "5", .state = MailState::given_up}}, 10, Afterwards::remove, ""},
        {"so does what is too large", {{.id = "5", .state = MailState::too_large}}, 1001, Afterwards::remove, ""},
        {"until it may be", {{.id = "5", .state = MailState::too_large}}, 1000, Afterwards::remove, "take"},
    };
    for (const Case& c : cases) {
        const MailboxPlan plan =
            plan_look(listing_of({{.id = "5", .octets = c.octets}}), memory_of(c.known), some_mailbox(c.afterwards));
        EXPECT_EQ(plan.take.size(), c.plan == "take" ? 1U : 0U) << c.what;
        EXPECT_EQ(plan.note.size(), c.plan == "note" ? 1U : 0U) << c.what;
        EXPECT_EQ(plan.clear_away.size(), c.plan == "clear" ? 1U : 0U) << c.what;
        EXPECT_EQ(plan.remove.size(), c.plan == "remove" ? 1U : 0U) << c.what;
        EXPECT_THAT(plan.forget, IsEmpty()) << c.what;
        EXPECT_FALSE(plan.has_more || plan.is_renewed) << c.what;
    }
}

TEST(MailboxPlan, TakesTheOldestFirstAndTheFailingLastUpToItsBound)
{
    const auto listing = listing_of({{.id = "1"}, {.id = "2"}, {.id = "3"}, {.id = "4"}});
    const MailboxPlan plan =
        plan_look(listing, memory_of({{.id = "1", .state = MailState::failing, .tries = 1}}), some_mailbox());
    EXPECT_THAT(plan.take, ElementsAre("2", "3", "4"));
    EXPECT_FALSE(plan.has_more) << "what fails is tried at the pace of the looks";
    EXPECT_TRUE(plan_look(listing, memory_of({}), some_mailbox()).has_more);
}

TEST(MailboxPlan, TakesWhatIsListedTwiceOnce)
{
    EXPECT_THAT(plan_look(listing_of({{.id = "1"}, {.id = "1"}}), memory_of({}), some_mailbox()).take,
                ElementsAre("1"));
}

TEST(MailboxPlan, ForgetsWhatIsNoLongerThere)
{
    const MailboxPlan plan =
        plan_look(listing_of({{.id = "2"}}), memory_of({{.id = "1"}, {.id = "2"}}), some_mailbox());
    EXPECT_THAT(plan.forget, ElementsAre("1"));
    EXPECT_THAT(plan.clear_away, ElementsAre("2"));
}

TEST(MailboxPlan, ReadsAllAgainWhenTheServerNumberedItsMessagesAnew)
{
    MailboxListing listing = listing_of({{.id = "1"}});
    listing.uid_validity = 8;
    const MailboxPlan plan = plan_look(listing, memory_of({{.id = "1"}, {.id = "2"}}), some_mailbox());
    EXPECT_TRUE(plan.is_renewed);
    EXPECT_THAT(plan.take, ElementsAre("1"));
    EXPECT_THAT(plan.clear_away, IsEmpty()) << "it is another message";
}

TEST(MailboxPlan, HasAllThatIsKnownListedAgain)
{
    store::MailboxMemory memory = memory_of({{.id = "1"}, {.id = "2", .state = MailState::given_up}});
    memory.settled_up_to = 3;
    const ListedBefore before = listed_before(memory);
    EXPECT_EQ(before.uid_validity, 7);
    EXPECT_EQ(before.uid, 3);
    EXPECT_THAT(before.ids, ElementsAre("1", "2"));
}

TEST(FailedFetch, IsGivenUpSoonerWhenTheServerRefusesThanWhenTheLineIsLost)
{
    const auto tries_of = [](Failing failing) {
        store::MailboxMemory memory;
        int tries = 0;
        for (store::KnownMail mail; mail.state != MailState::given_up; ++tries) {
            mail = after_failure(memory, "5", failing, "why");
            memory.mails = {mail};
        }
        return tries;
    };
    EXPECT_EQ(tries_of(Failing::refused), refused_tries_max);
    EXPECT_EQ(tries_of(Failing::lost), lost_tries_max);
}

TEST(SettledUpTo, EndsBeforeTheFirstThatIsNotOver)
{
    const auto listing = listing_of({{.id = "3"}, {.id = "4"}, {.id = "10"}, {.id = "12"}});
    struct Case {
        std::vector<store::KnownMail> known;
        std::int64_t settled;
    };
    const Case cases[] = {
        {{}, 2},
        {{{.id = "3"}, {.id = "10"}}, 3},
        {{{.id = "3"}, {.id = "4", .state = MailState::failing}, {.id = "10"}}, 3},
        {{{.id = "3"}, {.id = "4", .state = MailState::given_up}, {.id = "10"}}, 10},
        {{{.id = "3"}, {.id = "4", .state = MailState::too_large}, {.id = "10"}, {.id = "12"}}, 3},
    };
    for (const Case& c : cases) {
        store::MailboxMemory memory = memory_of(c.known);
        memory.settled_up_to = 2;
        EXPECT_EQ(settled_up_to(listing, memory), c.settled) << c.known.size();
    }
}

TEST(WaitBeforeLook, DoublesUpToAnHour)
{
    EXPECT_EQ(wait_before_look(0, 60s), 60s);
    EXPECT_EQ(wait_before_look(1, 60s), 2min);
    EXPECT_EQ(wait_before_look(3, 60s), 8min);
    EXPECT_EQ(wait_before_look(1000, 60s), 1h);
    EXPECT_EQ(wait_before_look(3, 24h), 24h) << "never sooner than without trouble";
}

TEST(MailboxPlaceOf, TakesTheUrlApart)
{
    struct Case {
        std::string url;
        std::string server;
        std::string folder;
        bool is_imap;
        bool has_tls;
    };
    const Case cases[] = {
        {"imaps://imap.example:993/INBOX", "imaps://imap.example:993", "INBOX", true, true},
        {"imap://imap.example", "imap://imap.example", "INBOX", true, false},
        {"imap://imap.example/", "imap://imap.example", "INBOX", true, false},
        {"imaps://[::1]:993/Lists/SR%20Update", "imaps://[::1]:993", "Lists/SR Update", true, true},
        {"imap://imap.example/100%", "imap://imap.example", "100%", true, false},
        {"pop3s://pop.example", "pop3s://pop.example", "INBOX", false, true},
    };
    for (const Case& c : cases) {
        config::MailboxIntake mailbox;
        mailbox.url = c.url;
        const MailboxPlace place = mailbox_place(mailbox);
        EXPECT_EQ(place.server, c.server);
        EXPECT_EQ(place.folder, c.folder) << c.url;
        EXPECT_EQ(place.is_imap, c.is_imap) << c.url;
        EXPECT_EQ(place.has_tls_at_once, c.has_tls) << c.url;
    }
}

}  // namespace
}  // namespace intake
