/// The power goes, at every moment of a reference run: mail comes in, is handled, fanned out, sent and settled by the
/// real desk, writer and engine, while a disk remembers every write and sync. From that, whatever may be on it
/// at each of those moments is put together, opened, looked over, and lived on with.

#include "support/power_cut.h"
#include "support/soak.h"
#include "support/temporary_folder.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing_support::DiskChange;
using testing_support::DiskImage;
using testing_support::FaultyDisk;
using testing_support::FolderOn;
using testing_support::PowerCut;
using testing_support::TemporaryFolder;
using testing_support::World;

constexpr auto store_name = "gazetted.db";
constexpr auto log_name = "gazetted.db-wal";
constexpr int members = 12;

/// When something was known outside: how many changes the disk had seen by then.
struct Copy {
    std::string recipient;
    std::string message_id;
    std::size_t seen_at = 0;
};

struct Reference {
    std::vector<DiskChange> changes;
    std::map<store::Id, std::size_t> acknowledged_at;
    std::map<store::Id, std::string> octets;  ///< of what was acknowledged
    std::vector<Copy> copies;                 ///< what the relay took over, in order
};

std::string config()
{
    return World::usual_config("post_auth = \"open\"\n");
}

std::string roster()
{
    std::string csv = "email,category\n";
    for (int i = 0; i < members; ++i) csv += "m" + std::to_string(i) + "@d" + std::to_string(i % 3) + ".example,nmb\n";
    return csv;
}

bool is_copy(const testing_support::AcceptedMessage& message)
{
    return message.content.find("List-Id:") != std::string::npos;
}

void post(World& world, int number)
{
    world.receive({.from = "secretary@secretariat.example",
                   .to = "sr-update@lists.example.org",
                   .subject = "Issue " + std::to_string(number),
                   .text = std::string(3000, 'x') + "\n",
                   .message_id = "<issue" + std::to_string(number) + "@secretariat.example>"});
}

/// Two issues, a stranger's post that is held, and a relay with moods.
Reference record()
{
    Reference reference;
    FaultyDisk disk;
    disk.start_recording();
    World* seen = nullptr;
    std::size_t messages_seen = 0;
    const auto look = [&] {
        if (seen == nullptr) return;
        for (const store::Id id : seen->acknowledged()) reference.acknowledged_at.try_emplace(id, disk.changes_count());
        for (; messages_seen < seen->relay().messages().size(); ++messages_seen) {
            const auto& message = seen->relay().messages()[messages_seen];
            if (!is_copy(message)) continue;
            reference.copies.push_back({.recipient = message.recipients.front(),
                                        .message_id = message.message_id,
                                        .seen_at = disk.changes_count()});
        }
    };
    World world(config(), {.has_group_writer = true, .on_moment = look});
    seen = &world;
    world.import("sr-update", roster());
    post(world, 1);
    world.receive({.from = "eve@elsewhere.example", .to = "sr-update@lists.example.org", .subject = "Buy"});
    world.relay().rules().add({.stage = testing_support::Stage::rcpt,
                               .match = "*@d1.example",
                               .first = 1,
                               .action = testing_support::Reply{"451 4.7.1 Greylisted"}});
    world.relay().rules().add({.stage = testing_support::Stage::dot,
                               .match = "*@d2.example",
                               .times = 2,
                               .action = testing_support::AcceptDrop{}});
    post(world, 2);
    world.pass(20min);
    world.store().run(store::Durability::power_loss, [&](store::Store& store) {
        for (const store::Id id : world.acknowledged()) reference.octets[id] = store.spool().octets(id);
    });
    reference.changes = disk.changes();
    return reference;
}

void write(const DiskImage& image, const std::filesystem::path& folder)
{
    for (const auto& entry : std::filesystem::directory_iterator(folder)) std::filesystem::remove(entry.path());
    for (const auto& [name, octets] : image) std::ofstream(folder / name, std::ios::binary) << octets;
}

class AfterThePowerCut : public testing::Test {
  protected:
    void look_over(const DiskImage& image, const PowerCut& cut)
    {
        write(image, folder_.path());
        store::io::SqliteStore store(folder_ / store_name);
        const auto faults = store.check_integrity();
        ASSERT_TRUE(faults.empty()) << faults.front();
        store.read([&](store::Store& rows) {
            for (const auto& [id, at] : reference_.acknowledged_at) {
                if (at > cut.position()) continue;
                ASSERT_EQ(rows.spool().octets(id), reference_.octets[id])
                    << "message " << id << " was answered with 250 and is gone or not whole";
            }
            for (const store::Issue& issue : rows.issues().all("sr-update")) {
                ASSERT_NE(rows.spool().octets(issue.message), "") << "an issue without its post";
                if (issue.is_fanned_out) {
                    ASSERT_EQ(rows.queue().deliveries(issue.id, 1000).size(), static_cast<std::size_t>(members))
                        << "a fan-out that is half";
                }
            }
        });
        ++images_;
    }

    /// A new daemon on what is left, until all is delivered.
    void live_on(const DiskImage& image, const PowerCut& cut)
    {
        write(image, folder_.path());
        World world(config(), {.data_dir = folder_.path()});
        world.pass(1h);
        std::map<std::pair<std::string, std::string>, int> before;
        std::set<std::pair<std::string, std::string>> is_certain;  // its dot mark was synced
        for (const Copy& copy : reference_.copies) {
            if (copy.seen_at > cut.position()) continue;
            ++before[{copy.recipient, copy.message_id}];
            if (copy.seen_at <= cut.synced_at(log_name)) is_certain.insert({copy.recipient, copy.message_id});
        }
        std::map<std::pair<std::string, std::string>, int> after;
        for (const auto& message : world.relay().messages())
            if (is_copy(message)) ++after[{message.recipients.front(), message.message_id}];
        world.store().read([&](store::Store& rows) {
            for (const store::Issue& issue : rows.issues().all("sr-update")) {
                EXPECT_EQ(issue.state, store::IssueState::distributed);
                for (const store::Delivery& delivery : rows.queue().deliveries(issue.id, 1000)) {
                    const std::pair copy{delivery.recipient, issue.message_id};
                    EXPECT_GE(before[copy] + after[copy], 1) << delivery.recipient << " has no " << issue.message_id;
                    EXPECT_LE(after[copy], 1) << "without a fault after the cut";
                    if (before[copy] == 0 || after[copy] == 0 || !is_certain.contains(copy)) continue;
                    bool is_explained = false;
                    for (const store::JournalEntry& entry : rows.journal().about_delivery(delivery.id))
                        is_explained = is_explained || entry.event == "delivery_in_doubt";
                    EXPECT_TRUE(is_explained)
                        << delivery.recipient << " got " << issue.message_id << " twice, and nothing explains it";
                }
            }
        });
        ++lives_;
    }

    TemporaryFolder folder_{FolderOn::memory};
    Reference reference_ = record();
    int images_ = 0;
    int lives_ = 0;
};

// Fault 5, and 52 (a migration that is cut off: the run begins with the making of the store).
TEST_F(AfterThePowerCut, AtAnyWriteNothingAcknowledgedIsLostAndWhatIsSentTwiceIsExplained)
{
#if defined(__SANITIZE_ADDRESS__)  // which looks for faults of memory, ten times slower: some instants show them
    constexpr std::size_t cuts_one_in = 9;
#else
    constexpr std::size_t cuts_one_in = 1;
#endif
    const int random_images = testing_support::repetitions(6, 120);
    constexpr std::size_t lives_one_in = 5;
    std::mt19937 random(testing_support::seed_or(20050514));
    for (PowerCut cut(reference_.changes); !cut.is_at_end(); cut.advance()) {
        if (cut.position() % cuts_one_in != 0) continue;
        SCOPED_TRACE("after change " + std::to_string(cut.position()) + " of " +
                     std::to_string(reference_.changes.size()));
        std::vector<DiskImage> images{cut.with_all()};
        if (cut.has_unsynced()) {
            images.push_back(cut.without_unsynced());
            for (int i = 0; i < random_images; ++i) images.push_back(cut.with_some(random));
        }
        for (std::size_t i = 0; i < images.size(); ++i) {
            SCOPED_TRACE("image " + std::to_string(i));
            look_over(images[i], cut);
            if (HasFatalFailure()) return;
            if ((cut.position() + i) % lives_one_in == 0) live_on(images[i], cut);
            if (HasFailure()) return;
        }
    }
    EXPECT_GT(images_, 1000 / static_cast<int>(cuts_one_in)) << "too few to mean anything";
    std::cout << reference_.changes.size() << " writes and syncs, " << images_ << " images looked over, " << lives_
              << " of them lived on with\n";
}

}  // namespace
