#pragma once
/// What a disk may hold when the power goes, from what was written to it (support/faulty_disk.h).  Pure.
///
/// All that was synced is there. Of what was not, any part may be: a write may be missing, whole, or there sector by
/// sector, whatever came before or after it; so may a truncation, a new file, a removed one.

#include "support/faulty_disk.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace testing_support {

using DiskImage = std::map<std::string, std::string>;  ///< files by name

/// Walks through a recording, change by change.
class PowerCut {
  public:
    explicit PowerCut(const std::vector<DiskChange>& changes) : changes_(changes) {}  ///< borrowed

    [[nodiscard]] bool is_at_end() const { return next_ == changes_.size(); }
    [[nodiscard]] std::size_t position() const { return next_; }  ///< how many changes have been made
    [[nodiscard]] bool has_unsynced() const { return !unsynced_.empty(); }
    /// How many changes had been made when the last sync of that file ended.
    [[nodiscard]] std::size_t synced_at(const std::string& file) const;
    void advance();

    // If the power goes now.
    [[nodiscard]] DiskImage without_unsynced() const { return synced_; }
    [[nodiscard]] DiskImage with_all() const;
    [[nodiscard]] DiskImage with_some(std::mt19937& random) const;

  private:
    const std::vector<DiskChange>& changes_;
    std::size_t next_ = 0;
    DiskImage synced_;
    std::vector<const DiskChange*> unsynced_;
    std::map<std::string, std::size_t> synced_at_;
};

}  // namespace testing_support
