// Found with a real MTA in front.

#include "intake/smtp_server_session.h"

#include <gtest/gtest.h>

namespace intake {
namespace {

std::string answers(SmtpServerSession& session)
{
    std::string octets;
    for (;;) {
        const Todo todo = session.next();
        const auto* send = std::get_if<SendOctets>(&todo);
        if (send == nullptr) return octets;
        octets += send->octets;
    }
}

// An MTA that pipelines sends DATA along with its RCPT: twenty unknown recipients over one cached connection ended it.
TEST(SmtpServerSession, DataBehindRefusedRecipientsIsNoErrorOfTheClient)
{
    SmtpServerSession session(
        {.hostname = "lists.example.org",
         .peer = "127.0.0.1",
         .message_octets_max = 1000,
         .recipients_max = 10,
         .refuse_recipient =
             [](const std::string&) { return std::optional(mail::make_reply(550, "5.1.1", "no such address here")); },
         .put_off = {}});
    session.receive("LHLO mx.example\r\n");
    (void)answers(session);
    for (int i = 0; i < 40; ++i) {
        session.receive("MAIL FROM:<ann@body.example>\r\nRCPT TO:<x@lists.example.org>\r\nDATA\r\nRSET\r\n");
        const std::string octets = answers(session);
        ASSERT_EQ(octets.find("421"), std::string::npos) << i << ": " << octets;
        ASSERT_NE(octets.find("503 5.5.1 no recipient was accepted"), std::string::npos);
    }
}

}  // namespace
}  // namespace intake
