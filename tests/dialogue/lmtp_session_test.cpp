#include "support/dialogue.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace intake {
namespace {

using namespace std::string_literals;
using mail::make_reply;
using testing_support::Dialogue;
using testing_support::lmtp_rules;
using testing_support::smtp_rules;

const std::string mail_line = "MAIL FROM:<ann@body.example>";
const std::string rcpt_line = "RCPT TO:<sr-update@lists.example>";

TEST(LmtpSession, TakesAMessageAndAnswersForEachRecipient)  // RFC 2033 §4.2
{
    Dialogue dialogue{lmtp_rules(), [](const std::string& recipient) {
                          return recipient.starts_with("full") ? make_reply(452, "4.3.1", "no room")
                                                               : make_reply(250, "2.0.0", "taken");
                      }};
    dialogue.greeted()
        .client(mail_line)
        .server("250 2.1.0")
        .client(rcpt_line)
        .server("250 2.1.5")
        .client("RCPT TO:<nobody@lists.example>")
        .server("550 5.1.1")
        .client("RCPT TO:<full@lists.example>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets("Subject: x\r\n\r\n..dot\r\n.\r\n")
        .server("250 2.0.0")
        .server("452 4.3.1")
        .server_is_silent()
        .submits(1)
        .client("QUIT")
        .server("221")
        .server_closes()
        .also_when_the_line_drops_at_each_step();
    const SubmitMessage& message = dialogue.submitted(0);
    EXPECT_EQ(message.octets, "Subject: x\r\n\r\n.dot\r\n");
    EXPECT_EQ(message.envelope.reverse_path, "ann@body.example");
    EXPECT_EQ(message.envelope.recipients, (std::vector<std::string>{"sr-update@lists.example", "full@lists.example"}));
    EXPECT_EQ(message.envelope.protocol, "LMTP");
    EXPECT_EQ(message.envelope.helo, "mx.example");
}

TEST(LmtpSession, NextMessageOnTheSameLineKnowsNothingOfTheLast)
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted();
    for (int i = 0; i < 3; ++i) {
        dialogue.client("MAIL FROM:<a" + std::to_string(i) + "@body.example>")
            .server("250")
            .client("RCPT TO:<r" + std::to_string(i) + "@lists.example>")
            .server("250")
            .client("DATA")
            .server("354")
            .octets("x\r\n.\r\n")
            .server("250");
        EXPECT_EQ(dialogue.submitted(static_cast<std::size_t>(i)).envelope.recipients.size(), 1U);
        EXPECT_EQ(dialogue.submitted(static_cast<std::size_t>(i)).envelope.reverse_path,
                  "a" + std::to_string(i) + "@body.example");
    }
    dialogue.also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, RsetAndLhloForgetTheTransactionWhole)
{
    for (const std::string again : {"RSET", "LHLO other.example"}) {
        Dialogue dialogue{lmtp_rules()};
        dialogue.greeted()
            .client("MAIL FROM:<ann@body.example> SMTPUTF8")
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client(again)
            .server("250")
            .client("DATA")
            .server("503")
            .client(rcpt_line)
            .server("503")
            .client("MAIL FROM:<>")
            .server("250")
            .client("RCPT TO:<t\u00E4st@lists.example>")
            .server("553 5.6.7")
            .client("RCPT TO:<other@lists.example>")
            .server("250")
            .client("DATA")
            .server("354")
            .octets("x\r\n.\r\n")
            .server("250")
            .server_is_silent()
            .also_when_the_line_drops_at_each_step();
        EXPECT_EQ(dialogue.submitted(0).envelope.recipients, (std::vector<std::string>{"other@lists.example"}));
        EXPECT_EQ(dialogue.submitted(0).envelope.reverse_path, "");
    }
}

TEST(LmtpSession, GreetingOfTheOtherProtocolIsRefused)  // RFC 2033 §4.1
{
    Dialogue{lmtp_rules()}
        .server("220")
        .client("EHLO mx.example")
        .server("500")
        .client("HELO mx.example")
        .server("500")
        .client("LHLO mx.example")
        .server("250");
    Dialogue{smtp_rules()}
        .server("220")
        .client("LHLO mx.example")
        .server("500")
        .client("HELO mx.example")
        .server("250")
        .client(mail_line)
        .server("250");
}

TEST(LmtpSession, DotsAreUnstuffedOnlyAtTheStartOfALine)  // RFC 5321 §4.5.2
{
    struct Case {
        std::string sent;
        std::string taken;
    };
    const Case cases[] = {
        {".\r\n", ""},
        {"..\r\n.\r\n", ".\r\n"},
        {"...\r\n.\r\n", "..\r\n"},
        {"a..b\r\n.\r\n", "a..b\r\n"},
        {".a\r\n.\r\n", "a\r\n"},
        {"a.\r\n.\r\n", "a.\r\n"},
        {"\r\n\r\n.\r\n", "\r\n\r\n"},
        {"a\0b\x80\xFF\r\n.\r\n"s, "a\0b\x80\xFF\r\n"s},
    };
    for (const Case& c : cases) {
        Dialogue dialogue{lmtp_rules()};
        dialogue.greeted()
            .client(mail_line)
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client("DATA")
            .server("354")
            .octets(c.sent)
            .server("250")
            .submits(1)
            .also_octet_by_octet();
        EXPECT_EQ(dialogue.submitted(0).octets, c.taken);
    }
}

TEST(LmtpSession, PipelinedCommandsAreAnsweredInOrder)  // RFC 2920
{
    Dialogue{lmtp_rules()}
        .greeted()
        .octets(mail_line + "\r\n" + rcpt_line + "\r\nRCPT TO:<nobody@lists.example>\r\nDATA\r\n")
        .server("250 2.1.0")
        .server("250 2.1.5")
        .server("550 5.1.1")
        .server("354")
        .octets("x\r\n.\r\n" + mail_line + "\r\nRSET\r\nQUIT\r\n")
        .server("250 2.0.0 taken")
        .server("250 2.1.0")
        .server("250 2.0.0 forgotten")
        .server("221")
        .server_closes()
        .also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, MessagesEndTheCountOfIdleTalk)
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted();
    for (int i = 0; i < 300; ++i) {
        dialogue.client("RSET")
            .server("250")
            .client(mail_line)
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client("DATA")
            .server("354")
            .octets("x\r\n.\r\n")
            .server("250");
    }
    dialogue.submits(300);
}

TEST(LmtpSession, ErrorsEndIt)
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted();
    std::string errors;
    for (int i = 0; i < 50; ++i) errors += "FOO\r\n";
    dialogue.octets(errors).server_times(20, "500").server("421 4.7.0").server_closes();
}

TEST(LmtpSession, StoreWithoutRoomPutsMailOffAndTheSessionGoesOn)
{
    bool is_full = true;
    SessionRules rules = lmtp_rules();
    rules.put_off = [&] { return is_full ? std::optional(make_reply(452, "4.3.1", "no room")) : std::nullopt; };
    Dialogue dialogue{rules};
    dialogue.greeted().client(mail_line).server("452 4.3.1").client(rcpt_line).server("503");
    is_full = false;
    dialogue.client(mail_line).server("250").client(rcpt_line).server("250");
    is_full = true;
    dialogue.client("DATA").server("452 4.3.1");
    is_full = false;
    dialogue.client("DATA").server("354").octets("x\r\n.\r\n").server("250").submits(1);
}

TEST(LmtpSession, PostmasterNeedsNoDomain)  // RFC 5321 §4.1.1.3
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted()
        .client("MAIL FROM:<>")
        .server("250")
        .client("rcpt to:<PostMaster>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets("x\r\n.\r\n")
        .server("250");
    EXPECT_EQ(dialogue.submitted(0).envelope.recipients, (std::vector<std::string>{"postmaster"}));
}

TEST(LmtpSession, InternationalAddressNeedsSmtputf8)  // RFC 6531
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted()
        .client("MAIL FROM:<j\u00F6rg@b\u00FCro.example>")
        .server("553 5.6.7")
        .client("MAIL FROM:<j\u00F6rg@b\u00FCro.example> SMTPUTF8")
        .server("250")
        .client("RCPT TO:<t\u00E4st@lists.example>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets("x\r\n.\r\n")
        .server("250");
    EXPECT_EQ(dialogue.submitted(0).envelope.protocol, "UTF8LMTP");
    EXPECT_EQ(dialogue.submitted(0).envelope.reverse_path, "j\u00F6rg@xn--bro-hoa.example");
}

TEST(LmtpSession, NothingIsReadAfterQuit)
{
    Dialogue{lmtp_rules()}
        .greeted()
        .octets("QUIT\r\n" + mail_line + "\r\n")
        .server("221")
        .server_closes()
        .octets(mail_line + "\r\n")
        .server_closes();
}

}  // namespace
}  // namespace intake
