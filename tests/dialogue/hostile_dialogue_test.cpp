/// What hostile clients say, and what they are answered, alike by LMTP, by SMTP and behind STARTTLS. A test's name begins
/// with the rows of the table of hostile input that it stands for.

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

enum class Way : unsigned char { lmtp, smtp, smtp_over_tls };

class HostileDialogue : public testing::TestWithParam<Way> {
  protected:
    [[nodiscard]] static bool is_lmtp() { return GetParam() == Way::lmtp; }
    [[nodiscard]] static SessionRules rules()
    {
        if (is_lmtp()) return lmtp_rules();
        return smtp_rules(GetParam() == Way::smtp ? config::Tls::none : config::Tls::opportunistic);
    }
    [[nodiscard]] static std::string hello() { return is_lmtp() ? "LHLO mx.example" : "EHLO mx.example"; }
    static Dialogue& greet(Dialogue& dialogue)
    {
        dialogue.greeted();
        return GetParam() == Way::smtp_over_tls ? dialogue.over_tls() : dialogue;
    }
    /// Up to the 354, for one recipient.
    static Dialogue& begin_message(Dialogue& dialogue)
    {
        return dialogue.client(mail_line).server("250").client(rcpt_line).server("250").client("DATA").server("354");
    }
};

std::string name_of(const testing::TestParamInfo<Way>& way)
{
    switch (way.param) {
    case Way::lmtp: return "Lmtp";
    case Way::smtp: return "Smtp";
    case Way::smtp_over_tls: return "SmtpOverTls";
    }
    return {};
}

INSTANTIATE_TEST_SUITE_P(By, HostileDialogue, testing::Values(Way::lmtp, Way::smtp, Way::smtp_over_tls), name_of);

/// `end` does not end the message, what follows stays part of it, and the whole is refused.
void expect_no_end(Dialogue& dialogue, std::string_view end)
{
    dialogue.octets("Subject: x\r\n\r\nbody" + std::string(end))
        .server_is_silent()
        .octets("MAIL FROM:<smuggled@evil.example>\r\nRCPT TO:<sr-update@lists.example>\r\nDATA\r\nsmuggled")
        .server_is_silent()
        .octets("\r\n.\r\n")
        .server("550 5.5.2")
        .server_is_silent()
        .submits(0)
        .client(rcpt_line)
        .server("503")
        .client(mail_line)
        .server("250")
        .also_when_the_line_drops_at_each_step();
}

TEST_P(HostileDialogue, S1OnlyCrlfDotCrlfEndsAMessage)  // VU#302671
{
    for (const std::string_view end : {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r\r\n.\n", "\r.\r\n"}) {
        Dialogue dialogue{rules()};
        expect_no_end(begin_message(greet(dialogue)), end);
    }
}

TEST_P(HostileDialogue, S2TrustedPeerMayNotSmuggleEither)
{
    SessionRules of_trusted = rules();
    of_trusted.is_peer_trusted = true;
    Dialogue dialogue{of_trusted};
    expect_no_end(begin_message(greet(dialogue)), "\n.\n");
}

TEST_P(HostileDialogue, S3DotBehindTwoCrIsNoEnd)
{
    for (const std::string_view end : {"\r\n.\r\r\n", "\r\n..\r\r\n"}) {
        Dialogue dialogue{rules()};
        expect_no_end(begin_message(greet(dialogue)), end);
    }
}

TEST_P(HostileDialogue, S4WhoDoesNotWaitForThe354IsCutOff)
{
    Dialogue dialogue{rules()};
    greet(dialogue)
        .octets(mail_line + "\r\n" + rcpt_line + "\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nMAIL FROM:<>\r\n")
        .server("250")
        .server("250")
        .server("554 5.5.0")
        .server_closes()
        .submits(0);
}

TEST_P(HostileDialogue, S5EndlessLineIsRefusedInBoundedMemoryAndThenCutOff)
{
    Dialogue dialogue{rules()};
    greet(dialogue).octets(std::string(2049, 'x')).server("500 5.5.2");
    for (int i = 0; i < 4; ++i) {
        dialogue.octets(std::string(1000, 'x')).server_is_silent();
        EXPECT_LT(dialogue.octets_held(), 3000U);
    }
    dialogue.octets(std::string(3000, 'x')).server("421 4.7.0").server_closes().also_octet_by_octet();
}

TEST_P(HostileDialogue, S5ThirdOverlongLineEndsIt)
{
    Dialogue dialogue{rules()};
    greet(dialogue)
        .client("NOOP " + std::string(2042, 'x'))
        .server("250")
        .client("NOOP " + std::string(2044, 'x'))
        .server("500 5.5.2")
        .client("NOOP")
        .server("250")
        .client(std::string(2049, 'x'))
        .server("500 5.5.2")
        .client(std::string(2049, 'x'))
        .server("500 5.5.2")
        .server("421 4.7.0")
        .server_closes()
        .also_octet_by_octet();
}

TEST_P(HostileDialogue, S6OctetsThatAreNoTextAreRefusedAndTheSessionGoesOn)
{
    Dialogue dialogue{rules()};
    greet(dialogue);
    for (const std::string& evil :
         {"NOOP \0x"s, "NOOP \x80"s, "NOOP \xC3("s, "\xFF\xFE"s, "\0"s, "MAIL FROM:<a\0@body.example>"s})
        dialogue.client(evil).server("501");
    for (const std::string& evil : {"NOOP\n"s, "NOOP\rMAIL\r\n"s, "NOOP\r\r\n"s}) dialogue.octets(evil).server("500");
    dialogue.client(mail_line).server("250").also_when_the_line_drops_at_each_step();
}

TEST_P(HostileDialogue, S7CommandOutOfOrderIsRefused)  // RFC 5321 §4.1.4
{
    Dialogue dialogue{rules()};
    dialogue.server("220")
        .client(mail_line)
        .server("503 5.5.1")
        .client(rcpt_line)
        .server("503 5.5.1")
        .client("DATA")
        .server("503 5.5.1")
        .client(hello().substr(0, 4))
        .server("501")
        .client(hello())
        .server("250");
    if (GetParam() == Way::smtp_over_tls) dialogue.over_tls();
    dialogue.client("DATA")
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

TEST_P(HostileDialogue, S8NothingIsOfferedThatIsRefused)
{
    Dialogue dialogue{rules()};
    greet(dialogue);
    for (const char* refused :
         {"BDAT 5 LAST", "XCLIENT NAME=x", "XFORWARD NAME=x", "ETRN x", "EXPN list", "TURN", "AUTH PLAIN AAAA"}) {
        dialogue.client(refused).server("502 5.5.1");
    }
    dialogue.client("STARTTLS")
        .server(GetParam() == Way::smtp_over_tls ? "503 5.5.1" : "502 5.5.1")
        .client("VRFY ann")
        .server("252")
        .client("HELP")
        .server("214")
        .client("NOOP")
        .server("250")
        .client(hello())
        .server("250 lists.example PIPELINING 8BITMIME SMTPUTF8 ENHANCEDSTATUSCODES SIZE 1000")
        .client(mail_line)
        .server("250");
}

TEST_P(HostileDialogue, S9AddressThatIsNoneIsRefused)
{
    Dialogue dialogue{rules()};
    greet(dialogue).client(mail_line).server("250");
    for (const char* path : {"<\"\">", "<\"\"@b.example>", "<@>", "<a@>", "<a@b@c>", "<>", "<a b@c.example>",
                             "a@b.example", "<a@b.example", "<a\\@b.example>", "<a@-b.example>"}) {
        dialogue.client("RCPT TO:"s + path).server("501");
    }
    dialogue.also_when_the_line_drops_at_each_step();
    // A source route is passed over, as RFC 5321 §4.1.1.3 asks; the mailbox behind it decides.
    Dialogue other{rules()};
    greet(other)
        .client(mail_line)
        .server("250")
        .client("RCPT TO:<\"a\0\"@b.example>"s)
        .server("501")
        .client("RCPT TO:<@a:nobody@c>")
        .server("550 5.1.1")
        .submits(0);
}

TEST_P(HostileDialogue, S10AddressIsDataWhateverItLooksLike)  // CVE-2020-7247
{
    for (const char* evil : {"`id`", "${run{/bin/sh}}", "|prog", "$(id)", "'; DROP TABLE message; --'", "%s%n"}) {
        Dialogue dialogue{rules()};
        greet(dialogue)
            .client("MAIL FROM:<\"" + std::string(evil) + "\"@x.example>")
            .server("250")
            .client(rcpt_line)
            .server("250")
            .client("DATA")
            .server("354")
            .octets(".\r\n")
            .server("250");
        EXPECT_NE(dialogue.submitted(0).envelope.reverse_path.find(evil), std::string::npos);
    }
    Dialogue dialogue{rules()};
    greet(dialogue).client("MAIL FROM:<;id;>").server("501");
}

// The table asks for a 501 to %0d%0a as well: that is an address (RFC 5322 §3.2.3 atext), and nobody here decodes it.
TEST_P(HostileDialogue, S11LineEndInAnAddressIsRefusedAndAPercentSignIsDataOnly)
{
    Dialogue dialogue{rules()};
    greet(dialogue)
        .client("MAIL FROM:<a@b.example\\r\\nRCPT TO:<c@d.example>>")
        .server("55")
        .octets("MAIL FROM:<\"a\\\n\"@b.example>\r\n")
        .server("50")
        .server("50")
        .octets("MAIL FROM:<\"a\r\"@b.example>\r\n")
        .server("500")
        .client("MAIL FROM:<a%0d%0aRCPT@b.example>")
        .server("250")
        .client(rcpt_line)
        .server("250")
        .client("DATA")
        .server("354")
        .octets(".\r\n")
        .server("250");
    EXPECT_EQ(dialogue.submitted(0).envelope.reverse_path, "a%0d%0aRCPT@b.example");
}

// The table asks for 501; DSN (RFC 3461) is not offered, so that every parameter of it is an unknown one: 555.
TEST_P(HostileDialogue, S12ParametersOfDsnAreUnknownWhateverTheyHold)
{
    Dialogue dialogue{rules()};
    greet(dialogue)
        .client(mail_line + " ENVID=a+00b")
        .server("555")
        .client(mail_line)
        .server("250")
        .client("RCPT TO:<a@b.example> ORCPT=rfc822;a+00b")
        .server("555")
        .client("RCPT TO:<a@b.example> NOTIFY=NEVER")
        .server("555");
}

TEST_P(HostileDialogue, S13TooManyRecipientsArePutOffAndTheOthersKept)
{
    Dialogue dialogue{rules()};
    greet(dialogue).client(mail_line).server("250");
    for (int i = 0; i < 10; ++i) dialogue.client("RCPT TO:<r" + std::to_string(i) + "@lists.example>").server("250");
    for (int i = 0; i < 100; ++i)
        dialogue.client("RCPT TO:<r" + std::to_string(i + 10) + "@lists.example>").server("452 4.5.3");
    dialogue.client("DATA")
        .server("354")
        .octets("x\r\n.\r\n")
        .server_times(is_lmtp() ? 10 : 1, "250")
        .server_is_silent()
        .submits(1);
    EXPECT_EQ(dialogue.submitted(0).envelope.recipients.size(), 10U);
    dialogue.client(mail_line).server("250").client(rcpt_line).server("250");
}

TEST_P(HostileDialogue, S13HundredThousandRecipientsEndIt)
{
    Dialogue dialogue{rules()};
    greet(dialogue).client(mail_line).server("250");
    std::string flood;
    for (int i = 0; i < 100'000; ++i) flood += rcpt_line + "\r\n";
    dialogue.octets(flood)
        .server_times(10, "250")
        .server_times(1000, "452 4.5.3")
        .server("421")
        .server_closes()
        .submits(0);
}

TEST_P(HostileDialogue, S14SizeIsCheckedWhereItIsSaid)  // RFC 1870
{
    Dialogue dialogue{rules()};
    greet(dialogue)
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

TEST_P(HostileDialogue, S15IdleTalkEndsIt)
{
    for (const std::string& idle :
         {"NOOP"s, "RSET"s, hello(), "VRFY x"s, "HELP"s, "MAIL FROM:<ann@body.example>\r\nRSET"s}) {
        Dialogue dialogue{rules()};
        greet(dialogue);
        std::string talk;
        for (int i = 0; i < 1000; ++i) talk += idle + "\r\n";
        const int said_before = GetParam() == Way::smtp_over_tls ? 3 : 1;
        dialogue.octets(talk).server_times(100 - said_before, "2").server("421 4.7.0").server_closes();
    }
}

TEST_P(HostileDialogue, S16MessageOfTheLimitIsTakenAndOneOctetMoreIsNot)
{
    const std::string most = std::string(998, 'x') + "\r\n";
    Dialogue dialogue{rules()};
    begin_message(greet(dialogue)).octets(most + ".\r\n").server("250").submits(1);
    begin_message(dialogue)
        .octets("y" + most + ".\r\n")
        .server("552 5.3.4")
        .server_is_silent()
        .submits(1)
        .client(mail_line)
        .server("250")
        .also_when_the_line_drops_at_each_step();
}

TEST_P(HostileDialogue, S16EndlessMessageIsCutOff)
{
    Dialogue dialogue{rules()};
    begin_message(greet(dialogue));
    for (int i = 0; i < 10; ++i) dialogue.octets(std::string(199, 'x') + "\r\n");
    dialogue.server("421 4.3.4").server_closes().submits(0);
}

TEST_P(HostileDialogue, S17LineOfTheBodyOverOneMebibyteIsRefused)
{
    SessionRules roomy = rules();
    roomy.message_octets_max = 16UL << 20;
    constexpr std::size_t line_octets_max = 1UL << 20;
    Dialogue dialogue{roomy};
    begin_message(greet(dialogue))
        .octets(std::string(line_octets_max, 'x') + "\r\n" + std::string(line_octets_max, 'y') + "\r\n.\r\n")
        .server("250")
        .submits(1);
    for (const std::size_t octets : {line_octets_max + 1, 10 * line_octets_max}) {
        begin_message(dialogue)
            .octets("Subject: x\r\n\r\n" + std::string(octets, 'x') + "\r\n.\r\n")
            .server("550 5.6.0")
            .server_is_silent()
            .submits(1);
    }
}

TEST_P(HostileDialogue, S19OtherProtocolsAreSentAway)
{
    Dialogue{rules()}
        .server("220")
        .octets("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + hello() + "\r\nMAIL FROM:<>\r\n")
        .server("500")
        .server_closes();
    Dialogue{rules()}
        .server("220")
        .octets("POST / HTTP/1.1\r\nHost: x\r\n\r\n" + hello() + "\r\nMAIL FROM:<>\r\n")
        .server("500")
        .server_closes();
    Dialogue{rules()}.server("220").octets("\x16\x03\x01\x02\n\x00\x01\r\n"s).server("50").submits(0);
}

TEST_P(HostileDialogue, S20UnknownRecipientsAreRefusedAtOnceAndAFloodOfThemEndsIt)
{
    Dialogue dialogue{rules()};
    greet(dialogue).client(mail_line).server("250");
    std::string flood;
    for (int i = 0; i < 1100; ++i) flood += "RCPT TO:<nobody" + std::to_string(i) + "@lists.example>\r\n";
    dialogue.octets(flood).server_times(1000, "550 5.1.1").server("421").server_closes();
}

TEST(HostileStartTls, S18WhatCameAlongInTheClearIsNeverLookedAt)  // CVE-2021-33515
{
    for (const std::string& injected : {"MAIL FROM:<evil@evil.example>\r\n"s,
                                        "EHLO evil.example\r\n" + mail_line + "\r\n", "\x16\x03\x01"s, "QUIT\r\n"s}) {
        Dialogue dialogue{smtp_rules(config::Tls::opportunistic)};
        dialogue.greeted()
            .octets("STARTTLS\r\n" + injected)
            .server("220 2.0.0")
            .server_is_silent()
            .has_started_tls(1)
            .client(mail_line)
            .server("503 5.5.1 say")
            .client("EHLO mx.example")
            .server("250")
            .client(mail_line)
            .server("250")
            .submits(0);
        EXPECT_EQ(dialogue.octets_held(), 0U);
    }
}

}  // namespace
}  // namespace intake
