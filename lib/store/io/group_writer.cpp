#include "store/io/group_writer.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace store::io {

namespace {

constexpr std::size_t jobs_max = 500;  // a transaction; so that the first of them does not wait long for its 250
/// What a power cut may undo of commits that need not outlive one (results of deliveries, dot marks).
constexpr std::chrono::milliseconds unsynced_max{50};

}  // namespace

GroupWriter::GroupWriter(SqliteStore& store, OnBroken on_broken)
    : store_(store), on_broken_(std::move(on_broken)), thread_([this] { loop(); })
{
}

GroupWriter::~GroupWriter()
{
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wakes_.notify_one();
    thread_.join();
}

void GroupWriter::submit(Durability durability, Work work, Done done)
{
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({.durability = durability, .work = std::move(work), .done = std::move(done)});
    }
    wakes_.notify_one();
}

void GroupWriter::run(Durability durability, const Work& work)
{
    const auto committed = std::make_shared<std::promise<void>>();  // outlives this call in the writer's hands
    submit(durability, work, [committed](std::exception_ptr error) {
        if (error) {
            committed->set_exception(std::move(error));
        } else {
            committed->set_value();
        }
    });
    committed->get_future().get();
}

/// What waits: no jobs when it is time to sync, nothing when the writer is to end.
std::optional<std::deque<GroupWriter::Job>> GroupWriter::next_jobs()
{
    std::unique_lock lock(mutex_);
    const auto has_reason = [this] { return is_stopping_ || !jobs_.empty(); };
    if (has_unsynced_) {
        wakes_.wait_for(lock, unsynced_max, has_reason);
    } else {
        wakes_.wait(lock, has_reason);
    }
    if (is_stopping_ && jobs_.empty()) return std::nullopt;
    const std::size_t count = std::min(jobs_.size(), jobs_max);
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(count);
    std::deque<Job> batch(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
    jobs_.erase(jobs_.begin(), end);
    return batch;
}

void GroupWriter::loop()
{
    ::pthread_setname_np(::pthread_self(), "gazetted-write");
    while (auto jobs = next_jobs()) {
        if (jobs->empty()) {
            sync();
        } else {
            commit(std::move(*jobs));
        }
    }
}

/// Nothing came that would have synced what was committed before.
void GroupWriter::sync()
{
    try {
        has_unsynced_ = !store_.checkpoint();
    } catch (...) {
        has_unsynced_ = false;  // the disk is full: the next commit syncs; or the store is broken
        tell_if_broken(std::current_exception());
    }
}

void GroupWriter::tell_if_broken(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const Broken& broken) {
        if (on_broken_) std::exchange(on_broken_, nullptr)(broken.what());
    } catch (...) {
        return;  // the works' own matter
    }
}

Durability GroupWriter::durability_of(const std::deque<Job>& jobs)
{
    const bool is_asked =
        std::ranges::any_of(jobs, [](const Job& job) { return job.durability == Durability::power_loss; });
    const auto now = std::chrono::steady_clock::now();
    if (!is_asked && now - synced_at_ < unsynced_max) return Durability::killed;
    synced_at_ = now;
    return Durability::power_loss;
}

void GroupWriter::commit(std::deque<Job> jobs)
{
    std::vector<const Work*> works;
    for (const Job& job : jobs) works.push_back(&job.work);
    std::vector<std::exception_ptr> errors;
    const Durability durability = durability_of(jobs);
    try {
        errors = store_.run_group(durability, works);
        has_unsynced_ = durability == Durability::killed;
    } catch (...) {
        errors.assign(jobs.size(), std::current_exception());
        tell_if_broken(errors.front());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (jobs[i].done) jobs[i].done(errors[i]);
    }
}

}  // namespace store::io
