/// STARTTLS with real TLS on loopback: RFC 3207.

#include "support/mail_client.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/served_intake.h"
#include "support/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/ssl.h>
#include <signal.h>

#include <fstream>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::CertificateFiles;
using testing_support::eventually;
using testing_support::MailClient;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::ServedIntake;

constexpr auto claim = "Authentication-Results: mx.lists.example.org; dmarc=pass header.from=body.example\r\n";

void offer_tls(config::SmtpIntake& intake)
{
    intake.tls = config::Tls::opportunistic;
}

/// Up to where the client's hello is awaited.
void ask_for_tls(MailClient& client)
{
    EXPECT_THAT(client.reply(), StartsWith("220"));
    EXPECT_THAT(client.ask("EHLO mx.example"), HasSubstr("STARTTLS"));
    EXPECT_THAT(client.ask("STARTTLS"), StartsWith("220"));
}

std::string send_message(MailClient& client)
{
    EXPECT_THAT(client.ask("EHLO mx.example"), StartsWith("250"));
    EXPECT_THAT(client.ask("MAIL FROM:<ann@body.example>"), StartsWith("250"));
    EXPECT_THAT(client.ask("RCPT TO:<sr-update@lists.example.org>"), StartsWith("250"));
    EXPECT_THAT(client.ask("DATA"), StartsWith("354"));
    client.send(claim + std::string("From: ann@body.example\r\n\r\nbody\r\n.\r\n"));
    return client.reply();
}

TEST(StartTls, TakesAMessageAndItsReceivedFieldSaysSo)
{
    ServedIntake server(intake::Protocol::smtp, offer_tls);
    server.use_certificate("lists.example");
    MailClient client(server.port());
    ask_for_tls(client);
    ASSERT_TRUE(client.start_tls());
    EXPECT_EQ(client.certificate_name(), "/CN=lists.example");
    EXPECT_THAT(send_message(client), StartsWith("250"));
    EXPECT_THAT(client.ask("QUIT"), StartsWith("221"));
    EXPECT_TRUE(client.is_at_end());
    ASSERT_EQ(server.stored().size(), 1U);
    EXPECT_THAT(server.stored().front(), HasSubstr("with ESMTPS"));
    EXPECT_THAT(server.stored().front(), Not(HasSubstr("dmarc=pass"))) << "a stranger says that";
}

TEST(StartTls, S18WhatCameInTheSegmentBehindItIsNotExecuted)  // CVE-2021-33515
{
    ServedIntake server(intake::Protocol::smtp, offer_tls);
    server.use_certificate("lists.example");
    MailClient client(server.port());
    EXPECT_THAT(client.reply(), StartsWith("220"));
    EXPECT_THAT(client.ask("EHLO mx.example"), StartsWith("250"));
    EXPECT_THAT(client.ask("STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>"), StartsWith("220"));
    ASSERT_TRUE(client.start_tls());
    EXPECT_THAT(client.ask("RCPT TO:<sr-update@lists.example.org>"), StartsWith("503"));
    EXPECT_THAT(send_message(client), StartsWith("250"));
    EXPECT_THAT(server.stored().front(), Not(HasSubstr("evil")));
}

TEST(StartTls, OlderThanTls12IsRefused)
{
    ServedIntake server(intake::Protocol::smtp, offer_tls);
    server.use_certificate("lists.example");
    for (const auto& [version, is_taken] : {std::pair(TLS1_1_VERSION, false), std::pair(TLS1_2_VERSION, true)}) {
        MailClient client(server.port());
        ask_for_tls(client);
        EXPECT_EQ(client.start_tls(version), is_taken) << version;
    }
}

TEST(StartTls, CutOrNonsensicalHandshakeEndsItsConnectionAndNothingElse)
{
    ServedIntake server(intake::Protocol::smtp, offer_tls);
    server.use_certificate("lists.example");
    MailClient other(server.port());
    ask_for_tls(other);
    ASSERT_TRUE(other.start_tls());
    for (const std::string& nonsense :
         {std::string(), std::string("\x16\x03\x01\x02"), std::string("EHLO again\r\n")}) {
        MailClient client(server.port());
        ask_for_tls(client);
        client.send(nonsense);
        client.vanish();
    }
    MailClient talks_on(server.port());
    ask_for_tls(talks_on);
    talks_on.send("MAIL FROM:<ann@body.example>\r\n");
    EXPECT_THAT(talks_on.reply(), Not(HasSubstr("250")));
    EXPECT_THAT(send_message(other), StartsWith("250"));
}

TEST(StartTls, LargeMessageArrivesWhole)
{
    ServedIntake server(intake::Protocol::smtp, offer_tls);
    server.use_certificate("lists.example");
    MailClient client(server.port());
    ask_for_tls(client);
    ASSERT_TRUE(client.start_tls());
    std::string body;
    for (int i = 0; body.size() < 900'000; ++i) body += "line " + std::to_string(i) + "\r\n";
    for (const char* line : {"EHLO mx.example", "MAIL FROM:<>", "RCPT TO:<sr-update@lists.example.org>"})
        EXPECT_THAT(client.ask(line), StartsWith("250"));
    EXPECT_THAT(client.ask("DATA"), StartsWith("354"));
    client.send("Subject: large\r\n\r\n" + body + ".\r\n");
    EXPECT_THAT(client.reply(), StartsWith("250"));
    EXPECT_TRUE(server.stored().front().ends_with(body));
}

/// [intake.smtp] of a real daemon.
std::string smtp_table(int port, const CertificateFiles& files)
{
    return "[intake.smtp]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\ntls_certificate = \"" +
           files.certificate.string() + "\"\ntls_key = \"" + files.key.string() + "\"\n";
}

std::string certificate_now(int port)
{
    MailClient client(port);
    ask_for_tls(client);
    return client.start_tls() ? client.certificate_name() : "";
}

TEST(Reload, TakesARenewedCertificateAndKeepsTheOldWhenItIsBroken)
{
    ScriptedRelay relay;
    relay.start();
    const testing_support::TemporaryFolder folder;
    const CertificateFiles old_files(folder.path(), "old.example");
    const CertificateFiles new_files(folder.path(), "new.example");
    const int port = testing_support::free_port();
    RunningDaemon daemon({.relay_port = relay.port(), .more = smtp_table(port, old_files)});
    daemon.start();
    EXPECT_THAT(daemon.log(), HasSubstr("smtp=127.0.0.1:" + std::to_string(port)));
    EXPECT_EQ(certificate_now(port), "/CN=old.example");
    MailClient connected(port);
    ask_for_tls(connected);

    std::ofstream(old_files.certificate) << "nonsense";
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(
        eventually([&] { return daemon.log().find("is refused and the old one kept") != std::string::npos; }, 10s));
    EXPECT_THAT(daemon.log(), HasSubstr("old.example.crt: no certificate"));
    EXPECT_EQ(certificate_now(port), "/CN=old.example");

    std::filesystem::copy_file(new_files.certificate, old_files.certificate,
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy_file(new_files.key, old_files.key, std::filesystem::copy_options::overwrite_existing);
    daemon.process().signal(SIGHUP);
    ASSERT_TRUE(eventually([&] { return daemon.log().find(" reloaded ") != std::string::npos; }, 10s)) << daemon.log();
    EXPECT_EQ(certificate_now(port), "/CN=new.example");
    EXPECT_TRUE(connected.start_tls());
    EXPECT_EQ(connected.certificate_name(), "/CN=old.example") << "it came before";
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(Smtp, AndLmtpAreServedAtOnceAndNothingIsRelayed)
{
    ScriptedRelay relay;
    relay.start();
    const int port = testing_support::free_port();
    RunningDaemon daemon(
        {.relay_port = relay.port(), .more = "[intake.smtp]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\n"});
    daemon.start();
    for (const auto& [server_port, protocol] : {std::pair(port, "ESMTP"), std::pair(daemon.lmtp_port(), "LMTP")}) {
        const auto sent = testing_support::run_process({"swaks", "--server", "127.0.0.1:" + std::to_string(server_port),
                                                        "--protocol", protocol, "--from", "eve@elsewhere.example",
                                                        "--to", "sr-update@lists.example.org"});
        EXPECT_EQ(sent.exit_code, 0) << sent.output;
    }
    MailClient stranger(port);
    EXPECT_THAT(stranger.reply(), StartsWith("220"));
    EXPECT_THAT(stranger.ask("EHLO mx.example"), Not(HasSubstr("STARTTLS"))) << "without a certificate";
    EXPECT_THAT(stranger.ask("MAIL FROM:<eve@elsewhere.example>"), StartsWith("250"));
    EXPECT_THAT(stranger.ask("RCPT TO:<victim@elsewhere.example>"), StartsWith("550 5.1.1"));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(TlsIdentity, ThatCannotBeUsedSaysWhatIsWrong)
{
    const testing_support::TemporaryFolder folder;
    const CertificateFiles one(folder.path(), "one.example");
    const CertificateFiles other(folder.path(), "other.example");
    using intake::io::TlsIdentity;
    EXPECT_TRUE(TlsIdentity::load(one.certificate, one.key));
    EXPECT_THAT(TlsIdentity::load(folder / "none", one.key).error().text, HasSubstr("No such file"));
    EXPECT_THAT(TlsIdentity::load(one.certificate, other.key).error().text, HasSubstr("not that certificate's"));
    EXPECT_THAT(TlsIdentity::load(one.key, one.key).error().text, HasSubstr("no certificate in PEM"));
    std::filesystem::permissions(one.key, std::filesystem::perms(0644));
    EXPECT_THAT(TlsIdentity::load(one.certificate, one.key).error().text, HasSubstr("0640"));
}

}  // namespace
