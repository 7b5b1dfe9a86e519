#include "daemon.h"

#include "base/io/clock.h"
#include "base/io/files.h"
#include "base/log_events.h"
#include "delivery/io/delivery_loop.h"
#include "desk/start.h"
#include "desk_thread.h"
#include "document/io/reader_client.h"
#include "inherited_sockets.h"
#include "intake/io/mailbox_poller.h"
#include "intake/io/server.h"
#include "intake/io/tls.h"
#include "intake/smtp_server_session.h"
#include "service_manager.h"
#include "store/io/group_writer.h"
#include "watchdog.h"
#include "web/io/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace gazetted {

namespace asio = boost::asio;

namespace {

constexpr auto stop_time_max = std::chrono::seconds(15);
constexpr auto clock_interval = std::chrono::milliseconds(500);  // how late a clock that is set is noticed
constexpr auto last_words_time = std::chrono::seconds(1);        // for the answers to those who wait for a commit
constexpr int exit_failed = 1;

std::vector<delivery::io::RelaySettings> relay_settings(const config::Config& config)
{
    std::vector<delivery::io::RelaySettings> all;
    for (const config::Relay& relay : config.relays)
        all.push_back({.relay = relay, .ehlo_name = config.server.hostname});
    return all;
}

/// The relays that run stay those that were started; each follows its row in the new configuration, by its name.
std::vector<config::Relay> followed(std::vector<config::Relay> running, const std::vector<config::Relay>& today)
{
    for (config::Relay& relay : running) {
        const auto found = std::ranges::find(today, relay.name, &config::Relay::name);
        if (found != today.end()) relay = *found;
    }
    return running;
}

std::string relay_names(const config::Config& config)
{
    std::string names;
    for (const config::Relay& relay : config.relays) names += (names.empty() ? "" : ",") + relay.name;
    return names;
}

/// Set in one and not in the other, or set to something else.
std::set<std::string> changed_names(const std::map<std::string, std::string>& before,
                                    const std::map<std::string, std::string>& today)
{
    std::set<std::string> names;
    for (const auto& [values, others] : {std::pair{&before, &today}, std::pair{&today, &before}}) {
        for (const auto& [name, value] : *values) {
            const auto other = others->find(name);
            if (other == others->end() || other->second != value) names.insert(name);
        }
    }
    return names;
}

/// The certificate of [intake.smtp]; null when it has none, or none that is wanted.
base::Result<std::shared_ptr<const intake::io::TlsIdentity>> load_identity(const config::Config& config)
{
    if (!config.smtp || !config.smtp->offers_tls()) return std::shared_ptr<const intake::io::TlsIdentity>();
    return intake::io::TlsIdentity::load(config.smtp->tls_certificate, config.smtp->tls_key);
}

class Daemon {
  public:
    Daemon(std::filesystem::path config_file, const LoadedConfig& loaded)
        : config_file_(std::move(config_file)),
          restart_values_(loaded.restart_values),
          rules_(make_rules(loaded)),
          key_(rules_.get()->key),
          reader_(document::io::reader_program()),
          lock_(loaded.config->server.data_dir / "gazetted.lock"),
          had_log_(std::filesystem::exists(store_file(*loaded.config).string() + "-wal")),
          store_(store_file(*loaded.config)),
          signals_(io_, SIGTERM, SIGINT, SIGHUP),
          watchdog_(io_, watched_threads()),
          clock_timer_(io_),
          stop_timer_(io_)
    {
        open_store(*loaded.config);
        writer_.emplace(store_, [this](const std::string& why) { asio::post(io_, [this, why] { fail(why); }); });
        const auto configuration = [this] { return rules_.get()->config; };
        delivery_.emplace(io_, configuration, relay_settings(*loaded.config), key_, *writer_, owner());
        open_intake(*loaded.config);
        open_web(*loaded.config);
        sockets_.close_rest();
        desk_.emplace(*writer_, reader_, rules_, owner(), [this] { delivery_->wake(); });
    }

    int run()
    {
        await_signal();
        for (intake::io::Server* server : servers()) server->start();
        if (web_) web_->start();
        pollers_->follow();
        tell_ready();
        watchdog_.start();
        watch_clock();
        io_.run();
        desk_.reset();  // before the writer that it waits for
        writer_.reset();
        if (exit_code_ == 0) note_end_of_run();
        return exit_code_;
    }

  private:
    static std::string owner() { return "gazetted-" + std::to_string(::getpid()); }

    /// Without it the next start takes this end for a crash, and looks once more at what that may have left.
    void note_end_of_run()
    {
        try {
            store_.run(store::Durability::power_loss, desk::end_run);
        } catch (const std::exception& error) {
            base::log(
                base::Note{.level = base::LogLevel::warning,
                           .text = std::string("the end of this run could not be written down: ") + error.what()});
        }
    }

    void open_store(const config::Config& config)
    {
        const desk::StartFacts facts{.boot = base::io::boot_id(),
                                     .epoch_beside = read_epoch(config),
                                     .has_log = had_log_,
                                     .next_epoch = random_epoch()};
        store_.checkpoint();  // what a killed daemon wrote and nobody synced is ours from now on
        desk::Start start;
        store_.run(store::Durability::power_loss, [&](store::Store& store) {
            ensure_lists(store, config);
            start = desk::begin_run(store, facts, base::io::system_now());
        });
        write_epoch(config, facts.next_epoch);
        if (start.taken.queued + start.taken.in_doubt > 0)
            base::log(base::LeasesTakenBack{.queued = start.taken.queued, .in_doubt = start.taken.in_doubt});
        if (start.is_after_power_cut) {
            base::log(base::Note{.level = base::LogLevel::warning,
                                 .text = "the machine went down while the daemon ran: what was sent in the 50 ms "
                                         "before may be sent again"});
        }
        if (!start.why_held.empty()) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = start.why_held +
                                         "; nothing is sent, so that no issue goes out again: look, then gazettectl "
                                         "queue resume"});
        }
    }

    static std::int64_t random_epoch()
    {
        std::random_device random;
        return std::uniform_int_distribution<std::int64_t>(1)(random);
    }

    /// Nothing is accepted and nothing is sent any more; whoever started us starts us anew.
    void fail(const std::string& why)
    {
        base::log(base::Note{.level = base::LogLevel::error,
                             .text = "the store cannot be believed any more, ending so that a new start reads what "
                                     "the disk holds: " +
                                     why});
        exit_code_ = exit_failed;
        stop("the store is broken");
        stop_by_ = std::min(stop_by_, std::chrono::steady_clock::now() + last_words_time);
    }

    std::vector<intake::io::Server*> servers()
    {
        std::vector<intake::io::Server*> all;
        for (auto* server : {&lmtp_, &smtp_}) {
            if (*server) all.push_back(&**server);
        }
        return all;
    }

    void open_intake(const config::Config& config)
    {
        const auto configuration = [this] { return rules_.get()->config; };
        const auto on_spooled = [this] { desk_->wake(); };
        if (config.lmtp)
            lmtp_.emplace(io_, intake::Protocol::lmtp, configuration, *writer_, on_spooled, sockets_.take("lmtp"));
        if (config.smtp)
            smtp_.emplace(io_, intake::Protocol::smtp, configuration, *writer_, on_spooled, sockets_.take("smtp"));
        if (smtp_) {
            const auto identity = load_identity(config);
            if (!identity) throw std::runtime_error(identity.error().text);
            smtp_->use_certificate(*identity);
        }
        pollers_.emplace(io_, configuration, *writer_, on_spooled);
    }

    void open_web(const config::Config& config)
    {
        if (config.web_listen.empty()) return;
        web_.emplace(
            io_, config.web_listen, [this] { return rules_.get(); }, *writer_, [this] { delivery_->wake(); },
            sockets_.take("web"));
    }

    void tell_ready()
    {
        const auto config = rules_.get()->config;
        base::log(base::Ready{.version = GAZETTED_VERSION,
                              .lmtp = lmtp_ ? lmtp_->address() : "none",
                              .smtp = smtp_ ? smtp_->address() : "none",
                              .web = web_ ? web_->address() : "none",
                              .relay = relay_names(*config),
                              .lists = static_cast<std::int64_t>(config->lists.size())});
        service_manager::tell_ready("up");
    }

    /// Behind all that waits for the writer, through a transaction of its own.
    std::vector<WatchedThread> watched_threads()
    {
        const auto ask_writer = [this](const Answer& answer) {
            writer_->submit(
                store::Durability::killed, [](store::Store&) {}, [answer](const std::exception_ptr&) { answer(); });
        };
        return {{.name = "writer", .ask = ask_writer},
                {.name = "desk", .ask = [this](Answer answer) { desk_->ask(std::move(answer)); }}};
    }

    void watch_clock()
    {
        const base::Duration step = base::io::pending_clock_step();
        if (step != base::Duration::zero() && desk_->rests()) accept_clock_step(step);
        clock_timer_.expires_after(clock_interval);
        clock_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) watch_clock();
        });
    }

    /// All at once, as far as anybody here can see: the store's times, the delivery's, and then the clock.
    void accept_clock_step(base::Duration step)
    {
        try {
            desk_->move_times(step);
        } catch (const std::exception& error) {
            base::log(
                base::Note{.level = base::LogLevel::error,
                           .text = std::string("the clock was set, and the store cannot follow yet: ") + error.what()});
            return;
        }
        delivery_->move_times(step);
        base::io::accept_clock_step(step);
    }

    void await_signal()
    {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) {
                reload();
            } else {
                stop(signal == SIGTERM ? "SIGTERM" : "SIGINT");
            }
            await_signal();
        });
    }

    void reload()
    {
        service_manager::tell_reloading();
        const bool is_in_force = take_over_configuration();
        service_manager::tell_ready(
            is_in_force ? "up, reloaded" : "up; the new configuration is refused (see the log), the old one in force");
    }

    /// All or nothing: a broken file is refused with the old configuration kept.
    bool take_over_configuration()
    {
        const LoadedConfig loaded = load_config(config_file_, config::io::Secrets::needed);
        for (const std::string& fault : loaded.faults)
            base::log(base::Note{.level = base::LogLevel::warning, .text = fault});
        if (!loaded.config) return refuse_reload();
        auto identity = load_identity(*loaded.config);
        if (!identity) {
            base::log(base::Note{.level = base::LogLevel::warning, .text = identity.error().text});
            return refuse_reload();
        }
        if (smtp_) smtp_->use_certificate(*identity);
        for (const std::string& name : changed_names(restart_values_, loaded.restart_values))
            base::log(base::Note{.level = base::LogLevel::warning, .text = name + " changed: it needs a restart"});
        auto config = std::make_shared<config::Config>(*loaded.config);
        const auto old = rules_.get();
        config->server.data_dir = old->config->server.data_dir;
        config->server.delimiter = old->config->server.delimiter;
        config->relays = followed(old->config->relays, loaded.config->relays);
        rules_.set({.config = config, .templates = loaded.templates, .key = key_});
        ensure_lists_soon(config);
        pollers_->follow();
        delivery_->wake();
        base::log(base::Reloaded{.file = config_file_.string()});
        return true;
    }

    static bool refuse_reload()
    {
        base::log(
            base::Note{.level = base::LogLevel::error, .text = "the configuration is refused and the old one kept"});
        return false;
    }

    void ensure_lists_soon(std::shared_ptr<const config::Config> config)
    {
        writer_->submit(store::Durability::killed,
                        [config = std::move(config)](store::Store& store) { ensure_lists(store, *config); }, {});
    }

    void stop(const std::string& reason)
    {
        if (is_stopping_) return;
        is_stopping_ = true;
        base::log(base::Stopping{.reason = reason});
        service_manager::tell_stopping();
        for (intake::io::Server* server : servers()) server->stop();
        if (web_) web_->stop();
        pollers_->stop();
        delivery_->stop();
        stop_by_ = std::chrono::steady_clock::now() + stop_time_max;
        await_end();
    }

    void await_end()
    {
        const bool is_idle = delivery_->is_idle() && pollers_->is_idle() && (!web_ || web_->is_idle()) &&
                             std::ranges::all_of(servers(), [](auto* server) { return server->is_idle(); });
        if (is_idle || std::chrono::steady_clock::now() >= stop_by_) {
            io_.stop();
            return;
        }
        constexpr auto interval = std::chrono::milliseconds(20);
        stop_timer_.expires_after(interval);
        stop_timer_.async_wait([this](const boost::system::error_code&) { await_end(); });
    }

    InheritedSockets sockets_;  // first: before any descriptor of our own is opened
    std::filesystem::path config_file_;
    std::map<std::string, std::string> restart_values_;
    CurrentRules rules_;
    base::Key key_;
    document::io::ReaderClient reader_;  // before the store is opened, of which its process must know nothing
    store::io::StoreLock lock_;
    bool had_log_;  ///< before the store was opened, which makes one
    store::io::SqliteStore store_;
    asio::io_context io_{1};
    asio::signal_set signals_;
    Watchdog watchdog_;
    asio::steady_timer clock_timer_;
    asio::steady_timer stop_timer_;
    std::chrono::steady_clock::time_point stop_by_;
    bool is_stopping_ = false;
    int exit_code_ = 0;
    std::optional<store::io::GroupWriter> writer_;
    std::optional<delivery::io::DeliveryLoop> delivery_;
    std::optional<intake::io::Server> lmtp_;
    std::optional<intake::io::Server> smtp_;
    std::optional<web::io::Server> web_;
    std::optional<intake::io::MailboxPollers> pollers_;
    std::optional<DeskThread> desk_;
};

}  // namespace

int run_daemon(const std::filesystem::path& config_file, const LoadedConfig& loaded)
{
    Daemon daemon(config_file, loaded);
    return daemon.run();
}

}  // namespace gazetted
