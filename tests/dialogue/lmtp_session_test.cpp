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

TEST(SmtpSession, AnswersOnceAndNeverBetterThanItsWorstRecipient)
{
    Dialogue{smtp_rules(),
             [](const std::string& recipient) {
                 return recipient.starts_with("full") ? make_reply(452, "4.3.1", "no room")
                                                      : make_reply(250, "2.0.0", "taken");
             }}
        .greeted()
        .client(mail_line)
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("RCPT TO:<full@lists.example>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets(".\r\n")
        .server("452 4.3.1")
        .server_is_silent()
        .also_when_the_line_drops_at_each_step();
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

TEST(LmtpSession, CommandOutOfOrderIsRefused)  // S7, RFC 5321 §4.1.4
{
    Dialogue{lmtp_rules()}
        .server("220")
        .client(mail_line)
        .server("503 5.5.1")
        .client(rcpt_line)
        .server("503 5.5.1")
        .client("DATA")
        .server("503 5.5.1")
        .client("LHLO")
        .server("501")
        .client("LHLO mx.example")
        .server("250")
        .client("DATA")
        .server("503 5.5.1")
        .client(rcpt_line)
        .server("503 5.5.1")
        .client("MAIL FROM:<broken>")
        .server("501")
        .client(rcpt_line)
        .server("503 5.5.1")
        .client(mail_line)
        .server("250")
        .client(mail_line)
        .server("503 5.5.1")
        .client("DATA")
        .server("503 5.5.1")
        .client("RCPT TO:<nobody@lists.example>")
        .server("550")
        .client("DATA")
        .server("503 5.5.1")
        .submits(0)
        .also_when_the_line_drops_at_each_step();
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

TEST(LmtpSession, OffersNothingThatItRefuses)  // S8
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.server("220")
        .client("LHLO mx.example")
        .server("250 lists.example PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES SIZE 1000");
    for (const char* refused : {"BDAT 5 LAST", "XCLIENT NAME=x", "XFORWARD NAME=x", "ETRN x", "EXPN list", "TURN",
                                "STARTTLS", "AUTH PLAIN AAAA"}) {
        dialogue.client(refused).server("502 5.5.1");
    }
    dialogue.client("VRFY ann")
        .server("252")
        .client("HELP")
        .server("214")
        .client("NOOP")
        .server("250")
        .client(mail_line)
        .server("250");
}

TEST(LmtpSession, OnlyCrlfDotCrlfEndsAMessage)  // S1, S2, S3; VU#302671
{
    constexpr std::string_view ends[] = {"\n.\n",     "\n.\r\n",     "\r\n.\n",      "\r.\r",  "\r\n.\r",
                                         "\r\r\n.\n", "\r\n.\r\r\n", "\r\n..\r\r\n", "\r.\r\n"};
    for (const std::string_view end : ends) {
        Dialogue{lmtp_rules()}
            .greeted()
            .client(mail_line)
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client("RCPT TO:<b@lists.example>")
            .server("250")
            .client("DATA")
            .server("354")
            .octets("Subject: x\r\n\r\nbody" + std::string(end))
            .server_is_silent()
            .octets("MAIL FROM:<smuggled@evil.example>\r\nRCPT TO:<sr-update@lists.example>\r\nDATA\r\nsmuggled")
            .server_is_silent()
            .octets("\r\n.\r\n")
            .server("550 5.5.2")
            .server("550 5.5.2")
            .server_is_silent()
            .submits(0)
            .client(rcpt_line)
            .server("503")
            .client(mail_line)
            .server("250")
            .also_when_the_line_drops_at_each_step();
    }
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

TEST(LmtpSession, WhoDoesNotWaitForThe354IsCutOff)  // S4
{
    Dialogue{lmtp_rules()}
        .greeted()
        .octets(mail_line + "\r\n" + rcpt_line + "\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nMAIL FROM:<>\r\n")
        .server("250")
        .server("250")
        .server("554 5.5.0")
        .server_closes()
        .submits(0);
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

TEST(LmtpSession, EndlessLineIsRefusedInBoundedMemory)  // S5
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted();
    for (int i = 0; i < 100; ++i) {
        dialogue.octets(std::string(10'000, 'x'));
        EXPECT_LT(dialogue.octets_held(), 20'000U);
    }
    dialogue.server_is_silent().octets("\r\n").server("500 5.5.2").client("NOOP").server("250");
    dialogue.client("NOOP " + std::string(2042, 'x'))
        .server("250")
        .client("NOOP " + std::string(2044, 'x'))
        .server("500 5.5.2")
        .also_octet_by_octet();
}

TEST(LmtpSession, OctetsThatAreNoTextAreRefusedAndTheSessionGoesOn)  // S6
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted();
    for (const std::string& evil :
         {"NOOP \0x"s, "NOOP \x80"s, "NOOP \xC3("s, "\xFF\xFE"s, "\0"s, "MAIL FROM:<a\0@body.example>"s})
        dialogue.client(evil).server("501");
    for (const std::string& evil : {"NOOP\n"s, "NOOP\rMAIL\r\n"s, "NOOP\r\r\n"s}) dialogue.octets(evil).server("500");
    dialogue.client(mail_line).server("250").also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, AddressThatIsNoneIsRefused)  // S9, S10, S11, S12
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted().client(mail_line).server("250");
    for (const char* path : {"<\"\">", "<\"\"@b.example>", "<@>", "<a@>", "<a@b@c>", "<>", "<a b@c.example>",
                             "a@b.example", "<a@b.example", "<a\\@b.example>", "<a@-b.example>"}) {
        dialogue.client("RCPT TO:"s + path).server("501");
    }
    dialogue.client("RCPT TO:<a@b.example> ORCPT=rfc822;a+00b")
        .server("555")
        .client("RCPT TO:<a@b.example> NOTIFY=NEVER")
        .server("555");
    dialogue.also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, AddressIsDataWhateverItLooksLike)  // S10, CVE-2020-7247
{
    for (const char* evil : {"`id`", "${run{/bin/sh}}", "|prog", "$(id)", "'; DROP TABLE message; --'", "%s%n"}) {
        Dialogue dialogue{lmtp_rules()};
        const std::string quoted = '"' + std::string(evil) + "\"@x.example";
        dialogue.greeted()
            .client("MAIL FROM:<" + quoted + ">")
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client("DATA")
            .server("354")
            .octets(".\r\n")
            .server("250");
        EXPECT_NE(dialogue.submitted(0).envelope.reverse_path.find(evil), std::string::npos);
    }
    Dialogue{lmtp_rules()}
        .greeted()
        .client("MAIL FROM:<;id;>")
        .server("501")
        .client("MAIL FROM:<a@b.example\\r\\nRCPT TO:<c@d.example>>")
        .server("55")
        .client("MAIL FROM:<a%0d%0aRCPT@b.example>")
        .server("250");
}

TEST(LmtpSession, TooManyRecipientsArePutOffAndTheOthersKept)  // S13
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted().client(mail_line).server("250");
    for (int i = 0; i < 10; ++i) dialogue.client("RCPT TO:<r" + std::to_string(i) + "@lists.example>").server("250");
    for (int i = 0; i < 100; ++i)
        dialogue.client("RCPT TO:<r" + std::to_string(i + 10) + "@lists.example>").server("452 4.5.3");
    dialogue.client("DATA").server("354").octets("x\r\n.\r\n").server_times(10, "250").server_is_silent().submits(1);
    dialogue.client(mail_line).server("250").client(rcpt_line).server("250");
}

TEST(LmtpSession, HundredThousandRecipientsEndIt)  // S13
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted().client(mail_line).server("250");
    std::string flood;
    for (int i = 0; i < 100'000; ++i) flood += rcpt_line + "\r\n";
    dialogue.octets(flood)
        .server_times(10, "250")
        .server_times(1000, "452 4.5.3")
        .server("421")
        .server_closes()
        .submits(0);
}

TEST(LmtpSession, SizeIsCheckedWhereItIsSaid)  // S14, RFC 1870
{
    Dialogue{lmtp_rules()}
        .greeted()
        .client(mail_line + " SIZE=99999999999999999999")
        .server("552 5.3.4")
        .client(mail_line + " SIZE=-1")
        .server("501")
        .client(mail_line + " SIZE=")
        .server("501")
        .client(mail_line + " SIZE")
        .server("501")
        .client(mail_line + " SIZE=1x")
        .server("501")
        .client(mail_line + " SIZE=123456789012345678901")
        .server("501")
        .client(mail_line + " SIZE=1001")
        .server("552 5.3.4")
        .client(mail_line + " BODY=BINARYMIME")
        .server("501")
        .client(mail_line + " COLOUR=red")
        .server("555")
        .client(mail_line + " SIZE=1000 BODY=8BITMIME")
        .server("250")
        .also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, IdleTalkEndsIt)  // S15
{
    for (const char* idle :
         {"NOOP", "RSET", "LHLO mx.example", "VRFY x", "HELP", "MAIL FROM:<ann@body.example>\r\nRSET"}) {
        Dialogue dialogue{lmtp_rules()};
        dialogue.greeted();
        std::string talk;
        for (int i = 0; i < 1000; ++i) talk += std::string(idle) + "\r\n";
        dialogue.octets(talk).server_times(99, "2").server("421 4.7.0").server_closes();
    }
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

TEST(LmtpSession, MessageOfTheLimitIsTakenAndOneOctetMoreIsNot)  // S16
{
    const std::string most = std::string(998, 'x') + "\r\n";
    Dialogue{lmtp_rules()}
        .greeted()
        .client(mail_line)
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("RCPT TO:<b@lists.example>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets(most + ".\r\n")
        .server("250")
        .server("250")
        .submits(1)
        .client(mail_line)
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("RCPT TO:<b@lists.example>")
        .server("250")
        .client("DATA")
        .server("354")
        .octets("y" + most + ".\r\n")
        .server("552 5.3.4")
        .server("552 5.3.4")
        .server_is_silent()
        .submits(1)
        .client(mail_line)
        .server("250")
        .also_when_the_line_drops_at_each_step();
}

TEST(LmtpSession, EndlessMessageIsCutOff)  // S16
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted().client(mail_line).server("250").client(rcpt_line).server("250").client("DATA").server("354");
    for (int i = 0; i < 10; ++i) dialogue.octets(std::string(199, 'x') + "\r\n");
    dialogue.server("421 4.3.4").server_closes().submits(0);
}

TEST(LmtpSession, OtherProtocolsAreSentAway)  // S19
{
    Dialogue{lmtp_rules()}
        .server("220")
        .octets("GET / HTTP/1.1\r\nHost: x\r\n\r\nLHLO x\r\nMAIL FROM:<>\r\n")
        .server("500")
        .server_closes();
    Dialogue{smtp_rules()}
        .server("220")
        .octets("POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<>\r\n")
        .server("500")
        .server_closes();
    Dialogue{smtp_rules()}.server("220").octets("\x16\x03\x01\x02\n\x00\x01\r\n"s).server("50");
}

TEST(LmtpSession, UnknownRecipientsAreRefusedAtOnceAndAFloodOfThemEndsIt)  // S20
{
    Dialogue dialogue{lmtp_rules()};
    dialogue.greeted().client(mail_line).server("250");
    std::string flood;
    for (int i = 0; i < 1100; ++i) flood += "RCPT TO:<nobody" + std::to_string(i) + "@lists.example>\r\n";
    dialogue.octets(flood).server_times(1000, "550 5.1.1").server("421").server_closes();
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
    Dialogue smtp{smtp_rules()};
    smtp.greeted()
        .client("MAIL FROM:<> SMTPUTF8")
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("DATA")
        .server("354")
        .octets("x\r\n.\r\n")
        .server("250");
    EXPECT_EQ(smtp.submitted(0).envelope.protocol, "UTF8SMTP");
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
