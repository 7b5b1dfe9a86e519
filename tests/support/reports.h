#pragma once
/// Reports as other servers write them.

#include <string>

namespace testing_support {

/// An RFC 3464 report of one recipient. `returned`: the header of the message that came back, CRLF each.
inline std::string delivery_report(const std::string& recipient, const std::string& status, const std::string& words,
                                   const std::string& action = "failed", const std::string& returned = "")
{
    return "From: MAILER-DAEMON@mx.example\r\nSubject: Delivery report\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\n\r\nThis is the mail system.\r\n"
           "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
           "Final-Recipient: rfc822; " +
           recipient + "\r\nAction: " + action + "\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; " + words +
           "\r\n" + (returned.empty() ? "" : "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" + returned) +
           "\r\n--b--\r\n";
}

/// An RFC 5965 report. `returned`: as above.
inline std::string complaint(const std::string& type, const std::string& returned)
{
    return "From: feedback@provider.example\r\nSubject: FW: Issue\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
           "--b\r\n\r\nA reader complains.\r\n"
           "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: " +
           type + "\r\nUser-Agent: Loop/1\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + returned +
           "\r\nbody\r\n--b--\r\n";
}

}  // namespace testing_support
