#include "mail/delivery_report.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

const std::string daemon_fields = "From: Mail Delivery System <MAILER-DAEMON@mx.body.example>\r\n"
                                  "To: news@lists.example\r\nSubject: Undelivered Mail Returned to Sender\r\n";

std::optional<DeliveryReport> read(const std::string& octets, ReversePath reverse_path = ReversePath::unknown)
{
    return read_delivery_report(scan_header(octets), scan_parts(octets), reverse_path);
}

std::string standard_report(const std::string& fields, const std::string& notice = "Sorry.\r\n")
{
    return daemon_fields +
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\n" +
           notice + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.body.example\r\n\r\n" +
           fields +
           "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@lists.example>\r\n"
           "List-Unsubscribe: <mailto:news+leave-x@lists.example>\r\n\r\nHello\r\n--b--\r\n";
}

TEST(DeliveryReport, StandardFormIsRead)
{
    const auto report = read(standard_report("Final-Recipient: rfc822; ann@body.example\r\nAction: failed\r\n"
                                             "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n"));
    ASSERT_TRUE(report);
    ASSERT_EQ(report->recipients.size(), 1U);
    EXPECT_EQ(report->recipients[0].address, "ann@body.example");
    EXPECT_EQ(report->recipients[0].action, DeliveryAction::failed);
    EXPECT_EQ(report->recipients[0].refusal.reason, RefusalReason::mailbox_unknown);
    EXPECT_EQ(report->recipients[0].refusal.refusal_class, RefusalClass::hard);
    EXPECT_EQ(scan_header(report->returned_header).value("Message-ID"), "<1@lists.example>");
}

TEST(DeliveryReport, DelayAndDeliveryAreNoFailures)
{
    const auto delay = read(standard_report("Final-Recipient: rfc822; ann@body.example\r\nAction: delayed\r\n"
                                            "Status: 4.1.1\r\n"));
    ASSERT_EQ(delay->recipients.size(), 1U);
    EXPECT_EQ(delay->recipients[0].action, DeliveryAction::delayed);
    EXPECT_EQ(delay->recipients[0].refusal.refusal_class, RefusalClass::soft);
    const auto done = read(standard_report("Final-Recipient: rfc822; ann@body.example\r\nAction: delivered\r\n"
                                           "Status: 2.0.0\r\n"));
    ASSERT_EQ(done->recipients.size(), 1U);
    EXPECT_EQ(done->recipients[0].refusal.refusal_class, RefusalClass::unknown);
    EXPECT_EQ(done->recipients[0].refusal.reason, RefusalReason::unspecified);
}

TEST(DeliveryReport, AddressThatCannotBeOneGivesWayToTheOriginal)
{
    struct Case {
        std::string final_recipient;
        std::string address;
    };
    const Case cases[] = {
        {"local-user", "ann@body.example"},
        {"ann@internal", "ann@body.example"},
        {"@relay.example:bob@body.example", "bob@body.example"},
        {"|/usr/bin/filter bob@body.example", "ann@body.example"},
    };
    for (const Case& c : cases) {
        const auto report =
            read(standard_report("Original-Recipient: rfc822;ann@body.example\r\nFinal-Recipient: rfc822; " +
                                 c.final_recipient + "\r\nAction: failed\r\n"));
        ASSERT_EQ(report->recipients.size(), 1U) << c.final_recipient;
        EXPECT_EQ(report->recipients[0].address, c.address);
    }
}

TEST(DeliveryReport, NoticeTellsWhatTheFieldsLeaveOut)
{
    const std::string fields = "Final-Recipient: rfc822; ann@body.example\r\nAction: failed\r\nStatus: 5.0.0\r\n";
    const auto report = read(standard_report(fields, "<ann@body.example>: 552 5.2.2 mailbox full\r\n"));
    EXPECT_EQ(report->recipients[0].refusal.reason, RefusalReason::mailbox_full);
    EXPECT_EQ(report->recipients[0].refusal.status.text(), "5.2.2");
}

TEST(DeliveryReport, LostBoundaryIsForgiven)
{
    const auto report = read(
        daemon_fields + "Content-Type: multipart/report; report-type=delivery-status\r\n\r\n--b\r\n\r\nSorry.\r\n\r\n"
                        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                        "Final-Recipient: rfc822; ann@body.example\r\nAction: failed\r\nStatus: 5.1.1\r\n");
    ASSERT_TRUE(report);
    ASSERT_EQ(report->recipients.size(), 1U);
    EXPECT_EQ(report->recipients[0].address, "ann@body.example");
}

struct FreeForm {
    std::string_view program;
    std::string_view notice;
    std::vector<std::string> recipients;
    RefusalReason reason;
    DeliveryAction action = DeliveryAction::failed;
};

const FreeForm free_forms[] = {
    {"qmail",
     "Hi. This is the qmail-send program at mx.body.example.\n"
     "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
     "<ann@body.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
     "<bob@body.example>:\nThis account is over quota.\n\n"
     "--- Below this line is a copy of the message.\n\nReturn-Path: <news@lists.example>\nTo: carol@body.example\n",
     {"ann@body.example", "bob@body.example"},
     RefusalReason::mailbox_unknown},
    {"exim",
     "This message was created automatically by mail delivery software.\n\nA message sent by\n\n  "
     "<news@lists.example>\n\n"
     "could not be delivered to one or more of its recipients. The following\naddress(es) failed:\n\n"
     "  ann@body.example\n    SMTP error from remote mail server after RCPT TO:<ann@body.example>:\n"
     "    host mx.body.example [192.0.2.1]: 550 unknown user\n\n"
     "------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <news@lists.example>\n",
     {"ann@body.example"},
     RefusalReason::mailbox_unknown},
    {"exim's warning",
     "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 "
     "hours.\n\n"
     "The address to which the message has not yet been delivered is:\n\n  ann@body.example\n",
     {"ann@body.example"},
     RefusalReason::unspecified,
     DeliveryAction::delayed},
    {"postfix",
     "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n"
     "For further assistance, please send mail to <postmaster@mx.body.example>\n\n"
     "<ann@body.example>: host mx.body.example said: 554 5.7.1 blocked using\n    dnsbl.example (in reply to RCPT "
     "TO)\n",
     {"ann@body.example"},
     RefusalReason::policy},
    {"sendmail 5",
     "   ----- Transcript of session follows -----\nWhile talking to mx.body.example:\n>>> RCPT To:<ann@body.example>\n"
     "<<< 550 <ann@body.example>, User Unknown\n550 <ann@body.example>... User unknown\n\n"
     "   ----- Unsent message follows -----\nReceived: by lists.example\nTo: bob@body.example\n",
     {"ann@body.example"},
     RefusalReason::mailbox_unknown},
    {"Exchange",
     "Your message\n\n  To:      bob@other.example\n  Subject: Hello\n\ndid not reach the following recipient(s):\n\n"
     "ann@body.example on Thu, 29 Apr 2010 00:00:00 -0000\n    The recipient name is not recognized\n",
     {"ann@body.example"},
     RefusalReason::mailbox_unknown},
    {"Notes",
     "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  ann@body.example\n\nbecause:\n\n"
     "  User ann (ann@body.example) not listed in Domino Directory\n",
     {"ann@body.example"},
     RefusalReason::mailbox_unknown},
    {"GroupWise",
     "The message that you sent was undeliverable to the following:\n\tann@body.example (user not found)\n",
     {"ann@body.example"},
     RefusalReason::mailbox_unknown},
    {"Gmail",
     "Delivery to the following recipient failed permanently:\n\n     ann@body.example\n\n"
     "Technical details of permanent failure:\nThe error that the other server returned was:\n552 5.2.2 full\n\n"
     "----- Original message -----\n\nReceived: by lists.example\n",
     {"ann@body.example"},
     RefusalReason::mailbox_full},
    {"a sentence",
     "Your message to ann@body.example was rejected because of a full mailbox: quota exceeded\n",
     {"ann@body.example"},
     RefusalReason::mailbox_full},
    {"bare names",
     "Your mail to the following recipients could not be delivered:\n\n\tann\n",
     {"ann@mx.body.example"},
     RefusalReason::unspecified},
    {"HTML",
     "<html><p>Your message could not be delivered.<br>&lt;ann@body.example&gt;:<br>Mailbox is full</p></html>",
     {"ann@body.example"},
     RefusalReason::mailbox_full},
};

TEST(DeliveryReport, FreeFormsAreRead)
{
    for (const FreeForm& form : free_forms) {
        const std::string type = form.program == "HTML" ? "Content-Type: text/html\r\n\r\n" : "\r\n";
        const auto report = read(daemon_fields + type + std::string(form.notice));
        ASSERT_TRUE(report) << form.program;
        std::vector<std::string> addresses;
        for (const ReportedRecipient& recipient : report->recipients) addresses.push_back(recipient.address);
        EXPECT_EQ(addresses, form.recipients) << form.program;
        ASSERT_FALSE(report->recipients.empty()) << form.program;
        EXPECT_EQ(name_of(report->recipients[0].refusal.reason), name_of(form.reason)) << form.program;
        EXPECT_EQ(report->recipients[0].action, form.action) << form.program;
    }
}

TEST(DeliveryReport, ReturnedHeaderIsFoundInAText)
{
    const auto report = read(daemon_fields + "\r\n" + std::string(free_forms[0].notice));
    EXPECT_EQ(scan_header(report->returned_header).value("Return-Path"), "<news@lists.example>");
}

TEST(DeliveryReport, FailedFieldNamesTheRecipients)
{
    const auto report = read("X-Failed-Recipients: ann@body.example, bob@body.example\r\n" + daemon_fields +
                             "\r\n"
                             "failed:\n\n  an alias\n    (generated from carol@body.example)\n");
    ASSERT_EQ(report->recipients.size(), 2U);
    EXPECT_EQ(report->recipients[1].address, "bob@body.example");
}

TEST(DeliveryReport, RefusalSentAsReceiptIsOne)
{
    const std::string fields =
        daemon_fields + "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
                        "--b\r\n\r\n";
    const std::string receipt = "\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
                                "Final-Recipient: rfc822; ann@body.example\r\n--b--\r\n";
    EXPECT_TRUE(
        read(fields + "Your message to <ann@body.example> was automatically rejected:\r\nQuota exceeded" + receipt));
    EXPECT_FALSE(read(fields + "Your message was displayed." + receipt));
}

TEST(DeliveryReport, OtherMailIsNone)
{
    const std::string person = "From: Ann <ann@body.example>\r\nSubject: Re: Undelivered Mail Returned to Sender\r\n";
    const std::string talk =
        "What does this mean?\n\n> <bob@body.example>: 550 5.1.1 user unknown\n> could not be delivered\n";
    EXPECT_FALSE(read(person + "\r\n" + talk)) << "a person asks about a bounce";
    EXPECT_FALSE(read(person +
                      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\n"
                      "Content-Type: message/rfc822\r\n\r\n" +
                      standard_report("Final-Recipient: rfc822; ann@body.example\r\nAction: failed\r\n") +
                      "\r\n--b--\r\n"))
        << "a person forwards one";
    EXPECT_FALSE(
        read("From: noreply@shop.example\r\nSubject: Your order\r\n\r\nIt will be delivered to ann@body.example.\n"));
    EXPECT_FALSE(
        read("From: postmaster@body.example\r\nSubject: Maintenance\r\n\r\nThe mail system is down tonight.\n"));
    EXPECT_FALSE(read("From: ann@body.example\r\nSubject: Away\r\n\r\nI am out of the office.\n", ReversePath::null));
    EXPECT_FALSE(
        read(standard_report("", "Your message has been waitlisted. Please add yourself to my guest list.\r\n")))
        << "a challenge in a report's clothes";
    EXPECT_FALSE(
        read(daemon_fields + "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"));
    EXPECT_FALSE(read(""));
}

TEST(DeliveryReport, AmazonsNotificationIsRead)
{
    const auto report = read(
        "From: no-reply@sns.example\r\nSubject: AWS Notification Message\r\n\r\n"
        R"({"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":)"
        "!\r\n "
        R"("ann@body.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user \"x\" unknown"},)"
        R"({"emailAddress":"bob@body.example"}]}})");
    ASSERT_TRUE(report);
    ASSERT_EQ(report->recipients.size(), 2U);
    EXPECT_EQ(report->recipients[0].address, "ann@body.example");
    EXPECT_EQ(report->recipients[0].refusal.refusal_class, RefusalClass::hard);
    EXPECT_EQ(report->recipients[1].address, "bob@body.example");
}

}  // namespace
}  // namespace mail
