#include "support/faulty_disk.h"

#include "store/io/database.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

namespace testing_support {

class FaultyDisk::Impl {
  public:
    Impl();
    ~Impl() { sqlite3_vfs_unregister(&vfs_); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void arm(std::optional<DiskFault> fault)
    {
        const std::lock_guard lock(mutex_);
        fault_ = std::move(fault);
        has_failed_ = false;
        matching_calls_ = 0;
        calls_.fill(0);
    }

    bool has_failed() const
    {
        const std::lock_guard lock(mutex_);
        return has_failed_;
    }

    std::uint64_t calls(DiskCall call) const
    {
        const std::lock_guard lock(mutex_);
        return calls_.at(static_cast<std::size_t>(call));
    }

    void start_recording()
    {
        const std::lock_guard lock(mutex_);
        is_recording_ = true;
        changes_.clear();
    }

    std::vector<DiskChange> changes() const
    {
        const std::lock_guard lock(mutex_);
        return changes_;
    }

    std::size_t changes_count() const
    {
        const std::lock_guard lock(mutex_);
        return changes_.size();
    }

    /// SQLITE_OK, or what the call answers instead of being made.
    int look_at(DiskCall call, const std::string& file)
    {
        const std::lock_guard lock(mutex_);
        ++calls_.at(static_cast<std::size_t>(call));
        if (!fault_ || fault_->call != call || !file.ends_with(fault_->only_file)) return SQLITE_OK;
        ++matching_calls_;
        const bool fails = fault_->is_lasting ? matching_calls_ >= fault_->at : matching_calls_ == fault_->at;
        if (!fails) return SQLITE_OK;
        has_failed_ = true;
        return fault_->is_full ? SQLITE_FULL : error_of(call);
    }

    void note(DiskChange change)
    {
        const std::lock_guard lock(mutex_);
        if (is_recording_) changes_.push_back(std::move(change));
    }

    sqlite3_vfs* below() { return below_; }

  private:
    static int error_of(DiskCall call)
    {
        switch (call) {
        case DiskCall::open: return SQLITE_CANTOPEN;
        case DiskCall::read: return SQLITE_IOERR_READ;
        case DiskCall::write: return SQLITE_IOERR_WRITE;
        case DiskCall::sync: return SQLITE_IOERR_FSYNC;
        case DiskCall::truncate: return SQLITE_IOERR_TRUNCATE;
        case DiskCall::remove: return SQLITE_IOERR_DELETE;
        }
        return SQLITE_IOERR;
    }

    sqlite3_vfs* below_;
    sqlite3_vfs vfs_{};
    mutable std::mutex mutex_;
    std::optional<DiskFault> fault_;
    bool has_failed_ = false;
    std::uint64_t matching_calls_ = 0;
    std::array<std::uint64_t, 6> calls_{};
    bool is_recording_ = false;
    std::vector<DiskChange> changes_;
};

namespace {

/// What SQLite sees; the file below it stands right behind it in memory.
struct File : sqlite3_file {
    FaultyDisk::Impl* disk = nullptr;
    std::string* name = nullptr;

    sqlite3_file* below() { return std::launder(reinterpret_cast<sqlite3_file*>(this + 1)); }  // NOLINT
};

File& as_file(sqlite3_file* file)
{
    return *static_cast<File*>(file);
}

FaultyDisk::Impl& disk_of(sqlite3_vfs* vfs)
{
    return *static_cast<FaultyDisk::Impl*>(vfs->pAppData);
}

std::string name_of(const char* path)
{
    return path == nullptr ? std::string() : std::filesystem::path(path).filename().string();
}

int close_file(sqlite3_file* file)
{
    File& mine = as_file(file);
    const int result = mine.below()->pMethods->xClose(mine.below());
    delete mine.name;  // NOLINT(cppcoreguidelines-owning-memory): SQLite owns the memory around it
    mine.name = nullptr;
    return result;
}

int read_file(sqlite3_file* file, void* octets, int count, sqlite3_int64 offset)
{
    File& mine = as_file(file);
    if (const int error = mine.disk->look_at(DiskCall::read, *mine.name)) return error;
    return mine.below()->pMethods->xRead(mine.below(), octets, count, offset);
}

/// One that fails may have written a part: the first half.
int write_file(sqlite3_file* file, const void* octets, int count, sqlite3_int64 offset)
{
    File& mine = as_file(file);
    const int error = mine.disk->look_at(DiskCall::write, *mine.name);
    const int written = error == SQLITE_OK ? count : count / 2;
    const int result = mine.below()->pMethods->xWrite(mine.below(), octets, written, offset);
    if (result != SQLITE_OK) return result;
    mine.disk->note({.call = DiskCall::write,
                     .file = *mine.name,
                     .offset = offset,
                     .octets = std::string(static_cast<const char*>(octets), static_cast<std::size_t>(written))});
    return error;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size)
{
    File& mine = as_file(file);
    if (const int error = mine.disk->look_at(DiskCall::truncate, *mine.name)) return error;
    const int result = mine.below()->pMethods->xTruncate(mine.below(), size);
    if (result == SQLITE_OK)
        mine.disk->note({.call = DiskCall::truncate, .file = *mine.name, .offset = size, .octets = {}});
    return result;
}

int sync_file(sqlite3_file* file, int flags)
{
    File& mine = as_file(file);
    if (const int error = mine.disk->look_at(DiskCall::sync, *mine.name)) return error;
    // Power is only cut in play: a real sync would cost time and prove nothing.
    (void)flags;
    mine.disk->note({.call = DiskCall::sync, .file = *mine.name, .offset = 0, .octets = {}});
    return SQLITE_OK;
}

// What is only passed on.
template <auto Method, class... Arguments>
int pass_on(sqlite3_file* file, Arguments... arguments)
{
    sqlite3_file* below = as_file(file).below();
    return (below->pMethods->*Method)(below, arguments...);
}

void pass_barrier_on(sqlite3_file* file)
{
    sqlite3_file* below = as_file(file).below();
    below->pMethods->xShmBarrier(below);
}

constexpr sqlite3_io_methods methods{
    .iVersion = 2,  // shared memory, and no mapping of the file itself
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = pass_on<&sqlite3_io_methods::xFileSize>,
    .xLock = pass_on<&sqlite3_io_methods::xLock>,
    .xUnlock = pass_on<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = pass_on<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = pass_on<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = pass_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = pass_on<&sqlite3_io_methods::xShmMap>,
    .xShmLock = pass_on<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = pass_barrier_on,
    .xShmUnmap = pass_on<&sqlite3_io_methods::xShmUnmap>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out)
{
    FaultyDisk::Impl& disk = disk_of(vfs);
    File* mine = new (file) File{};
    mine->pMethods = nullptr;
    const std::string name = name_of(path);
    if (const int error = disk.look_at(DiskCall::open, name)) return error;
    const bool is_new = path != nullptr && !std::filesystem::exists(path);
    const int result = disk.below()->xOpen(disk.below(), path, mine->below(), flags, flags_out);
    if (result != SQLITE_OK) return result;
    mine->disk = &disk;
    mine->name = new std::string(name);  // NOLINT(cppcoreguidelines-owning-memory): close_file() deletes it
    mine->pMethods = &methods;
    if (is_new) disk.note({.call = DiskCall::open, .file = name, .offset = 0, .octets = {}});
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* path, int syncs_folder)
{
    FaultyDisk::Impl& disk = disk_of(vfs);
    if (const int error = disk.look_at(DiskCall::remove, name_of(path))) return error;
    const int result = disk.below()->xDelete(disk.below(), path, syncs_folder);
    if (result == SQLITE_OK) disk.note({.call = DiskCall::remove, .file = name_of(path), .offset = 0, .octets = {}});
    return result;
}

sqlite3_vfs* usual_vfs()
{
    store::io::configure_sqlite();
    return sqlite3_vfs_find(nullptr);
}

}  // namespace

FaultyDisk::Impl::Impl() : below_(usual_vfs())
{
    vfs_ = *below_;  // what is not replaced below takes no file
    vfs_.zName = "faulty";
    vfs_.pAppData = this;
    vfs_.pNext = nullptr;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
    vfs_.xOpen = open_file;
    vfs_.xDelete = remove_file;
    if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error("SQLite takes no VFS");
}

FaultyDisk::FaultyDisk() : impl_(std::make_unique<Impl>()) {}

FaultyDisk::~FaultyDisk() = default;

void FaultyDisk::arm(DiskFault fault)
{
    impl_->arm(std::move(fault));
}

void FaultyDisk::disarm()
{
    impl_->arm(std::nullopt);
}

bool FaultyDisk::has_failed() const
{
    return impl_->has_failed();
}

std::uint64_t FaultyDisk::calls(DiskCall call) const
{
    return impl_->calls(call);
}

void FaultyDisk::start_recording()
{
    impl_->start_recording();
}

std::vector<DiskChange> FaultyDisk::changes() const
{
    return impl_->changes();
}

std::size_t FaultyDisk::changes_count() const
{
    return impl_->changes_count();
}

}  // namespace testing_support
