#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing_support::StoreFixture;

constexpr auto here = "lists@example.org at imap.example.org/INBOX";
constexpr auto elsewhere = "lists@example.org at imap.example.org/Other";

class MailboxesOfTheStore : public testing::Test {
  protected:
    MailboxMemory memory(std::string_view mailbox = here)
    {
        return fixture.in([&](Store& s) { return s.mailboxes().memory(mailbox); });
    }
    void note(const KnownMail& mail, std::string_view mailbox = here)
    {
        fixture.in([&](Store& s) { s.mailboxes().note(mailbox, mail); });
    }
    std::vector<LeftMail> untold()
    {
        return fixture.in([](Store& s) { return s.mailboxes().left_untold(10); });
    }

    StoreFixture fixture;
};

TEST_F(MailboxesOfTheStore, KnowNothingAtFirst)
{
    const MailboxMemory nothing = memory();
    EXPECT_EQ(nothing.uid_validity, 0);
    EXPECT_EQ(nothing.settled_up_to, 0);
    EXPECT_THAT(nothing.mails, IsEmpty());
}

TEST_F(MailboxesOfTheStore, KeepWhatIsNotedOfEachMessageInEachMailbox)
{
    note({.id = "5", .state = MailState::failing, .tries = 2, .why = "NO"});
    note({.id = "5"}, elsewhere);
    ASSERT_THAT(memory().mails, SizeIs(1));
    const KnownMail mail = memory().mails.front();
    EXPECT_EQ(mail.id, "5");
    EXPECT_EQ(mail.state, MailState::failing);
    EXPECT_EQ(mail.tries, 2);
    EXPECT_EQ(mail.why, "NO");
    note({.id = "5"});
    EXPECT_EQ(memory().mails.front().state, MailState::taken);
    note({.id = "5", .state = MailState::copied});
    EXPECT_EQ(memory().mails.front().state, MailState::copied);
    fixture.in([](Store& s) { s.mailboxes().forget(here, {"5", "none"}); });
    EXPECT_THAT(memory().mails, IsEmpty());
    EXPECT_THAT(memory(elsewhere).mails, SizeIs(1));
}

TEST_F(MailboxesOfTheStore, ForgetAllWhenTheUidsAreOthers)
{
    note({.id = "5"});
    fixture.in([](Store& s) { s.mailboxes().settle_up_to(here, 4); });
    EXPECT_EQ(memory().settled_up_to, 4);
    fixture.in([](Store& s) { s.mailboxes().renew(here, 8); });
    EXPECT_EQ(memory().uid_validity, 8);
    EXPECT_EQ(memory().settled_up_to, 0);
    EXPECT_THAT(memory().mails, IsEmpty());
}

TEST_F(MailboxesOfTheStore, TellOnceOfWhatIsLeftThere)
{
    note({.id = "1"});
    note({.id = "2", .state = MailState::failing, .tries = 1, .why = "NO"});
    EXPECT_THAT(untold(), IsEmpty());
    note({.id = "2", .state = MailState::given_up, .tries = 6, .why = "NO"});
    note({.id = "3", .state = MailState::too_large, .why = "large"});
    const auto left = untold();
    ASSERT_THAT(left, SizeIs(2));
    EXPECT_EQ(left.front().mailbox, here);
    fixture.in([&](Store& s) {
        for (const LeftMail& mail : left) s.mailboxes().mark_told(mail);
    });
    note({.id = "3", .state = MailState::too_large, .why = "large"});
    EXPECT_THAT(untold(), IsEmpty());
}

}  // namespace
}  // namespace store
