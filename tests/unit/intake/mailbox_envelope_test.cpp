#include "intake/mailbox_envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace intake {
namespace {

using testing::ElementsAre;

config::Config two_lists()
{
    config::Config config;
    config.server.hostname = "mail.lists.example";
    for (const char* name : {"sr-update", "sr"}) {
        config::List& list = config.lists.emplace_back();
        list.name = name;
        list.address = {.local_part = name, .domain = "lists.example"};
    }
    return config;
}

struct Case {
    std::string_view what;
    std::string_view header;
    std::vector<std::string> recipients;
};

const std::string token = "sr-update+confirm-k3v5w2k3v5w2k3v5@lists.example";

TEST(MailboxEnvelope, RecipientsAreThoseThatTheHeaderShows)
{
    const std::vector<Case> cases{
        {"the trace", "Delivered-To: sr@lists.example\r\nTo: sr-update@lists.example\r\n", {"sr@lists.example"}},
        {"each trace",
         "X-Original-To: sr@lists.example\r\nEnvelope-To: <sr-update@lists.example>\r\n",
         {"sr@lists.example", "sr-update@lists.example"}},
        {"To and Cc where no trace is ours",
         "Delivered-To: account@provider.example\r\nTo: Ann <ann@body.example>, \"SR\" <sr@lists.example>\r\n"
         "Cc: sr-update@lists.example\r\n",
         {"sr@lists.example", "sr-update@lists.example"}},
        {"each once, without case",
         "To: sr@lists.example, SR@Lists.Example\r\nCc: sr@lists.example\r\n",
         {"sr@lists.example"}},
        {"a trace that lost what stood behind the delimiter",
         "Delivered-To: sr-update@lists.example\r\nTo: sr-update+help@lists.example\r\n",
         {"sr-update+help@lists.example"}},
        {"a plain trace that is named as well",
         "Delivered-To: sr-update@lists.example\r\nTo: sr-update+help@lists.example\r\nCc: sr-update@lists.example\r\n",
         {"sr-update@lists.example"}},
        {"a plain trace beside the purpose of another list",
         "Delivered-To: sr@lists.example\r\nTo: sr-update+help@lists.example\r\n",
         {"sr@lists.example"}},
        {"folded", "To: ann@body.example,\r\n sr@lists.example\r\n", {"sr@lists.example"}},
        {"the operator's own", "To: abuse@lists.example\r\n", {"abuse@lists.example"}},
    };
    const config::Config config = two_lists();
    for (const Case& c : cases) {
        const MailboxEnvelope read = read_mailbox_envelope(std::string(c.header) + "\r\nbody\r\n", config);
        EXPECT_TRUE(read.is_ours) << c.what;
        EXPECT_EQ(read.envelope.recipients, c.recipients) << c.what;
    }
}

TEST(MailboxEnvelope, OfATokenAddressIsThatAddress)
{
    const MailboxEnvelope read =
        read_mailbox_envelope("Delivered-To: sr-update@lists.example\r\nTo: " + token + "\r\n\r\n", two_lists());
    EXPECT_THAT(read.envelope.recipients, ElementsAre(token));
}

TEST(MailboxEnvelope, OfMailForNobodyOfOursGoesToTheOperator)
{
    const config::Config config = two_lists();
    for (const std::string header :
         {"", "To: ann@body.example\r\n", "To: sr@elsewhere.example\r\n", "To: undisclosed-recipients:;\r\n",
          "To: sr+nonsense@lists.example\r\n", "Subject: sr@lists.example\r\n"}) {
        const MailboxEnvelope read = read_mailbox_envelope(header + "\r\nTo: sr@lists.example\r\n", config);
        EXPECT_FALSE(read.is_ours) << header;
        EXPECT_THAT(read.envelope.recipients, ElementsAre("postmaster@mail.lists.example")) << header;
    }
}

TEST(MailboxEnvelope, ReversePathIsTheReturnPath)
{
    struct PathCase {
        std::string header;
        std::string path;
    };
    const PathCase cases[] = {
        {"Return-Path: <ann@body.example>\r\nFrom: bob@body.example\r\n", "ann@body.example"},
        {"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\n", ""},
        {"Return-Path: <first@body.example>\r\nReturn-Path: <second@body.example>\r\n", "first@body.example"},
        {"From: Ann <ann@body.example>\r\n", "ann@body.example"},
        {"From: ann@body.example, bob@body.example\r\n", "ann@body.example"},
        {"Return-Path: nonsense\r\n", "unknown@unknown.invalid"},
        {"", "unknown@unknown.invalid"},
    };
    for (const PathCase& c : cases)
        EXPECT_EQ(read_mailbox_envelope(c.header + "\r\n", two_lists()).envelope.reverse_path, c.path) << c.header;
}

TEST(MailboxEnvelope, HasABoundHoweverManyAreNamed)
{
    std::string header = "To: sr@lists.example";
    for (int i = 0; i < 900; ++i) header += ",\r\n sr+translation-" + std::to_string(i) + "-fr@lists.example";
    const MailboxEnvelope read = read_mailbox_envelope(header + "\r\n\r\n", two_lists());
    EXPECT_EQ(read.envelope.recipients.size(), mailbox_recipients_max);
}

}  // namespace
}  // namespace intake
