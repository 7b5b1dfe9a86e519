#include "mail/refusal_reason.h"

#include <gtest/gtest.h>

#include <string_view>

namespace mail {
namespace {

using enum RefusalReason;

TEST(RefusalReason, IsReadFromWordsThenStatus)
{
    struct Case {
        base::EnhancedStatus status;
        std::string_view text;
        RefusedCommand command;
        RefusalReason reason;
        RefusalClass refusal_class;
    };
    constexpr auto hard = RefusalClass::hard;
    constexpr auto soft = RefusalClass::soft;
    constexpr auto no_command = RefusedCommand::unknown;
    const Case cases[] = {
        {{5, 1, 1}, "550 5.1.1 <ann@body.example>... User unknown", no_command, mailbox_unknown, hard},
        {{}, "550 5.1.1 user unknown", no_command, mailbox_unknown, hard},
        {{5, 0, 0}, "550 user unknown", RefusedCommand::rcpt, mailbox_unknown, hard},
        {{5, 0, 0}, "550 user unknown", RefusedCommand::data, mailbox_unknown, soft},
        {{5, 0, 0}, "550 user unknown", no_command, mailbox_unknown, soft},
        {{5, 1, 1}, "", no_command, mailbox_unknown, hard},
        {{5, 0, 0}, "554 this account does not exist", RefusedCommand::data, mailbox_unknown, hard},
        {{5, 0, 0}, "450 4.1.1 user unknown", RefusedCommand::rcpt, mailbox_unknown, soft},
        {{}, "550 <ann@body.example>: Recipient address rejected.", RefusedCommand::rcpt, mailbox_unknown, hard},
        {{5, 0, 0}, "Recipient address rejected: on hold", RefusedCommand::rcpt, policy, soft},
        {{5, 1, 6}, "", no_command, mailbox_moved, hard},
        {{5, 2, 1}, "The email account is disabled", no_command, mailbox_disabled, soft},
        {{5, 2, 2}, "", no_command, mailbox_full, soft},
        {{}, "552 sorry, mailbox is over quota", no_command, mailbox_full, soft},
        {{5, 4, 4}, "Host or domain name not found", no_command, domain_unknown, hard},
        {{4, 4, 3}, "Host not found, try again", no_command, temporary, soft},
        {{5, 1, 2}, "", no_command, domain_unknown, hard},
        {{5, 1, 10}, "", no_command, no_mail_service, hard},
        {{5, 7, 1}, "", no_command, policy, soft},
        {{}, "550 5.7.1 rejected: SPF fail", no_command, policy, soft},
        {{}, "554 no such domain", RefusedCommand::mail, policy, soft},
        {{}, "550 your mail was detected as spam", no_command, content, soft},
        {{5, 3, 4}, "", no_command, too_large, soft},
        {{}, "552 message size exceeds fixed limit", no_command, too_large, soft},
        {{}, "554 <ann@body.example>: Relay access denied", no_command, relaying, soft},
        {{4, 4, 1}, "connection timed out", no_command, temporary, soft},
        {{4, 9, 9}, "", no_command, temporary, soft},
        {{5, 0, 0}, "", no_command, unspecified, RefusalClass::unknown},
        {{}, "", no_command, unspecified, RefusalClass::unknown},
    };
    for (const Case& c : cases) {
        const Refusal refusal = read_refusal(c.status, c.text, c.command);
        EXPECT_EQ(name_of(refusal.reason), name_of(c.reason)) << c.status.text() << ' ' << c.text;
        EXPECT_EQ(name_of(refusal.refusal_class), name_of(c.refusal_class)) << c.status.text() << ' ' << c.text;
    }
}

TEST(RefusalReason, NamesAndLinksSayNothing)
{
    EXPECT_EQ(read_refusal({}, "550 <spam-virus-quota@dmarc.example>").reason, unspecified);
    EXPECT_EQ(read_refusal({}, "550 see https://www.example/dmarc/spf").reason, unspecified);
}

TEST(RefusalReason, ServersStatusTellsMoreThanZeros)
{
    EXPECT_EQ(read_refusal({5, 0, 0}, "550 5.2.2 full").status, (base::EnhancedStatus{5, 2, 2}));
    EXPECT_EQ(read_refusal({5, 1, 1}, "550 5.0.0 no").status, (base::EnhancedStatus{5, 1, 1}));
    EXPECT_EQ(read_refusal({5, 0, 0}, "").status, (base::EnhancedStatus{5, 0, 0}));
}

TEST(RefusalReason, OnlyTheMailboxCountsAgainstAMember)
{
    for (const auto reason :
         {mailbox_unknown, mailbox_moved, mailbox_disabled, mailbox_full, domain_unknown, no_mail_service})
        EXPECT_TRUE(is_about_mailbox(reason)) << name_of(reason);
    for (const auto reason : {policy, content, too_large, relaying, temporary, unspecified})
        EXPECT_FALSE(is_about_mailbox(reason)) << name_of(reason);
}

TEST(FindStatus, IsNoPartOfAnythingElse)
{
    struct Case {
        std::string_view text;
        std::string_view status;
    };
    constexpr Case cases[] = {
        {"5.1.1", "5.1.1"},
        {"550 5.1.1 no", "5.1.1"},
        {"550-5.1.1 no", "5.1.1"},
        {"(#5.7.13)", "5.7.13"},
        {"5.1.351 no", "5.1.351"},
        {"[192.5.1.1] no", ""},
        {"5.1.1.2 no", ""},
        {"Sendmail 8.5.1.1", ""},
        {"3.1.1", ""},
        {"5.1", ""},
        {"5.1.", ""},
        {"a5.1.1", ""},
        {"", ""},
        {"from 5.4.3.2, 4.4.1", "4.4.1"},
    };
    for (const Case& c : cases) EXPECT_EQ(find_status(c.text).text(), c.status) << c.text;
}

}  // namespace
}  // namespace mail
