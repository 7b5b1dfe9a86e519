/// Whole histories from one seed: members, posts, the relay's moods, crashes and the clock in random order. Whatever
/// happens, DESIGN's promises about the main job hold at the end. A failure prints its seed; GAZETTED_SEED replays it.

#include "list/membership.h"
#include "support/world.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing_support::AcceptDrop;
using testing_support::Drop;
using testing_support::Reply;
using testing_support::Rule;
using testing_support::Stage;
using testing_support::World;

class History {
  public:
    explicit History(unsigned seed) : random_(seed), world_(World::usual_config("post_auth = \"open\"\n"))
    {
        const int count = draw(3, 40);
        std::string csv = "email,category\n";
        for (int i = 0; i < count; ++i) {
            members_.push_back("m" + std::to_string(i) + "@d" + std::to_string(i % 3) + ".example");
            csv += members_.back() + (i % 5 == 4 ? ",subscriber\n" : ",nmb\n");
        }
        world_.import("sr-update", csv);
    }

    void live()
    {
        const int events = draw(10, 40);
        for (int i = 0; i < events; ++i) happen();
    }

    /// All moods over, time enough for every retry.
    void come_to_rest()
    {
        world_.crash_and_restart();
        world_.relay().set_away(false);
        world_.relay().rules().clear();
        for (std::int64_t number = 1; number <= posts_; ++number) set_paused(number, false);
        for (int i = 0; i < 12; ++i) world_.pass(1h);
    }

    void check()
    {
        check_ends();
        check_copies();
        EXPECT_EQ(world_.relay().report().violations_in_all(), 0U) << world_.relay().report().json();
        EXPECT_TRUE(world_.store().check_integrity().empty());
    }

  private:
    int draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

    void happen()
    {
        switch (draw(0, 9)) {
        case 0:
        case 1: post(); break;
        case 2: add_mood(); break;
        case 3: world_.relay().rules().clear(); break;
        case 4: world_.relay().set_away(draw(0, 1) == 0); break;
        case 5: world_.crash_at(draw(1, 60)); break;
        case 6: leave(); break;
        case 7:
            if (posts_ > 0) set_paused(draw(1, posts_), draw(0, 2) == 0);
            break;
        default: world_.pass(std::chrono::minutes(draw(1, 300))); break;
        }
    }

    void post()
    {
        ++posts_;
        world_.receive({.from = "secretary@secretariat.example",
                        .to = "sr-update@lists.example.org",
                        .subject = "Issue " + std::to_string(posts_),
                        .message_id = "<issue" + std::to_string(posts_) + "@secretariat.example>"});
    }

    void add_mood()
    {
        const std::string domain = "*@d" + std::to_string(draw(0, 2)) + ".example";
        const std::uint64_t times = static_cast<std::uint64_t>(draw(1, 8));
        const Rule moods[] = {
            {.stage = Stage::rcpt, .match = domain, .first = 1, .action = Reply{"451 4.7.1 Greylisted"}},
            {.stage = Stage::rcpt, .match = domain, .times = times, .action = Reply{"452 4.2.2 Mailbox full"}},
            {.stage = Stage::rcpt, .match = domain, .times = times, .action = Drop{}},
            {.stage = Stage::mail, .match = "*", .times = times, .action = Reply{"421 4.3.2 Shutting down"}},
            {.stage = Stage::mail, .match = "*", .times = times, .action = Reply{"550 5.7.1 Not from you"}},
            {.stage = Stage::mail, .match = "*", .times = times, .action = Reply{"450 4.3.2 Not now"}},
            {.stage = Stage::data, .match = domain, .times = times, .action = Reply{"451 4.3.0 Not now"}},
            {.stage = Stage::dot, .match = domain, .times = times, .action = Reply{"451 4.3.0 Not now"}},
            {.stage = Stage::dot, .match = domain, .times = times, .action = Drop{}},
            {.stage = Stage::dot, .match = domain, .times = times, .action = AcceptDrop{}},
            {.stage = Stage::helo, .match = "*", .times = times, .action = Reply{"554 5.7.1 Go away"}},
        };
        world_.relay().rules().add(moods[draw(0, static_cast<int>(std::size(moods)) - 1)]);
    }

    void leave()
    {
        const std::string& member = members_[static_cast<std::size_t>(draw(0, static_cast<int>(members_.size()) - 1))];
        world_.store().run(store::Durability::killed, [&](store::Store& store) {
            list::set_state(store, "sr-update", member, store::MemberState::left, "operator", world_.now());
        });
        left_.emplace(member, world_.sent_count());
    }

    void set_paused(std::int64_t number, bool is_paused)
    {
        world_.store().run(store::Durability::killed, [&](store::Store& store) {
            const auto issue = store.issues().find("sr-update", number);
            if (issue) store.issues().set_paused(issue->id, is_paused);
        });
    }

    void check_ends()
    {
        for (std::int64_t number = 1; number <= posts_; ++number) {
            EXPECT_EQ(world_.issue_state("sr-update", number), "distributed")
                << boost::json::serialize(world_.issue("sr-update", number));
            EXPECT_EQ(world_.deliveries_in("sr-update", number, "failed"), 0)
                << "no mood here refuses a recipient for good";
        }
        world_.store().run(store::Durability::killed,
                           [](store::Store& store) { EXPECT_EQ(store.spool().waiting_count(), 0); });
    }

    /// Each member an issue once; twice only where the journal says that it was in doubt.
    void check_copies()
    {
        std::map<std::pair<std::string, std::string>, std::int64_t> copies;
        std::size_t index = 0;
        for (const auto& message : world_.relay().messages()) {
            const std::string& recipient = message.recipients.front();
            ++index;
            if (message.content.find("List-Id:") == std::string::npos) continue;
            ++copies[{recipient, message.message_id}];
            const auto gone = left_.find(recipient);
            if (gone != left_.end()) {
                EXPECT_LE(index, gone->second) << recipient << " got a copy after leaving";
            }
        }
        for (std::int64_t number = 1; number <= posts_; ++number) {
            store::Issue issue;
            std::vector<store::Delivery> deliveries;
            std::map<store::Id, int> doubts;
            world_.store().run(store::Durability::killed, [&](store::Store& store) {
                issue = *store.issues().find("sr-update", number);
                deliveries = store.queue().deliveries(issue.id, 10'000);
                for (const store::Delivery& delivery : deliveries) {
                    for (const store::JournalEntry& entry : store.journal().about_delivery(delivery.id))
                        doubts[delivery.id] += entry.event == "delivery_in_doubt" ? 1 : 0;
                }
            });
            for (const store::Delivery& delivery : deliveries) {
                const auto got = copies[{delivery.recipient, issue.message_id}];
                if (delivery.state == store::DeliveryState::accepted) {
                    EXPECT_GE(got, 1) << delivery.recipient << " has no copy of issue " << number;
                }
                EXPECT_LE(got, 1 + doubts[delivery.id])
                    << delivery.recipient << " has a copy of issue " << number << " that nothing explains";
                EXPECT_NE(delivery.state, store::DeliveryState::expired);
            }
        }
    }

    std::mt19937 random_;
    World world_;
    std::vector<std::string> members_;
    std::map<std::string, std::size_t> left_;  ///< and how many messages had gone out by then
    int posts_ = 0;
};

TEST(History, KeepsThePromisesWhateverHappens)
{
    constexpr unsigned seeds = 60;
    const char* const replay = std::getenv("GAZETTED_SEED");
    const unsigned first = replay != nullptr ? static_cast<unsigned>(std::stoul(replay)) : 1;
    const unsigned last = replay != nullptr ? first : seeds;
    for (unsigned seed = first; seed <= last; ++seed) {
        SCOPED_TRACE("GAZETTED_SEED=" + std::to_string(seed));
        History history(seed);
        history.live();
        history.come_to_rest();
        history.check();
        if (HasFailure()) return;
    }
}

}  // namespace
