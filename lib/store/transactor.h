#pragma once
/// Runs work inside a transaction of the store.

#include "store/store.h"

#include <exception>
#include <functional>
#include <stdexcept>

namespace store {

enum class Durability : unsigned char {
    killed,      ///< survives a killed process; a power cut may undo it
    power_loss,  ///< synced to the disk before run() returns
};

using Work = std::function<void(Store&)>;

/// The machine's fault, so that intake can say "try again later" with the right reason.
struct DiskFull : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The disk failed, or what it holds is damaged. After a failed sync the system may have dropped what it could not
/// write and call it written (so nothing that is read back proves anything): whoever sees this stops, and a new start
/// reads again what is really there.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Another process holds the store for longer than one waits.
struct Busy : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Transactor {
  public:
    virtual ~Transactor() = default;

    /// All of `work` is committed when this returns; nothing of it when it throws (what `work` threw, or that
    /// the machine failed).
    virtual void run(Durability durability, const Work& work) = 0;
};

/// The same without waiting.
class Committer {
  public:
    virtual ~Committer() = default;

    /// Called after the commit, on a thread of the committer's; the exception is null when the work is committed.
    using Done = std::function<void(std::exception_ptr)>;
    virtual void submit(Durability durability, Work work, Done done) = 0;
};

}  // namespace store
