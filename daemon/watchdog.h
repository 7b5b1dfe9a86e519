#pragma once
/// Tells the service manager that we live, as long as every thread comes to its work. Each is asked a question that
/// only it can answer, in its turn behind the work that it has; the next is asked once all have answered. So a step
/// may take as long as the manager's patience lasts, and a thread that is stuck ends the process: what was promised is
/// committed, and a restart takes up the rest.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace gazetted {

using Answer = std::function<void()>;

/// A thread besides the io thread, which asks.
struct WatchedThread {
    std::string name;
    std::function<void(Answer)> ask;  ///< that thread is to call it once, when it comes to it
};

class Watchdog {
  public:
    /// `io` must outlive every answer.
    Watchdog(boost::asio::io_context& io, std::vector<WatchedThread> threads);

    /// Does nothing where no service manager watches.
    void start();

  private:
    struct Watched {
        WatchedThread thread;
        bool has_answered = true;
    };

    void look();
    void ask_all();
    void complain();
    [[nodiscard]] std::string silent_threads() const;

    boost::asio::io_context& io_;
    boost::asio::steady_timer timer_;
    std::vector<Watched> watched_;
    std::chrono::microseconds interval_{};
    int silent_for_ = 0;  ///< intervals
};

}  // namespace gazetted
