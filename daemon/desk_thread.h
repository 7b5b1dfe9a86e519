#pragma once
/// The desk's own thread: messages, fan-out, chores; and the rules that it works by.

#include "base/io/clock.h"
#include "desk/desk.h"
#include "watchdog.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace gazetted {

/// The rules in force; replaced as a whole by a reload. From any thread.
class CurrentRules {
  public:
    explicit CurrentRules(desk::Rules rules) : rules_(std::make_shared<const desk::Rules>(std::move(rules))) {}

    [[nodiscard]] std::shared_ptr<const desk::Rules> get() const;
    void set(desk::Rules rules);

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const desk::Rules> rules_;
};

class DeskThread {
  public:
    /// `transactor`, `reader` and `rules` must outlive it. `on_queued` is called on its thread when something may be due.
    DeskThread(store::Transactor& transactor, document::Reader& reader, const CurrentRules& rules, std::string owner,
               std::function<void()> on_queued);
    DeskThread(const DeskThread&) = delete;
    DeskThread& operator=(const DeskThread&) = delete;
    ~DeskThread();  ///< after the step that is under way

    void wake();
    /// A sign of life: `answer` is called after the step that is under way.
    void ask(Answer answer);

    /// It has seen that the clock was set, and works no more before that is accepted: no work of its mixes the times of
    /// before and after.
    [[nodiscard]] bool rests() const { return rests_; }
    /// While it rests.
    void move_times(base::Duration step);

  private:
    void loop();
    bool work();
    void do_chores(const desk::Rules& rules);

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
    base::Time chores_time_ = base::io::system_now();  ///< of the same, by the clock on the wall
    std::thread thread_;
};

}  // namespace gazetted
