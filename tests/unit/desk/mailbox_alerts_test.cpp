#include "desk/mailbox_alerts.h"

#include "store/setting_names.h"
#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <string>

namespace desk {
namespace {

using namespace std::chrono_literals;
using testing_support::StoreFixture;

constexpr auto name = "lists@example.org at imap.example.org/INBOX";

class MailboxAlerts : public testing::Test {
  protected:
    MailboxAlerts()
    {
        config.server.hostname = "lists.example";
        config.server.operators = {*mail::parse_mailbox("operator@secretariat.example")};
        config.mailboxes.emplace_back().name = name;
    }

    /// How many notices wait once the chore was done.
    std::int64_t queued_after(base::Time now)
    {
        return fixture.in([&](store::Store& s) {
            alert_about_mailboxes(s, {.config = config, .templates = *templates, .key = key}, now);
            std::int64_t queued = 0;
            for (const store::StateCount& count : s.queue().open_counts()) queued += count.count;
            return queued;
        });
    }

    void set_trouble(base::Time since)
    {
        fixture.in([&](store::Store& s) {
            s.settings().set(store::setting::mailbox_trouble_since(name), base::to_unix_ms(since));
        });
    }

    StoreFixture fixture;
    config::Config config;
    base::Result<config::Templates> templates = config::Templates::load({});
    base::Key key{};
};

TEST_F(MailboxAlerts, TellOfTroubleOnceAndOnlyWhenItLasts)
{
    EXPECT_EQ(queued_after(fixture.start), 0);
    set_trouble(fixture.start);
    EXPECT_EQ(queued_after(fixture.start + 14min), 0);
    EXPECT_EQ(queued_after(fixture.start + 15min), 1);
    EXPECT_EQ(queued_after(fixture.start + 24h), 1);
    set_trouble(base::Time{});
    EXPECT_EQ(queued_after(fixture.start + 25h), 1);
    set_trouble(fixture.start + 26h);
    EXPECT_EQ(queued_after(fixture.start + 27h), 2) << "another incident";
}

TEST_F(MailboxAlerts, TellTheReasonOfThisMailboxAndNotOfOneWithALongerName)
{
    fixture.in([&](store::Store& s) {
        const std::string other = std::string(name) + "2";
        s.journal().add({.at = fixture.start, .event = "mailbox_trouble", .detail = std::string(name) + ": tls: ours"});
        s.journal().add({.at = fixture.start, .event = "mailbox_trouble", .detail = other + ": tls: another's"});
    });
    set_trouble(fixture.start);
    EXPECT_EQ(queued_after(fixture.start + 15min), 1);
    const auto leased = fixture.lease(1, fixture.start + 15min);
    ASSERT_EQ(leased.size(), 1U);
    const std::string alert = fixture.in([&](store::Store& s) { return s.queue().content(leased[0].content); });
    EXPECT_NE(alert.find("tls: ours"), std::string::npos) << alert;
    EXPECT_EQ(alert.find("another's"), std::string::npos) << alert;
}

TEST_F(MailboxAlerts, TellOfMailThatStaysThereOnce)
{
    fixture.in([](store::Store& s) {
        s.mailboxes().note(name, {.id = "5", .state = store::MailState::too_large, .why = "it is large"});
    });
    EXPECT_EQ(queued_after(fixture.start), 1);
    EXPECT_EQ(queued_after(fixture.start + 1h), 1);
}

}  // namespace
}  // namespace desk
