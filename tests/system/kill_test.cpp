/// kill -9 at random instants while deliveries run.

#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/soak.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <thread>

namespace {

using namespace std::chrono_literals;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;

const int kills = testing_support::repetitions(50, 1000);
constexpr int connections = 4;
const int members = 120 * kills;
constexpr unsigned seed = 20050514;

std::string roster()
{
    std::string csv = "email,category\n";
    for (int i = 0; i < members; ++i) csv += "m" + std::to_string(i) + "@d" + std::to_string(i % 97) + ".example,nmb\n";
    return csv;
}

std::string post()
{
    return "From: secretary@secretariat.example\nTo: sr-update@lists.example.org\nSubject: Issue 1\nMessage-ID: "
           "<kill@secretariat.example>\n\n" +
           std::string(2000, 'x').replace(900, 1, "\n").replace(1800, 1, "\n") + "\n";
}

/// In doubt by the journal: recipients, each as often as it says so.
std::multiset<std::string> recipients_in_doubt(const RunningDaemon& daemon)
{
    std::multiset<std::string> recipients;
    std::map<std::int64_t, std::string> by_delivery;
    const auto deliveries = daemon.ctl_json({"deliveries", "sr-update", "1"});
    for (const auto& delivery : deliveries.as_array())
        by_delivery[delivery.at("id").as_int64()] = std::string(delivery.at("recipient").as_string());
    const auto journal = daemon.ctl_json({"journal", "--last", "1000000"});
    for (const auto& entry : journal.as_array()) {
        if (entry.at("event").as_string() == "delivery_in_doubt")
            recipients.insert(by_delivery[entry.at("delivery").as_int64()]);
    }
    return recipients;
}

TEST(KillNine, AtRandomInstantsLosesNothingAndExplainsEveryDuplicate)
{
    ScriptedRelay relay({.latency = 4ms});
    relay.start();
    RunningDaemon daemon({.relay_port = relay.port(),
                          .relay_more = "connections = " + std::to_string(connections),
                          .list_more = "post_auth = \"open\""});
    ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster()).exit_code, 0);
    ASSERT_EQ(
        daemon
            .ctl({"inject", "--recipient", "sr-update@lists.example.org", "--sender", "secretary@secretariat.example"},
                 post())
            .exit_code,
        0);

    daemon.start();  // until the post is handled: what is being handled in three deaths is held, by design
    ASSERT_TRUE(testing_support::eventually(
        [&] {
            return daemon.ctl({"issue", "show", "sr-update", "1"}).exit_code == 0;
        },
        30s));
    daemon.kill();

    std::mt19937 random(seed);
    std::uniform_int_distribution<int> instant_ms(0, 160);
    for (int i = 0; i < kills; ++i) {
        daemon.start();
        std::this_thread::sleep_for(std::chrono::milliseconds(instant_ms(random)));
        daemon.kill();
    }
    const std::size_t before_last = relay.messages().size();
    EXPECT_LT(before_last, static_cast<std::size_t>(members)) << "the kills came too late to mean anything";
#if defined(__SANITIZE_ADDRESS__)  // a daemon that starts slowly sends less before it dies
    constexpr std::size_t copies_min = 50;
#else
    constexpr std::size_t copies_min = 500;
#endif
    EXPECT_GT(before_last, copies_min) << "the kills came too early to mean anything";
    daemon.start();
    const bool is_done = testing_support::eventually(
        [&] {
            return daemon.ctl_json({"issue", "show", "sr-update", "1"}).at("state").as_string() == "distributed";
        },
        std::chrono::seconds(testing_support::repetitions(60, 600)));
    const std::string log = daemon.log();
    ASSERT_TRUE(is_done) << log.substr(log.size() - 2000);

    std::map<std::string, int> copies;
    for (const auto& message : relay.messages()) {
        if (message.message_id == "<kill@secretariat.example>") ++copies[message.recipients.front()];
    }
    EXPECT_EQ(copies.size(), static_cast<std::size_t>(members));
    const std::multiset<std::string> doubtful = recipients_in_doubt(daemon);
    int duplicates = 0;
    for (const auto& [recipient, count] : copies) {
        duplicates += count - 1;
        EXPECT_LE(count - 1, static_cast<int>(doubtful.count(recipient)))
            << recipient << " has a duplicate that nothing explains";
    }
    EXPECT_LE(duplicates, kills * connections);
    const std::string mark = " in_doubt=";
    for (auto at = log.find(mark); at != std::string::npos; at = log.find(mark, at + 1)) {
        EXPECT_LE(std::stoi(log.substr(at + mark.size())), connections)
            << "more in doubt after one kill than there were connections";
    }
    EXPECT_EQ(daemon.ctl({"check"}).exit_code, 0);
    EXPECT_EQ(daemon.stop(), 0);
    RecordProperty("duplicates", duplicates);
    RecordProperty("in_doubt", static_cast<int>(doubtful.size()));
    std::cout << "sent before the last start: " << before_last << ", duplicates: " << duplicates
              << ", in doubt by the journal: " << doubtful.size() << '\n';
}

}  // namespace
