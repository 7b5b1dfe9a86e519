/// The way to the relay: TLS and who is at its end, and how we show who we are.

#include "support/certificates.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_support::Certificates;
using testing_support::eventually;
using testing_support::RelayOptions;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::TlsFiles;

/// One authority for all tests of this program: making keys takes its time.
Certificates& certificates()
{
    static Certificates made;
    return made;
}

const TlsFiles& relay_files()
{
    static const TlsFiles files = certificates().issue("relay", "IP:127.0.0.1");
    return files;
}

const TlsFiles& our_files()
{
    static const TlsFiles files = certificates().issue("us", "DNS:lists.example.org");
    return files;
}

/// To two members, and a notice to the author: three messages for the relay.
void post_issue(const RunningDaemon& daemon)
{
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, "email\nann@body.example\nbob@body.example\n").exit_code, 0);
    const auto posted = daemon.ctl(
        {"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
        "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue 1\n"
        "Message-ID: <1@secretariat.example>\n\nDear colleagues\n");
    ASSERT_EQ(posted.exit_code, 0) << posted.errors;
}

std::string required(const std::string& more = "")
{
    return fmt::format("tls = \"required\"\nca_file = \"{}\"\n{}", certificates().authority().string(), more);
}

std::string our_certificate()
{
    return fmt::format("certificate = \"{}\"\nkey = \"{}\"\n", our_files().certificate.string(),
                       our_files().key.string());
}

std::string pin(const TlsFiles& files)
{
    return "pin = \"" + Certificates::pin_of(files.certificate) + "\"\n";
}

TlsFiles asking_for_certificates()
{
    TlsFiles files = relay_files();
    files.client_ca = certificates().authority();
    return files;
}

struct GoodCase {
    const char* name;
    TlsFiles relay;
    std::string options;
};

TEST(RelayOverTls, TakesTheMailWhenBothEndsAreWhoTheyShouldBe)
{
    const GoodCase cases[] = {
        {"a certificate of the authority in ca_file", relay_files(), required()},
        {"opportunistic believes any certificate", relay_files(), "tls = \"opportunistic\"\n"},
        {"the pinned key", relay_files(), required(pin(relay_files()))},
        {"the certificate that the relay asks for", asking_for_certificates(), required(our_certificate())},
    };
    for (const GoodCase& good : cases) {
        SCOPED_TRACE(good.name);
        ScriptedRelay relay({.tls = good.relay});
        relay.start();
        RunningDaemon daemon(
            {.relay_port = relay.port(), .relay_more = good.options, .list_more = "post_auth = \"open\""});
        daemon.start();
        post_issue(daemon);
        EXPECT_TRUE(relay.wait_for_messages(3, 10s)) << daemon.log();
        EXPECT_EQ(relay.report().violations_in_all(), 0U);
        EXPECT_EQ(daemon.stop(), 0);
    }
}

struct BadCase {
    const char* name;
    std::optional<TlsFiles> relay;
    std::string options;
    const char* reason;
};

TEST(RelayOverTls, GetsNothingAndTheReasonIsToldWhenAnEndIsNotWhoItShouldBe)
{
    const TlsFiles other_name = certificates().issue("other", "DNS:other.example,IP:127.0.0.2");
    const Certificates stranger;
    const BadCase cases[] = {
        {"no STARTTLS", std::nullopt, required(), "the relay offers no STARTTLS, and tls = "},
        {"another authority", relay_files(),
         "tls = \"required\"\nca_file = \"" + stranger.authority().string() + "\"\n", "certificate is not trusted"},
        {"the system's authorities", relay_files(), "tls = \"required\"\n", "certificate is not trusted"},
        {"another name", other_name, required(), "certificate is not trusted"},
        {"another key than the pinned", relay_files(), required(pin(our_files())), "none of those in pin"},
        {"no certificate of ours", asking_for_certificates(), required(), "over our certificate or the lack of one"},
    };
    for (const BadCase& bad : cases) {
        SCOPED_TRACE(bad.name);
        ScriptedRelay relay({.tls = bad.relay});
        relay.start();
        RunningDaemon daemon(
            {.relay_port = relay.port(), .relay_more = bad.options, .list_more = "post_auth = \"open\""});
        daemon.start();
        post_issue(daemon);
        ASSERT_TRUE(eventually([&] { return daemon.log().find(" relay_trouble ") != std::string::npos; }, 10s))
            << daemon.log();
        EXPECT_THAT(daemon.log(), HasSubstr("stage=starttls"));
        EXPECT_THAT(daemon.log(), HasSubstr(bad.reason));
        EXPECT_TRUE(relay.messages().empty()) << "no way around";
        const auto waiting = [&] {
            const auto queue = daemon.ctl_json({"status"}).at("queue");
            return queue.at("queued").as_int64() + queue.at("deferred").as_int64();
        };
        EXPECT_TRUE(eventually([&] { return waiting() == 3; }, 10s)) << "all wait";
        EXPECT_EQ(daemon.stop(), 0);
    }
}

TEST(RelayTest, TellsEachStepAndTheRelaysReply)
{
    ScriptedRelay relay({.tls = relay_files()});
    relay.add_rule({.stage = testing_support::Stage::rcpt,
                    .match = "full@*",
                    .action = testing_support::Reply{"452 4.2.2 mailbox full"}});
    relay.start();
    const RunningDaemon daemon({.relay_port = relay.port(), .relay_more = required()});
    const auto looked = daemon.ctl({"relay", "test"});
    EXPECT_EQ(looked.exit_code, 0) << looked.errors;
    for (const auto* step : {"connected  127.0.0.1:", "tls        TLSv1.3, ", "the certificate is verified",
                             "offers     PIPELINING, 8BITMIME", "auth       none is configured"})
        EXPECT_THAT(looked.output, HasSubstr(step));
    EXPECT_TRUE(relay.messages().empty());

    const auto sent = daemon.ctl_json({"relay", "test", "--to", "ann@body.example"});
    EXPECT_EQ(sent.at("message").at("reply").as_string(), "250 2.0.0 Taken over");
    ASSERT_TRUE(relay.wait_for_messages(1, 5s));
    EXPECT_EQ(relay.report().violations_in_all(), 0U);

    const auto full = daemon.ctl({"relay", "test", "--to", "full@body.example"});
    EXPECT_EQ(full.exit_code, 1);
    EXPECT_THAT(full.output, HasSubstr("failed     at rcpt: 452 4.2.2 mailbox full"));
}

TEST(RelayTest, OfARelayThatIsAnotherSaysSoAndWhatToLookAt)
{
    ScriptedRelay relay({.tls = relay_files()});
    relay.start();
    const RunningDaemon daemon({.relay_port = relay.port(), .relay_more = required(pin(our_files()))});
    const auto tried = daemon.ctl({"--json", "relay", "test", "--to", "ann@body.example"});
    EXPECT_EQ(tried.exit_code, 1);
    EXPECT_THAT(tried.output, HasSubstr(R"("stage":"starttls")"));
    EXPECT_THAT(tried.output, HasSubstr("none of those in pin"));
    EXPECT_THAT(tried.errors, HasSubstr("look at tls, ca_file, pin"));
    EXPECT_TRUE(relay.messages().empty());

    const RunningDaemon nowhere({.relay_port = testing_support::free_port()});
    const auto missed = nowhere.ctl({"relay", "test"});
    EXPECT_EQ(missed.exit_code, 1);
    EXPECT_THAT(missed.output, HasSubstr("failed     at connect: "));
}

}  // namespace
