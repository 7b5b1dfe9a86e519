#include "store/io/group_writer.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

namespace store::io {

namespace {

constexpr std::size_t jobs_max = 500;  // a transaction; so that the first of them does not wait long for its 250
/// What a power cut may undo of commits that need not outlive one (results of deliveries, dot marks).
constexpr std::chrono::milliseconds unsynced_max{50};

}  // namespace

GroupWriter::GroupWriter(SqliteStore& store) : store_(store), thread_([this] { loop(); }) {}

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

void GroupWriter::loop()
{
    for (;;) {
        std::deque<Job> batch;
        {
            std::unique_lock lock(mutex_);
            wakes_.wait(lock, [this] { return is_stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            const std::size_t count = std::min(jobs_.size(), jobs_max);
            std::move(jobs_.begin(), jobs_.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(batch));
            jobs_.erase(jobs_.begin(), jobs_.begin() + static_cast<std::ptrdiff_t>(count));
        }
        commit(std::move(batch));
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
    try {
        errors = store_.run_group(durability_of(jobs), works);
    } catch (...) {
        errors.assign(jobs.size(), std::current_exception());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (jobs[i].done) jobs[i].done(errors[i]);
    }
}

}  // namespace store::io
