#include "watchdog.h"

#include "base/log_events.h"
#include "service_manager.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace gazetted {

namespace {

constexpr int looks = 4;                 // within the manager's patience
constexpr int complains_at = looks - 2;  // while the log can still be written

}  // namespace

Watchdog::Watchdog(boost::asio::io_context& io, std::vector<WatchedThread> threads) : io_(io), timer_(io)
{
    for (WatchedThread& thread : threads) watched_.push_back({.thread = std::move(thread)});
}

void Watchdog::start()
{
    const auto patience = service_manager::patience();
    if (!patience) return;
    interval_ = *patience / looks;
    look();
}

void Watchdog::look()
{
    if (std::ranges::all_of(watched_, &Watched::has_answered)) {
        service_manager::tell_alive();
        ask_all();
    } else if (++silent_for_ == complains_at) {
        complain();
    }
    timer_.expires_after(interval_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) look();
    });
}

void Watchdog::ask_all()
{
    silent_for_ = 0;
    for (Watched& each : watched_) {
        each.has_answered = false;
        each.thread.ask([this, &each] { boost::asio::post(io_, [&each] { each.has_answered = true; }); });
    }
}

void Watchdog::complain()
{
    base::log(base::Note{.level = base::LogLevel::error,
                         .text = "no sign of life from the " + silent_threads() +
                                 " thread: if none comes, the watchdog ends and restarts the daemon"});
}

std::string Watchdog::silent_threads() const
{
    std::string names;
    for (const Watched& each : watched_) {
        if (!each.has_answered) names += (names.empty() ? "" : " and the ") + each.thread.name;
    }
    return names;
}

}  // namespace gazetted
