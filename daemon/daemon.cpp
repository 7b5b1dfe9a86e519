#include "daemon.h"

#include "base/io/clock.h"
#include "base/log_events.h"
#include "delivery/io/delivery_loop.h"
#include "inherited_sockets.h"
#include "intake/io/server.h"
#include "service_manager.h"
#include "store/io/group_writer.h"
#include "watchdog.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace gazetted {

namespace asio = boost::asio;

namespace {

constexpr auto stop_time_max = std::chrono::seconds(15);
constexpr auto look_again = std::chrono::milliseconds(500);  // at what gazettectl may have written
constexpr auto pause_after_failure = std::chrono::seconds(1);
constexpr auto last_words_time = std::chrono::seconds(1);  // for the answers to those who wait for a commit
constexpr int exit_failed = 1;

/// The rules in force; replaced as a whole by a reload.
class CurrentRules {
  public:
    explicit CurrentRules(desk::Rules rules) : rules_(std::make_shared<const desk::Rules>(std::move(rules))) {}

    [[nodiscard]] std::shared_ptr<const desk::Rules> get() const
    {
        const std::lock_guard lock(mutex_);
        return rules_;
    }

    void set(desk::Rules rules)
    {
        const std::lock_guard lock(mutex_);
        rules_ = std::make_shared<const desk::Rules>(std::move(rules));
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const desk::Rules> rules_;
};

/// The desk's own thread: messages, fan-out, chores.
class DeskThread {
  public:
    DeskThread(store::Transactor& transactor, const CurrentRules& rules, std::string owner,
               std::function<void()> on_queued)
        : desk_(transactor), rules_(rules), owner_(std::move(owner)), on_queued_(std::move(on_queued)), thread_([this] {
              loop();
          })
    {
    }
    DeskThread(const DeskThread&) = delete;
    DeskThread& operator=(const DeskThread&) = delete;

    ~DeskThread()
    {
        {
            const std::lock_guard lock(mutex_);
            is_stopping_ = true;
        }
        wakes_.notify_one();
        thread_.join();
    }

    void wake()
    {
        {
            const std::lock_guard lock(mutex_);
            has_work_ = true;
        }
        wakes_.notify_one();
    }

    /// A sign of life: `answer` is called after the step that is under way.
    void ask(Answer answer)
    {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }

    /// It has seen that the clock was set, and works no more before that is accepted: no work of its mixes the times of
    /// before and after.
    [[nodiscard]] bool rests() const { return rests_; }
    /// While it rests.
    void move_times(base::Duration step) { desk_.move_times(step, base::io::system_now() + step); }

  private:
    void loop()
    {
        ::pthread_setname_np(::pthread_self(), "gazetted-desk");
        for (;;) {
            const bool did_something = work();
            std::unique_lock lock(mutex_);
            if (!did_something) wakes_.wait_for(lock, look_again, [this] { return is_stopping_ || has_work_; });
            if (is_stopping_) return;
            has_work_ = false;
            if (answer_) std::exchange(answer_, {})();
        }
    }

    bool work()
    {
        rests_ = false;
        rests_ = base::io::pending_clock_step() != base::Duration::zero();
        if (rests_) return false;
        try {
            const auto rules = rules_.get();
            const bool has_handled = desk_.handle_next(*rules, base::io::system_now());
            const bool has_fanned_out = desk_.fan_out_next(base::io::system_now());
            do_chores(*rules);
            on_queued_();
            return has_handled || has_fanned_out;
        } catch (const std::exception& error) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = std::string("the desk failed, going on in 1 s: ") + error.what()});
            std::this_thread::sleep_for(pause_after_failure);
            return false;
        }
    }

    void do_chores(const desk::Rules& rules)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - chores_done_at_ < look_again) return;
        desk_.do_chores(rules, owner_, base::io::system_now());
        chores_done_at_ = now;
    }

    desk::Desk desk_;
    const CurrentRules& rules_;
    std::string owner_;
    std::function<void()> on_queued_;
    std::atomic<bool> rests_ = false;
    std::mutex mutex_;
    std::condition_variable wakes_;
    bool is_stopping_ = false;
    bool has_work_ = false;
    Answer answer_;
    std::chrono::steady_clock::time_point chores_done_at_;
    std::thread thread_;
};

class Daemon {
  public:
    Daemon(std::filesystem::path config_file, const LoadedConfig& loaded)
        : config_file_(std::move(config_file)),
          restart_values_(loaded.restart_values),
          rules_(make_rules(loaded)),
          key_(rules_.get()->key),
          lock_(loaded.config->server.data_dir / "gazetted.lock"),
          store_(store_file(*loaded.config)),
          signals_(io_, SIGTERM, SIGINT, SIGHUP),
          watchdog_(io_, watched_threads()),
          clock_timer_(io_),
          stop_timer_(io_)
    {
        open_store(*loaded.config);
        writer_.emplace(store_, alarms());
        const auto configuration = [this] { return rules_.get()->config; };
        delivery::io::RelaySettings relay{.relay = loaded.config->relay, .ehlo_name = loaded.config->server.hostname};
        delivery_.emplace(io_, configuration, std::move(relay), key_, *writer_, owner());
        if (loaded.config->lmtp)
            server_.emplace(
                io_, configuration, *writer_, [this] { desk_->wake(); }, sockets_.take("lmtp"));
        sockets_.close_rest();
        desk_.emplace(*writer_, rules_, owner(), [this] { delivery_->wake(); });
    }

    int run()
    {
        await_signal();
        if (server_) server_->start();
        tell_ready();
        watchdog_.start();
        watch_clock();
        io_.run();
        desk_.reset();  // before the writer that it waits for
        writer_.reset();
        return exit_code_;
    }

  private:
    static std::string owner() { return "gazetted-" + std::to_string(::getpid()); }

    /// The lock is ours, so whoever had leases is dead.
    void open_store(const config::Config& config)
    {
        store_.checkpoint();  // what a killed daemon wrote and nobody synced is ours from now on
        store::TakenBack taken;
        store_.run(store::Durability::power_loss, [&](store::Store& store) {
            ensure_lists(store, config);
            taken = store.queue().take_back_leases(base::io::system_now());
        });
        if (taken.queued + taken.in_doubt > 0)
            base::log(base::LeasesTakenBack{.queued = taken.queued, .in_doubt = taken.in_doubt});
    }

    store::io::WriterAlarms alarms()
    {
        return {.on_full = {},
                .on_broken = [this](const std::string& why) { asio::post(io_, [this, why] { fail(why); }); }};
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

    void tell_ready()
    {
        const auto config = rules_.get()->config;
        base::log(base::Ready{.version = GAZETTED_VERSION,
                              .lmtp = server_ ? server_->address() : "none",
                              .relay = config->relay.url,
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
        clock_timer_.expires_after(look_again);
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
        const LoadedConfig loaded = load_config(config_file_);
        for (const std::string& fault : loaded.faults)
            base::log(base::Note{.level = base::LogLevel::warning, .text = fault});
        if (!loaded.config) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = "the configuration is refused and the old one kept"});
            return false;
        }
        for (const auto& [name, value] : loaded.restart_values) {
            const auto old = restart_values_.find(name);
            if (old != restart_values_.end() && old->second != value) {
                base::log(base::Note{.level = base::LogLevel::warning, .text = name + " changed: it needs a restart"});
            }
        }
        auto config = std::make_shared<config::Config>(*loaded.config);
        const auto old = rules_.get();
        config->server.data_dir = old->config->server.data_dir;
        config->server.delimiter = old->config->server.delimiter;
        rules_.set({.config = config, .templates = loaded.templates, .key = key_});
        ensure_lists_soon(config);
        delivery_->wake();
        base::log(base::Reloaded{.file = config_file_.string()});
        return true;
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
        if (server_) server_->stop();
        delivery_->stop();
        stop_by_ = std::chrono::steady_clock::now() + stop_time_max;
        await_end();
    }

    void await_end()
    {
        const bool is_idle = delivery_->is_idle() && (!server_ || server_->is_idle());
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
    store::io::StoreLock lock_;
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
    std::optional<intake::io::Server> server_;
    std::optional<DeskThread> desk_;
};

}  // namespace

int run_daemon(const std::filesystem::path& config_file, const LoadedConfig& loaded)
{
    Daemon daemon(config_file, loaded);
    return daemon.run();
}

}  // namespace gazetted
