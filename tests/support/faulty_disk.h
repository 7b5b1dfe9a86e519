#pragma once
/// A disk that fails on demand, under the real SQLite: while it lives it is SQLite's default VFS, passes all on to the
/// one before it, fails what it is told to, and remembers what was written, so that power cuts can be played
/// (support/power_cut.h). Connections that were opened on it must be closed before it goes. One at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace testing_support {

enum class DiskCall : std::uint8_t { open, read, write, sync, truncate, remove };

/// What reached the disk's cache, in order. A sync says that all before it on that file is on the disk.
struct DiskChange {
    DiskCall call = DiskCall::write;  ///< open: the file was created; never read
    std::string file;                 ///< its name within its folder
    std::int64_t offset = 0;          ///< of a write; of a truncation, the size it leaves
    std::string octets;
};

struct DiskFault {
    DiskCall call = DiskCall::sync;
    std::uint64_t at = 1;        ///< the so-manieth such call from now on fails
    bool is_lasting = false;     ///< and all after it
    bool is_full = false;        ///< ENOSPC, else EIO
    std::string only_file = "";  ///< when not empty: only calls on files whose names end so count
};

class FaultyDisk {
  public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    void arm(DiskFault fault);
    void disarm();
    [[nodiscard]] bool has_failed() const;                   ///< the armed fault came to pass
    [[nodiscard]] std::uint64_t calls(DiskCall call) const;  ///< since the last arm() or disarm()

    void start_recording();
    /// Of the recording; a failed write is there as far as it came.
    [[nodiscard]] std::vector<DiskChange> changes() const;
    [[nodiscard]] std::size_t changes_count() const;

    class Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace testing_support
