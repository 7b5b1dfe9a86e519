#include "mail/feedback_report.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace mail {
namespace {

std::optional<FeedbackReport> read(const std::string& octets)
{
    return read_feedback_report(scan_header(octets), scan_parts(octets));
}

std::string arf(const std::string& subject, const std::string& fields)
{
    return "From: abuse@isp.example\r\nSubject: " + subject +
           "\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
           "--b\r\n\r\nAn abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n" +
           fields +
           "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@lists.example>\r\n\r\nHello\r\n--b--\r\n";
}

TEST(FeedbackReport, ArfIsRead)
{
    const auto report = read(arf("FW: Issue 7", "Feedback-Type: Abuse\r\nOriginal-Rcpt-To: <ann@body.example>\r\n"
                                                "Removal-Recipient: rfc822; ann@body.example\r\n"));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->kind, FeedbackKind::complaint);
    EXPECT_EQ(report->feedback_type, "abuse");
    ASSERT_EQ(report->original_recipients.size(), 2U);
    EXPECT_EQ(report->original_recipients[0], "ann@body.example");
    EXPECT_EQ(report->original_recipients[1], "ann@body.example");
    EXPECT_EQ(scan_header(report->returned_header).value("Message-ID"), "<1@lists.example>");
}

TEST(FeedbackReport, HotmailsFormIsRead)
{
    const auto report =
        read("From: staff@provider.example\r\nSubject: complaint about message from 192.0.2.1\r\n"
             "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
             "X-HmXmrOriginalRecipient: ann@body.example\r\nSubject: Issue 7\r\n\r\nHello\r\n--b--\r\n");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->kind, FeedbackKind::complaint);
    EXPECT_EQ(report->original_recipients.front(), "ann@body.example");
    EXPECT_EQ(scan_header(report->returned_header).value("Subject"), "Issue 7");
}

TEST(FeedbackReport, ReportsAboutADomainAreNoComplaints)
{
    const auto kind = [](const std::string& octets) { return read(octets)->kind; };
    EXPECT_EQ(kind(arf("DMARC failure report for lists.example", "Feedback-Type: auth-failure\r\n")),
              FeedbackKind::dmarc);
    EXPECT_EQ(kind("Subject: Report Domain: lists.example; Submitter: isp.example; Report-ID: <1>\r\n\r\n"),
              FeedbackKind::dmarc);
    EXPECT_EQ(kind("TLS-Report-Domain: lists.example\r\n\r\n"), FeedbackKind::tls);
    EXPECT_EQ(kind("Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=b\r\n\r\n"), FeedbackKind::tls);
}

TEST(FeedbackReport, OtherMailIsNone)
{
    EXPECT_FALSE(read("From: ann@body.example\r\nSubject: A complaint about message 7\r\n\r\nIt is too long.\r\n"));
    EXPECT_FALSE(read("From: ann@body.example\r\nSubject: What is DMARC?\r\n\r\nx\r\n"));
    EXPECT_FALSE(read("From: ann@body.example\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n"
                      "Content-Type: message/rfc822\r\n\r\n" +
                      arf("FW: Issue 7", "Feedback-Type: abuse\r\n") + "\r\n--c--\r\n"))
        << "a person forwards one";
    EXPECT_FALSE(read(""));
}

}  // namespace
}  // namespace mail
