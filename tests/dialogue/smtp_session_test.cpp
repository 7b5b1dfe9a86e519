#include "support/dialogue.h"

#include <gtest/gtest.h>

#include <string>

namespace intake {
namespace {

using mail::make_reply;
using testing_support::Dialogue;
using testing_support::smtp_rules;

const std::string mail_line = "MAIL FROM:<ann@body.example>";
const std::string rcpt_line = "RCPT TO:<sr-update@lists.example>";

/// One whole message from here on.
Dialogue& send_message(Dialogue& dialogue, const std::string& mail = mail_line)
{
    return dialogue.client(mail)
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("DATA")
        .server("354")
        .octets("Subject: x\r\n\r\nx\r\n.\r\n")
        .server("250");
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

TEST(SmtpSession, SaysByWhichProtocolItTookAMessage)  // RFC 3848, RFC 6531 §4.3
{
    struct Case {
        const char* hello;
        bool is_tls;
        const char* mail;
        const char* protocol;
    };
    constexpr Case cases[] = {
        {"HELO mx.example", false, "MAIL FROM:<>", "SMTP"},
        {"EHLO mx.example", false, "MAIL FROM:<>", "ESMTP"},
        {"EHLO mx.example", true, "MAIL FROM:<>", "ESMTPS"},
        {"EHLO mx.example", false, "MAIL FROM:<> SMTPUTF8", "UTF8SMTP"},
        {"EHLO mx.example", true, "MAIL FROM:<> SMTPUTF8", "UTF8SMTPS"},
    };
    for (const Case& c : cases) {
        Dialogue dialogue{smtp_rules(config::Tls::opportunistic)};
        dialogue.server("220").client(c.hello).server("250");
        if (c.is_tls) dialogue.over_tls();
        send_message(dialogue, c.mail);
        EXPECT_EQ(dialogue.submitted(0).envelope.protocol, c.protocol);
    }
}

TEST(SmtpSession, TellsWhetherItsPeerIsTrusted)
{
    for (const bool is_trusted : {false, true}) {
        SessionRules rules = smtp_rules();
        rules.is_peer_trusted = is_trusted;
        Dialogue dialogue{rules};
        send_message(dialogue.greeted());
        EXPECT_EQ(dialogue.submitted(0).envelope.is_trusted, is_trusted);
    }
}

TEST(SmtpSession, MessageThatIsDroppedIsReadPastInNoMemoryAndPutOff)
{
    SessionRules rules = smtp_rules();
    rules.message_octets_max = 1UL << 20;
    SmtpServerSession session(rules);
    const auto say = [&](const std::string& octets) {
        session.receive(octets);
        const Todo todo = session.next();
        const auto* send = std::get_if<SendOctets>(&todo);
        return send == nullptr ? std::string() : send->octets;
    };
    say("EHLO mx.example\r\n" + mail_line + "\r\n" + rcpt_line + "\r\nDATA\r\n");
    say(std::string(500'000, 'x'));
    EXPECT_GE(session.octets_held(), 500'000U);
    session.drop_message(make_reply(452, "4.3.1", "too many messages at once"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(say(std::string(100'000, 'x')), "");
        EXPECT_LT(session.octets_held(), 1000U);
    }
    EXPECT_EQ(say("\r\n.\r\n").substr(0, 9), "452 4.3.1");
    EXPECT_EQ(say(mail_line + "\r\n").substr(0, 3), "250");
    EXPECT_EQ(say(rcpt_line + "\r\nDATA\r\n").substr(0, 3), "250");
    say("x\r\n.\r\n");
    EXPECT_FALSE(session.is_in_message());
}

TEST(StartTls, IsOfferedOnlyWithACertificateAndOnlyOnce)  // RFC 3207 §4.2
{
    Dialogue{smtp_rules(config::Tls::none)}
        .server("220")
        .client("EHLO mx.example")
        .server("250 lists.example PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES SIZE 1000")
        .client("STARTTLS")
        .server("502 5.5.1")
        .has_started_tls(0);
    Dialogue dialogue{smtp_rules(config::Tls::opportunistic)};
    dialogue.server("220")
        .client("STARTTLS")
        .server("503 5.5.1")
        .client("EHLO mx.example")
        .server("250 lists.example PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES SIZE 1000 STARTTLS")
        .client("STARTTLS now")
        .server("501 5.5.4")
        .client("starttls")
        .server("220 2.0.0")
        .has_started_tls(1)
        .client("EHLO mx.example")
        .server("250 lists.example PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES SIZE 1000")
        .client("STARTTLS")
        .server("503 5.5.1")
        .has_started_tls(1);
    send_message(dialogue).also_when_the_line_drops_at_each_step();
}

TEST(StartTls, ForgetsAllThatWasSaidBefore)  // RFC 3207 §4.2
{
    Dialogue dialogue{smtp_rules(config::Tls::opportunistic)};
    dialogue.server("220")
        .client("EHLO before.example")
        .server("250")
        .client("MAIL FROM:<before@body.example> SMTPUTF8")
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("STARTTLS")
        .server("220")
        .client("DATA")
        .server("503")
        .client(mail_line)
        .server("503 5.5.1 say")
        .client("EHLO after.example")
        .server("250")
        .client("DATA")
        .server("503");
    send_message(dialogue).also_when_the_line_drops_at_each_step();
    const Envelope& envelope = dialogue.submitted(0).envelope;
    EXPECT_EQ(envelope.helo, "after.example");
    EXPECT_EQ(envelope.reverse_path, "ann@body.example");
    EXPECT_EQ(envelope.protocol, "ESMTPS");
    EXPECT_EQ(envelope.recipients.size(), 1U);
}

TEST(StartTls, WhereItIsRequiredNoMailIsTakenInTheClear)  // RFC 3207 §4
{
    Dialogue dialogue{smtp_rules(config::Tls::required)};
    dialogue.server("220")
        .client("HELO mx.example")
        .server("250")
        .client(mail_line)
        .server("530 5.7.0")
        .client("RSET")
        .server("530 5.7.0")
        .client("VRFY ann")
        .server("530 5.7.0")
        .client("NOOP")
        .server("250")
        .client("EHLO mx.example")
        .server("250")
        .client(rcpt_line)
        .server("530 5.7.0")
        .client("DATA")
        .server("530 5.7.0");
    send_message(dialogue.over_tls()).submits(1).also_when_the_line_drops_at_each_step();
    Dialogue{smtp_rules(config::Tls::required)}.greeted().client("QUIT").server("221").server_closes();
}

}  // namespace
}  // namespace intake
