#pragma once
/// The daemon's one writer: a thread that runs the works of all stages, those that wait together in one
/// transaction, so that many acceptances cost one sync.

#include "store/io/sqlite_store.h"
#include "store/transactor.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace store::io {

/// The store is Broken: nothing will be committed any more. Told once, on the writer's thread.
using OnBroken = std::function<void(const std::string& why)>;

class GroupWriter final : public Transactor, public Committer {
  public:
    explicit GroupWriter(SqliteStore& store, OnBroken on_broken = {});
    GroupWriter(const GroupWriter&) = delete;
    GroupWriter& operator=(const GroupWriter&) = delete;
    ~GroupWriter() override;  ///< runs what was submitted, then ends

    void submit(Durability durability, Work work, Done done) override;
    /// Waits for the commit. Never call it on the writer's own thread.
    void run(Durability durability, const Work& work) override;

  private:
    struct Job {
        Durability durability = Durability::killed;
        Work work;
        Done done;
    };

    void loop();
    [[nodiscard]] std::optional<std::deque<Job>> next_jobs();
    void commit(std::deque<Job> jobs);
    void sync();
    void tell_if_broken(const std::exception_ptr& error);
    [[nodiscard]] Durability durability_of(const std::deque<Job>& jobs);

    SqliteStore& store_;
    OnBroken on_broken_;
    std::mutex mutex_;
    std::condition_variable wakes_;
    std::deque<Job> jobs_;
    bool is_stopping_ = false;
    std::chrono::steady_clock::time_point synced_at_;
    bool has_unsynced_ = false;  ///< commits that a power cut would undo
    std::thread thread_;
};

}  // namespace store::io
