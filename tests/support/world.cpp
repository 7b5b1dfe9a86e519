#include "support/world.h"

#include "config/read.h"
#include "desk/start.h"
#include "intake/smtp_server_session.h"
#include "list/membership.h"
#include "list/our_address.h"
#include "list/roster.h"
#include "mail/header.h"
#include "report/report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <stdexcept>

namespace testing_support {

using namespace std::chrono_literals;

namespace {

constexpr auto owner = "world";
constexpr auto store_name = "gazetted.db";

/// Our own. Read once: that takes longer than all else here.
std::shared_ptr<const config::Templates> usual_templates()
{
    static const auto templates = std::make_shared<const config::Templates>(config::Templates::load({}).value());
    return templates;
}

/// A store that nobody has used yet. Made once and copied, for the same reason.
void lay_down_store(const std::filesystem::path& data_dir)
{
    static const TemporaryFolder folder(FolderOn::memory);
    static const bool is_made = [] {
        const store::io::SqliteStore made(folder / store_name);
        return true;
    }();
    assert(is_made);
    std::filesystem::copy(folder.path(), data_dir);
}

}  // namespace

std::string Sent::field(std::string_view name) const
{
    return mail::scan_header(octets).value(name);
}

std::string Sent::body() const
{
    return std::string(mail::scan_header(octets).body);
}

World::World(const std::string& config_toml, WorldOptions options)
    : options_(std::move(options)),
      wall_(std::chrono::sys_days{std::chrono::year{2005} / 5 / 14} + 9h),
      clock_(wall_, boot_),
      now_(wall_)
{
    if (options_.data_dir.empty()) {
        options_.data_dir = folder_.path();
        lay_down_store(options_.data_dir);
    }
    options_.files["world.toml"] = config_toml;
    config::Reading reading =
        config::read("world.toml", [&](const std::filesystem::path& path) -> base::Result<std::string> {
            const auto found = options_.files.find(path.string());
            if (found == options_.files.end()) return base::refuse("cannot read " + path.string());
            return found->second;
        });
    for (const config::Fault& fault : reading.faults) {
        if (!fault.is_warning) throw std::runtime_error(fault.line_text());
    }
    reading.config->server.data_dir = options_.data_dir;
    rules_.config = std::make_shared<const config::Config>(std::move(*reading.config));
    rules_.templates = options_.templates ? options_.templates : usual_templates();
    for (std::size_t i = 0; i < rules_.key.size(); ++i) rules_.key.at(i) = static_cast<std::uint8_t>(i * 7 + 1);
    start();
}

std::string World::usual_config(const std::string& more)
{
    return R"([server]
hostname   = "lists.example.org"
public_url = "https://lists.example.org"
operator   = ["operator@secretariat.example"]
authserv_id = "mx.example.org"
[intake.lmtp]
[relay]
connections = 4
[[list]]
name     = "sr-update"
address  = "sr-update@lists.example.org"
title    = "ISO/SR Update"
owner    = ["secretary@secretariat.example"]
post     = ["secretary@secretariat.example"]
distribute_to = ["nmb", "d-liaison", "subscriber"]
)" + more;
}

/// As the daemon does: whoever had leases is dead.
void World::start()
{
    store_ = std::make_unique<store::io::SqliteStore>(options_.data_dir / store_name);
    store_->run(store::Durability::power_loss, [&](store::Store& store) {
        for (const config::List& list : rules_.config->lists)
            store.directory().ensure_list(list.name, list.address.text());
        (void)desk::begin_run(store, {.boot = 1}, now_);
    });
    if (options_.has_group_writer) writer_ = std::make_unique<store::io::GroupWriter>(*store_);
    desk_ = std::make_unique<desk::Desk>(transactor(), reader_);
    engine_ = std::make_unique<delivery::Engine>([this] { return rules_.config; }, rules_.key, owner, wire_);
    wakes_at_.reset();
}

store::Transactor& World::transactor()
{
    if (writer_) return *writer_;
    return *store_;
}

void World::crash_and_restart()
{
    instants_to_live_.reset();
    engine_.reset();
    desk_.reset();
    writer_.reset();
    store_.reset();
    wire_.forget_all();
    start();
}

void World::import(const std::string& list, const std::string& csv)
{
    const list::RosterRules rules{.categories = rules_.config->server.categories,
                                  .join_category = rules_.config->find_list(list)->join_category};
    std::vector<store::Member> members;
    const auto faults =
        list::read_roster(csv, rules, [&](std::size_t, store::Member member) { members.push_back(std::move(member)); });
    if (!faults.empty()) throw std::runtime_error("bad roster: " + faults.front().text);
    list::ImportCounts counts;
    transactor().run(store::Durability::killed,
                     [&](store::Store& store) { list::import(store, list, members, now_, counts); });
}

std::string World::receive(const Letter& letter)
{
    const auto brackets = letter.from.find('<');
    std::string address = letter.from;
    if (brackets != std::string::npos) address = letter.from.substr(brackets + 1, letter.from.find('>') - brackets - 1);
    std::string octets;
    if (!letter.from.empty()) octets += "From: " + letter.from + "\r\n";
    octets += "To: " + letter.to + "\r\nSubject: " + letter.subject + "\r\n";
    octets += "Message-ID: " +
              (letter.message_id.empty() ? "<letter" + std::to_string(++letters_) + "@secretariat.example>"
                                         : letter.message_id) +
              "\r\n";
    octets += letter.more_fields + "\r\n";
    for (const char c : letter.text) octets += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return receive_octets(letter.reverse_path.value_or(address), letter.to, octets);
}

mail::Reply World::spool(const store::NewMessage& message)
{
    store::Spooled spooled;
    try {
        transactor().run(store::Durability::power_loss,
                         [&](store::Store& store) { spooled = store.spool().add(message); });
    } catch (const store::DiskFull&) {
        return mail::make_reply(452, "4.3.1", "no room on the disk, try again later");
    }
    acknowledged_.push_back(spooled.message);
    if (options_.on_moment) options_.on_moment();
    return mail::make_reply(250, "2.0.0", "spooled");
}

std::string World::receive_octets(const std::string& reverse_path, const std::string& recipient,
                                  const std::string& octets)
{
    const config::Intake& lmtp = *rules_.config->lmtp;
    intake::SmtpServerSession session(
        {.protocol = intake::Protocol::lmtp,
         .hostname = rules_.config->server.hostname,
         .peer = "127.0.0.1",
         .message_octets_max = lmtp.message_octets_max,
         .recipients_max = lmtp.recipients_max,
         .refuse_recipient = [this](const std::string& address) -> std::optional<mail::Reply> {
             const auto ours = list::resolve(*rules_.config, address);
             if (ours) return std::nullopt;
             return mail::make_reply(550, "5.1.1", ours.error().text);
         },
         .put_off = {}});
    std::string stuffed = octets;
    for (auto at = stuffed.find("\r\n."); at != std::string::npos; at = stuffed.find("\r\n.", at + 3))
        stuffed.insert(at + 2, ".");
    if (!stuffed.ends_with("\r\n")) stuffed += "\r\n";
    std::string said;
    for (const std::string& part :
         {"LHLO mx.example.org\r\nMAIL FROM:<" + reverse_path + ">\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n",
          stuffed + ".\r\n"}) {
        session.receive(part);
        said.clear();
        for (bool is_waiting = false; !is_waiting;) {
            intake::Todo todo = session.next();
            if (auto* send = std::get_if<intake::SendOctets>(&todo)) {
                said += send->octets;
            } else if (auto* submit = std::get_if<intake::SubmitMessage>(&todo)) {
                const std::string whole =
                    intake::stored_octets(submit->envelope, submit->octets, rules_.config->server.hostname,
                                          rules_.config->server.authserv_id, now_);
                std::vector<mail::Reply> replies;
                for (const store::NewMessage& each : intake::make_messages(submit->envelope, whole, now_)) {
                    replies.push_back(spool(each));
                }
                session.submitted(replies);
            } else {
                is_waiting = true;
            }
        }
    }
    run();
    return said;
}

/// Whether the daemon dies here and now. Each call is an instant at which it may.
bool World::dies_here()
{
    if (options_.on_moment) options_.on_moment();
    if (!instants_to_live_ || --*instants_to_live_ > 0) return false;
    crash_and_restart();
    return true;
}

std::exception_ptr World::try_to_commit(const store::Work& work)
{
    try {
        transactor().run(store::Durability::killed, work);
    } catch (const store::DiskFull&) {
        return std::current_exception();
    }
    return nullptr;
}

/// Whether it lived through it.
bool World::step_engine()
{
    delivery::Engine::Next next = engine_->step(now_);
    if (dies_here()) return false;
    for (const store::Work& record : next.records) (void)try_to_commit(record);
    if (next.commit) {
        const std::exception_ptr error = try_to_commit(*next.commit);
        if (dies_here()) return false;
        engine_->committed(error, now_);
    }
    wakes_at_ = next.wake_at;
    return true;
}

/// Steps until the wire has been still for some: a commit's consequence may come a step or two later.
bool World::deliver()
{
    constexpr int still_steps = 4;
    bool has_moved = false;
    engine_->wake();
    for (int still = 0; still < still_steps; ++still) {
        if (!step_engine()) return true;
        if (!wire_.pump(*engine_, now_, steady_)) continue;
        if (dies_here()) return true;
        has_moved = true;
        still = 0;
    }
    return has_moved;
}

/// Time passes by all clocks.
void World::tick(base::Duration time)
{
    wall_ += time;
    boot_ += time;
    steady_ += time;
    now_ = clock_.now(wall_, boot_);
}

void World::set_clock(base::Duration step)
{
    wall_ += step;
    now_ = clock_.now(wall_, boot_);
    run();  // whatever still happens by the old time
    accept_clock_step();
    run();
}

void World::suspend(base::Duration time)
{
    tick(time);
    steady_ -= time;
    desk_->note_pause(now_);
    run();
}

/// As the daemon does it.
void World::accept_clock_step()
{
    const base::Duration step = clock_.pending();
    if (step == base::Duration::zero()) return;
    desk_->move_times(step, now_ + step);
    engine_->move_times(step);
    clock_.accept(step);
    now_ = clock_.now(wall_, boot_);
}

/// Whether there was anything to do. On a full disk it tries again later, as the daemon does.
bool World::work_at_the_desk()
{
    try {
        const bool has_handled = desk_->handle_next(rules_, now_);
        if (has_handled && dies_here()) return true;
        const bool has_fanned_out = desk_->fan_out_next(rules_, now_);
        if (has_fanned_out && dies_here()) return true;
        desk_->do_chores(rules_, owner, now_);
        return has_handled || has_fanned_out;
    } catch (const store::DiskFull&) {
        return false;
    }
}

void World::run()
{
    for (bool is_busy = true; is_busy;) {
        is_busy = work_at_the_desk();
        is_busy = deliver() || is_busy;
    }
}

void World::pass(base::Duration time)
{
    const base::Time end = now_ + time;
    while (now_ < end) {
        base::Time next = std::min(end, now_ + options_.chores_interval);
        if (wakes_at_ && *wakes_at_ > now_) next = std::min(next, *wakes_at_);
        tick(next - now_);
        run();
    }
}

std::vector<Sent> World::take_sent()
{
    std::vector<Sent> sent;
    for (; taken_ < wire_.messages().size(); ++taken_) {
        const AcceptedMessage& message = wire_.messages()[taken_];
        sent.push_back(
            {.reverse_path = message.reverse_path, .recipient = message.recipients.front(), .octets = message.content});
    }
    return sent;
}

std::vector<Sent> World::take_sent_to(const std::string& recipient)
{
    std::vector<Sent> sent = take_sent();
    std::erase_if(sent, [&](const Sent& each) { return each.recipient != recipient; });
    return sent;
}

boost::json::object World::issue(const std::string& list, std::int64_t number)
{
    boost::json::object document;
    transactor().run(store::Durability::killed, [&](store::Store& store) {
        const auto issue = store.issues().find(list, number);
        if (issue) document = report::issue(store, *issue, now_);
    });
    return document;
}

std::int64_t World::deliveries_in(const std::string& list, std::int64_t number, const std::string& state)
{
    return issue(list, number).at("deliveries").at(state).as_int64();
}

std::string World::issue_state(const std::string& list, std::int64_t number)
{
    const boost::json::object document = issue(list, number);
    return document.empty() ? "none" : std::string(document.at("state").as_string());
}

std::vector<store::Message> World::held()
{
    std::vector<store::Message> held;
    transactor().run(store::Durability::killed, [&](store::Store& store) { held = store.spool().held(); });
    return held;
}

std::vector<std::string> World::journal()
{
    constexpr std::size_t all = 100'000;
    std::vector<std::string> events;
    transactor().run(store::Durability::killed, [&](store::Store& store) {
        for (const store::JournalEntry& entry : store.journal().latest(all)) events.push_back(entry.event);
    });
    std::ranges::reverse(events);
    return events;
}

}  // namespace testing_support
