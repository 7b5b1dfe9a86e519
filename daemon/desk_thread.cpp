#include "desk_thread.h"

#include "base/io/clock.h"
#include "base/log_events.h"

#include <pthread.h>

#include <utility>

namespace gazetted {

namespace {

constexpr auto look_again = std::chrono::milliseconds(500);  // at what gazettectl may have written
constexpr auto pause_after_failure = std::chrono::seconds(1);
constexpr base::Duration pause_noted = std::chrono::minutes(10);

}  // namespace

std::shared_ptr<const desk::Rules> CurrentRules::get() const
{
    const std::lock_guard lock(mutex_);
    return rules_;
}

void CurrentRules::set(desk::Rules rules)
{
    const std::lock_guard lock(mutex_);
    rules_ = std::make_shared<const desk::Rules>(std::move(rules));
}

DeskThread::DeskThread(store::Transactor& transactor, document::Reader& reader, const CurrentRules& rules,
                       std::string owner, std::function<void()> on_queued)
    : desk_(transactor, reader),
      rules_(rules),
      owner_(std::move(owner)),
      on_queued_(std::move(on_queued)),
      thread_([this] { loop(); })
{
}

DeskThread::~DeskThread()
{
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wakes_.notify_one();
    thread_.join();
}

void DeskThread::wake()
{
    {
        const std::lock_guard lock(mutex_);
        has_work_ = true;
    }
    wakes_.notify_one();
}

void DeskThread::ask(Answer answer)
{
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
}

void DeskThread::move_times(base::Duration step)
{
    desk_.move_times(step, base::io::system_now() + step);
}

void DeskThread::loop()
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

bool DeskThread::work()
{
    rests_ = false;
    rests_ = base::io::pending_clock_step() != base::Duration::zero();
    if (rests_) return false;
    try {
        const auto rules = rules_.get();
        const bool has_handled = desk_.handle_next(*rules, base::io::system_now());
        const bool has_fanned_out = desk_.fan_out_next(*rules, base::io::system_now());
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

void DeskThread::do_chores(const desk::Rules& rules)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - chores_done_at_ < look_again) return;
    const base::Time time = base::io::system_now();
    if (time - chores_time_ > pause_noted) desk_.note_pause(time);
    desk_.do_chores(rules, owner_, time);
    chores_done_at_ = now;
    chores_time_ = time;
}

}  // namespace gazetted
