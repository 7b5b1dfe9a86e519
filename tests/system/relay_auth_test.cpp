/// How we show the relay who we are: passwords and OAuth 2 tokens, wherever they come from.

#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/token_provider.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::eventually;
using testing_support::read_text;
using testing_support::RelayOptions;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::TemporaryFolder;
using testing_support::TokenProvider;

constexpr auto user = "lists@example.org";

/// Takes one user with one password or token (RFC 4616, RFC 7628 §3.1, and what XOAUTH2 makes of it).
RelayOptions relay_that_takes(const std::string& secret)
{
    RelayOptions options;
    options.session.auth = "PLAIN XOAUTH2 OAUTHBEARER";
    options.session.is_authentic = [secret](std::string_view mechanism, std::string_view message) {
        const std::string bearer = "\x01"
                                   "auth=Bearer " +
                                   secret + "\x01\x01";
        if (mechanism == "PLAIN") return message == std::string(1, '\0') + user + std::string(1, '\0') + secret;
        if (mechanism == "XOAUTH2") return message == std::string("user=") + user + bearer;
        return message.starts_with(std::string("n,a=") + user + ",\x01") && message.ends_with(bearer);
    };
    return options;
}

void write_secret(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file) << text << '\n';
    std::filesystem::permissions(file, std::filesystem::perms(0600));
}

std::string option(const char* name, const std::string& value)
{
    return fmt::format("{} = \"{}\"\n", name, value);
}

void post_issue(const RunningDaemon& daemon)
{
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, "email\nann@body.example\nbob@body.example\n").exit_code, 0);
    const auto posted = daemon.ctl(
        {"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
        "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue 1\n"
        "Message-ID: <1@secretariat.example>\n\nDear colleagues\n");
    ASSERT_EQ(posted.exit_code, 0) << posted.errors;
}

TEST(RelayAuth, ShowsTheSecretOfTheMomentByEachMechanism)
{
    ScriptedRelay relay(relay_that_takes("s3cret"));
    relay.start();
    const TemporaryFolder folder;
    const auto file = folder / "secret";
    for (const auto& [auth, file_option] :
         {std::pair{"password", "password_file"}, {"xoauth2", "token_file"}, {"oauthbearer", "token_file"}}) {
        SCOPED_TRACE(auth);
        const RunningDaemon daemon(
            {.relay_port = relay.port(),
             .relay_more = option("user", user) + option("auth", auth) + option(file_option, file.string())});
        write_secret(file, "s3cret");
        const auto taken = daemon.ctl({"relay", "test"});
        EXPECT_EQ(taken.exit_code, 0) << taken.errors;
        EXPECT_THAT(taken.output, HasSubstr("auth       accepted as lists@example.org"));
        write_secret(file, "other");
        const auto refused = daemon.ctl({"relay", "test"});
        EXPECT_EQ(refused.exit_code, 1);
        EXPECT_THAT(refused.output, HasSubstr("failed     at auth: "));
        EXPECT_THAT(refused.output + refused.errors, Not(HasSubstr("other")));
    }
}

TEST(RelayAuth, TellsWhyTheRelayRefusesAToken)
{
    ScriptedRelay relay(relay_that_takes("s3cret"));
    relay.start();
    const TemporaryFolder folder;
    write_secret(folder / "token", "stale");
    for (const auto* auth : {"xoauth2", "oauthbearer"}) {
        const RunningDaemon daemon({.relay_port = relay.port(),
                                    .relay_more = option("user", user) + option("auth", auth) +
                                                  option("token_file", (folder / "token").string())});
        EXPECT_THAT(daemon.ctl({"relay", "test"}).output, HasSubstr("invalid_token")) << auth;
    }
}

TEST(RelayAuth, WaitsWithTheReasonWhenTheHelperProgramFails)
{
    ScriptedRelay relay(relay_that_takes("s3cret"));
    relay.start();
    RunningDaemon daemon(
        {.relay_port = relay.port(),
         .relay_more = option("user", user) + option("auth", "oauthbearer") +
                       "token_command = [\"/bin/sh\", \"-c\", \"cat token || { echo not logged in >&2; exit 3; }\"]\n",
         .list_more = "post_auth = \"open\""});
    daemon.start();
    post_issue(daemon);
    ASSERT_TRUE(eventually(
        [&] { return daemon.log().find("/bin/sh failed with exit code 3: not logged in") != std::string::npos; }, 10s))
        << daemon.log();
    EXPECT_THAT(daemon.log(), HasSubstr("stage=auth"));
    EXPECT_TRUE(relay.messages().empty());
    EXPECT_EQ(daemon.stop(), 0);

    const RunningDaemon good({.relay_port = relay.port(),
                              .relay_more = option("user", user) + option("auth", "oauthbearer") +
                                            "token_command = [\"/bin/sh\", \"-c\", \"echo s3cret; echo more\"]\n"});
    EXPECT_EQ(good.ctl({"relay", "test"}).exit_code, 0);
}

// The provider's own idea of a token's life is only half of it: the relay may refuse one before.
TEST(RelayAuth, RenewsATokenThatTheRelayRefusesAndKeepsTheNewRefreshToken)
{
    ScriptedRelay relay(relay_that_takes("fresh"));
    relay.start();
    const TokenProvider provider(
        {{.body = R"({"access_token":"stale","token_type":"Bearer","expires_in":3600,"refresh_token":"second"})"},
         {.body = R"({"access_token":"fresh","token_type":"Bearer","expires_in":3600})"}});
    const TemporaryFolder folder;
    const auto refresh = folder / "refresh";
    write_secret(refresh, "first");
    write_secret(folder / "client", "client&secret");
    RunningDaemon daemon({.relay_port = relay.port(),
                          .relay_more = option("user", user) + option("auth", "xoauth2") +
                                        option("token_url", provider.url()) + option("client_id", "gazetted") +
                                        option("client_secret_file", (folder / "client").string()) +
                                        option("refresh_token_file", refresh.string()),
                          .list_more = "post_auth = \"open\""});
    daemon.start();
    post_issue(daemon);
    EXPECT_TRUE(relay.wait_for_messages(3, 20s)) << daemon.log();
    const std::string form = "&client_id=gazetted&client_secret=client%26secret";
    EXPECT_THAT(provider.requests(), ElementsAre("grant_type=refresh_token&refresh_token=first" + form,
                                                 "grant_type=refresh_token&refresh_token=second" + form));
    EXPECT_EQ(read_text(refresh), "second\n");
    EXPECT_EQ(std::filesystem::status(refresh).permissions(), std::filesystem::perms(0600));
    EXPECT_THAT(daemon.log(), HasSubstr("relay_recovered"));
    for (const auto* secret : {"=first", "second", "stale", "fresh", "client&secret"})
        EXPECT_THAT(daemon.log(), Not(HasSubstr(secret)));
    EXPECT_EQ(daemon.stop(), 0);
}

TEST(RelayAuth, TellsWhatTheProviderSaysAgainstARefresh)
{
    ScriptedRelay relay(relay_that_takes("fresh"));
    relay.start();
    const TokenProvider provider(
        {{.status = 400, .body = R"({"error":"invalid_grant","error_description":"revoked by its owner"})"}});
    const TemporaryFolder folder;
    write_secret(folder / "refresh", "first");
    const RunningDaemon daemon({.relay_port = relay.port(),
                                .relay_more = option("user", user) + option("auth", "xoauth2") +
                                              option("token_url", provider.url()) + option("client_id", "gazetted") +
                                              option("refresh_token_file", (folder / "refresh").string())});
    const auto tried = daemon.ctl({"relay", "test"});
    EXPECT_EQ(tried.exit_code, 1);
    EXPECT_THAT(tried.output, HasSubstr("failed     at auth: "));
    EXPECT_THAT(tried.output, HasSubstr("invalid_grant (revoked by its owner)"));
}

}  // namespace
