/// Whole histories from one seed: members, posts, the relay's moods, crashes and the clock in random order. Whatever
/// happens, DESIGN's promises about the main job hold at the end. A failure prints its seed; with GAZETTED_SEED
/// set, OfOneSeedCanBeReplayed plays that one.

#include "list/membership.h"
#include "support/faulty_disk.h"
#include "support/soak.h"
#include "support/world.h"

#include <gtest/gtest.h>

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
    explicit History(unsigned seed)
        : random_(seed),
          asks_authors_(seed % 2 == 0),
          world_(World::usual_config(asks_authors_ ? "" : "post_auth = \"open\"\n"), {.chores_interval = 10min})
    {
        add_members(draw(3, 30));
    }

    void live()
    {
        const int events = draw(10, 40);
        for (int i = 0; i < events; ++i) happen();
    }

    /// All moods over, time enough for every retry.
    void come_to_rest()
    {
        disk_.disarm();
        world_.crash_and_restart();
        world_.relay().set_away(false);
        world_.relay().rules().clear();
        for (const store::Issue& issue : issues()) set_paused(issue.number, false);
        for (int i = 0; i < 2; ++i) {
            world_.pass(20min);
            world_.store().run(store::Durability::killed,
                               [&](store::Store& store) { store.queue().flush(world_.now()); });
        }
        world_.pass(20min);
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
        switch (draw(0, 17)) {
        case 0:
        case 1:
        case 2: post("secretary@secretariat.example"); break;
        case 3: post("eve@elsewhere.example"); break;
        case 4: answer_challenge(); break;
        case 5: decide_held(); break;
        case 6: add_mood(); break;
        case 7: world_.relay().rules().clear(); break;
        case 8: world_.relay().set_away(draw(0, 1) == 0); break;
        case 9: world_.crash_at(draw(1, 60)); break;
        case 10: stop_member(); break;
        case 11: add_members(draw(1, 5)); break;
        case 12: steer_issue(); break;
        case 13: fill_disk(); break;
        case 14: world_.set_clock(std::chrono::minutes(draw(-90, 90))); break;
        default: world_.pass(std::chrono::minutes(draw(1, 120))); break;
        }
    }

    void add_members(int count)
    {
        std::string csv = "email,category\n";
        for (int i = 0; i < count; ++i) {
            const std::size_t number = members_.size();
            members_.push_back("m" + std::to_string(number) + "@d" + std::to_string(number % 3) + ".example");
            csv += members_.back() + (number % 5 == 4 ? ",subscriber\n" : ",nmb\n");
        }
        if (!is_disk_full_) world_.import("sr-update", csv);
    }

    void post(const std::string& author)
    {
        ++posts_;
        const std::string reply =
            world_.receive({.from = author,
                            .to = "sr-update@lists.example.org",
                            .subject = "Issue " + std::to_string(posts_),
                            .message_id = "<issue" + std::to_string(posts_) + "@secretariat.example>"});
        EXPECT_TRUE(reply.starts_with("250 ") || (is_disk_full_ && reply.starts_with("452 4.3.1"))) << reply;
    }

    /// The secretary's mail program: what asks her, she answers, or not.
    void answer_challenge()
    {
        for (const testing_support::Sent& sent : world_.take_sent_to("secretary@secretariat.example")) {
            const std::string address = sent.field("Reply-To");
            const auto token = address.find("+confirm-");
            if (token == std::string::npos || draw(0, 3) == 0) continue;
            const bool is_denied = draw(0, 4) == 0;
            world_.receive({.from = "secretary@secretariat.example",
                            .to = address,
                            .subject = "Re: " + sent.subject(),
                            .text = is_denied ? "no\n" : "yes\n"});
        }
    }

    void decide_held()
    {
        if (is_disk_full_) return;
        const auto held = world_.held();
        if (held.empty()) return;
        const store::Id message = held[static_cast<std::size_t>(draw(0, static_cast<int>(held.size()) - 1))].id;
        using What = desk::HeldDecision::What;
        const auto what = draw(0, 1) == 0 ? What::release : What::discard;
        (void)world_.desk().decide_held(world_.rules(), message, {.what = what}, world_.now());
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

    void stop_member()
    {
        if (is_disk_full_) return;
        const std::string& member = members_[static_cast<std::size_t>(draw(0, static_cast<int>(members_.size()) - 1))];
        const auto state = draw(0, 3) == 0 ? store::MemberState::paused : store::MemberState::left;
        world_.store().run(store::Durability::killed, [&](store::Store& store) {
            list::set_state(store, "sr-update", member, state, "operator", world_.now());
        });
        stopped_.emplace(member, world_.sent_count());
    }

    void steer_issue()
    {
        const auto all = issues();
        if (is_disk_full_ || all.empty()) return;
        const store::Issue& issue = all[static_cast<std::size_t>(draw(0, static_cast<int>(all.size()) - 1))];
        if (draw(0, 5) > 0) {
            set_paused(issue.number, draw(0, 2) == 0);
            return;
        }
        world_.store().run(store::Durability::killed,
                           [&](store::Store& store) { store.issues().cancel(issue.id, world_.now()); });
    }

    /// From some write on there is no room, until there is again.
    void fill_disk()
    {
        constexpr int not_now = 1'000'000'000;
        world_.crash_at(not_now);  // a daemon cannot start without room: it is started again until it can
        disk_.arm({.call = testing_support::DiskCall::write,
                   .at = static_cast<std::uint64_t>(draw(1, 30)),
                   .is_lasting = true,
                   .is_full = true,
                   .only_file = ""});
        is_disk_full_ = true;
        if (draw(0, 1) == 0) post("secretary@secretariat.example");
        world_.pass(std::chrono::minutes(draw(1, 30)));
        disk_.disarm();
        is_disk_full_ = false;
    }

    void set_paused(std::int64_t number, bool is_paused)
    {
        world_.store().run(store::Durability::killed, [&](store::Store& store) {
            const auto issue = store.issues().find("sr-update", number);
            if (issue) store.issues().set_paused(issue->id, is_paused);
        });
    }

    std::vector<store::Issue> issues()
    {
        std::vector<store::Issue> all;
        world_.store().read([&](store::Store& store) { all = store.issues().all("sr-update"); });
        return all;
    }

    /// Promises 1 and 2: every acknowledged message has come to one end, and only what was proven became an issue.
    void check_ends()
    {
        world_.store().read([&](store::Store& store) {
            EXPECT_EQ(store.spool().waiting_count(), 0);
            for (const store::Id id : world_.acknowledged()) {
                const auto message = store.spool().find(id);
                ASSERT_TRUE(message) << "message " << id << " was answered with 250 and is gone";
                EXPECT_NE(message->state, store::MessageState::spooled);
                EXPECT_NE(store.spool().octets(id), "");
            }
            std::set<store::Id> posts;
            for (const store::Issue& issue : store.issues().all("sr-update")) {
                EXPECT_TRUE(posts.insert(issue.message).second) << "two issues of one post";
                check_origin(store, issue);
                const bool has_ended =
                    issue.state == store::IssueState::distributed || issue.state == store::IssueState::cancelled;
                EXPECT_TRUE(has_ended) << "issue " << issue.number << " is " << store::name_of(issue.state);
            }
        });
    }

    void check_origin(store::Store& store, const store::Issue& issue)
    {
        std::string by;
        for (const store::JournalEntry& entry : store.journal().about_message(issue.message))
            if (entry.event == "post_accepted") by = entry.by;
        EXPECT_NE(by, "") << "issue " << issue.number << " has no journal entry that accepted its post";
        const bool needs_no_answer = !asks_authors_ && issue.author == "secretary@secretariat.example";
        if (!needs_no_answer) {
            EXPECT_TRUE(by == "author" || by == "operator") << "issue " << issue.number << " was accepted by " << by;
        }
        if (issue.author == "eve@elsewhere.example") {
            EXPECT_EQ(by, "operator") << "nobody let the stranger's post through";
        }
    }

    /// Promises 3, 4 and 6: each member an issue once, twice only where the journal says that it was in doubt; nothing
    /// to who has left; nothing fails or expires for a mood that was ours or passed.
    void check_copies()
    {
        std::map<std::pair<std::string, std::string>, std::int64_t> copies;
        std::size_t index = 0;
        for (const auto& message : world_.relay().messages()) {
            const std::string& recipient = message.recipients.front();
            ++index;
            if (message.content.find("List-Id:") == std::string::npos) continue;
            ++copies[{recipient, message.message_id}];
            const auto gone = stopped_.find(recipient);
            if (gone != stopped_.end()) {
                EXPECT_LE(index, gone->second) << recipient << " got a copy after leaving";
            }
        }
        world_.store().read([&](store::Store& store) {
            for (const store::Issue& issue : store.issues().all("sr-update")) {
                for (const store::Delivery& delivery : store.queue().deliveries(issue.id, 10'000)) {
                    std::int64_t doubts = 0;
                    for (const store::JournalEntry& entry : store.journal().about_delivery(delivery.id))
                        doubts += entry.event == "delivery_in_doubt" ? 1 : 0;
                    const auto entry = copies.extract({delivery.recipient, issue.message_id});
                    check_copy(delivery, issue, entry.empty() ? 0 : entry.mapped(), doubts);
                }
            }
        });
        for (const auto& [copy, count] : copies)
            ADD_FAILURE() << copy.first << " got " << copy.second << ", which no delivery explains";
    }

    static void check_copy(const store::Delivery& delivery, const store::Issue& issue, std::int64_t got,
                           std::int64_t doubts)
    {
        const std::string whose = delivery.recipient + ", issue " + std::to_string(issue.number) + ": ";
        EXPECT_LE(got, 1 + doubts) << whose << "a copy that nothing explains";
        switch (delivery.state) {
        case store::DeliveryState::accepted: EXPECT_GE(got, 1) << whose << "accepted and not sent"; break;
        case store::DeliveryState::failed:
            ADD_FAILURE() << whose << "no mood here refuses a recipient for good: " << delivery.attempts.back().line();
            break;
        case store::DeliveryState::expired:
            EXPECT_GE(delivery.attempts.back().at - delivery.queued_at, days{5} - 2h) << whose << "expired too soon";
            break;
        case store::DeliveryState::cancelled: break;
        case store::DeliveryState::queued:
        case store::DeliveryState::deferred:
        case store::DeliveryState::leased: ADD_FAILURE() << whose << "has not come to an end"; break;
        }
    }

    testing_support::FaultyDisk disk_;  // before the store that stands on it
    std::mt19937 random_;
    bool asks_authors_;
    World world_;
    std::vector<std::string> members_;
    std::map<std::string, std::size_t> stopped_;  ///< and how many messages had gone out by then
    int posts_ = 0;
    bool is_disk_full_ = false;
};

/// A share of the seeds, so that they run beside each other.
class Histories : public testing::TestWithParam<unsigned> {};

constexpr unsigned shares = 40;

TEST_P(Histories, KeepThePromisesWhateverHappens)
{
    const unsigned seeds = testing_support::seeds_or(400);
    for (unsigned seed = 1 + GetParam(); seed <= seeds; seed += shares) {
        SCOPED_TRACE("GAZETTED_SEED=" + std::to_string(seed));
        History history(seed);
        history.live();
        history.come_to_rest();
        history.check();
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Share, Histories, testing::Range(0U, shares));

TEST(History, OfOneSeedCanBeReplayed)
{
    const unsigned seed = testing_support::seed_or(1);
    SCOPED_TRACE("GAZETTED_SEED=" + std::to_string(seed));
    History history(seed);
    history.live();
    history.come_to_rest();
    history.check();
}

}  // namespace
