#pragma once
/// A whole Gazetted on a simulated clock, with a simulated relay and the real store: the stage for correspondence
/// scenarios. Everything happens in the calls, one thread, the same each time.

#include "base/clock_steps.h"
#include "delivery/engine.h"
#include "desk/desk.h"
#include "document/reader.h"
#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/sim_wire.h"
#include "support/temporary_folder.h"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

/// A message as its author writes it.
struct Letter {
    std::string from;  ///< the From field; the reverse-path too, unless it is set
    std::string to;    ///< the envelope's recipient, and the To field
    std::string subject = "no subject";
    std::string text = "text\n";
    std::string message_id;   ///< with brackets; made when empty
    std::string more_fields;  ///< further header fields, CRLF each
    std::optional<std::string> reverse_path;
};

/// What went out to one recipient.
struct Sent {
    std::string reverse_path;
    std::string recipient;
    std::string octets;

    [[nodiscard]] std::string field(std::string_view name) const;  ///< unfolded; empty when absent
    [[nodiscard]] std::string body() const;
    [[nodiscard]] std::string subject() const { return field("Subject"); }
};

struct WorldOptions {
    std::filesystem::path data_dir;   ///< a store that is there already, of a daemon that died; empty: a new one
    bool has_group_writer = false;    ///< commits as the daemon's do, by its writer's thread
    std::function<void()> on_moment;  ///< called after each step that an outsider could see
    base::Duration chores_interval = std::chrono::minutes(1);
    std::shared_ptr<const config::Templates> templates;  ///< null: our own
    std::map<std::string, std::string> files;            ///< which the configuration names
};

class World {
  public:
    explicit World(const std::string& config_toml, WorldOptions options = {});
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// The list sr-update with secretary@secretariat.example as owner and poster; `more` goes into [[list]].
    [[nodiscard]] static std::string usual_config(const std::string& more = "");

    void import(const std::string& list, const std::string& csv);
    /// Over LMTP, and handled. The replies after the dot, joined by blanks: "250 2.0.0 …".
    std::string receive(const Letter& letter);
    std::string receive_octets(const std::string& reverse_path, const std::string& recipient,
                               const std::string& octets);

    /// The clock moves; whatever is due happens at its time.
    void pass(base::Duration time);
    void run();  ///< until nothing more happens at this instant

    void tick(base::Duration time);  ///< time passes by all clocks, and nobody acts before the next call
    /// The system's clock is set, by so much; no time passes.
    void set_clock(base::Duration step);
    /// The machine sleeps: time passes, and nobody acts.
    void suspend(base::Duration time);

    /// kill -9 and a new start on the same store.
    void crash_and_restart();
    /// The same in the midst of what comes: at the so-manieth instant between two steps of the delivery.
    void crash_at(int instant) { instants_to_live_ = instant; }

    /// What has gone out since the last call, oldest first.
    std::vector<Sent> take_sent();
    /// Of those, the ones to that recipient.
    std::vector<Sent> take_sent_to(const std::string& recipient);
    [[nodiscard]] std::size_t sent_count() const { return wire_.messages().size(); }
    /// Those that were answered with 250.
    [[nodiscard]] const std::vector<store::Id>& acknowledged() const { return acknowledged_; }

    SimWire& relay() { return wire_; }
    [[nodiscard]] base::Time now() const { return now_; }  ///< by which the daemon decides
    [[nodiscard]] boost::json::object issue(const std::string& list, std::int64_t number);
    [[nodiscard]] std::int64_t deliveries_in(const std::string& list, std::int64_t number, const std::string& state);
    [[nodiscard]] std::string issue_state(const std::string& list, std::int64_t number);
    [[nodiscard]] std::vector<store::Message> held();
    [[nodiscard]] std::vector<std::string> journal();  ///< event names, oldest first
    desk::Desk& desk() { return *desk_; }
    store::io::SqliteStore& store() { return *store_; }
    const desk::Rules& rules() { return rules_; }

  private:
    void start();
    store::Transactor& transactor();
    void accept_clock_step();
    mail::Reply spool(const store::NewMessage& message);
    bool dies_here();
    std::exception_ptr try_to_commit(const store::Work& work);
    bool work_at_the_desk();
    bool step_engine();
    bool deliver();

    TemporaryFolder folder_{FolderOn::memory};
    WorldOptions options_;
    desk::Rules rules_;
    base::Time wall_;
    base::Duration boot_ = std::chrono::hours(100);
    base::Duration steady_{};  ///< stands still while the machine sleeps
    base::ClockSteps clock_;
    base::Time now_;
    SimWire wire_;
    std::unique_ptr<store::io::SqliteStore> store_;
    std::unique_ptr<store::io::GroupWriter> writer_;
    document::DirectReader reader_;
    std::unique_ptr<desk::Desk> desk_;
    std::unique_ptr<delivery::Engine> engine_;
    std::optional<base::Time> wakes_at_;
    std::optional<int> instants_to_live_;
    std::vector<store::Id> acknowledged_;
    std::size_t taken_ = 0;
    int letters_ = 0;
};

}  // namespace testing_support
