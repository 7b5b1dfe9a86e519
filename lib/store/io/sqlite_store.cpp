#include "store/io/sqlite_store.h"

#include "store/io/migration.h"

#include <SQLiteCpp/Backup.h>

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace store::io {

namespace {

class ReadOnly {
  public:
    explicit ReadOnly(Database& database) : database_(database) { database_.run("PRAGMA query_only = ON"); }
    ReadOnly(const ReadOnly&) = delete;
    ReadOnly& operator=(const ReadOnly&) = delete;
    ~ReadOnly() { database_.run("PRAGMA query_only = OFF"); }

  private:
    Database& database_;
};

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& file)
try : database_(file), content_(database_), spool_(database_, content_), directory_(database_),
    issues_(database_, content_), journal_(database_), queue_(database_, content_, journal_), confirmations_(database_),
    correspondence_(database_), bounces_(database_), approvals_(database_), forms_(database_),
    digests_(database_, content_), settings_(database_), mailboxes_(database_), retention_(database_),
    personal_data_(database_, spool_, correspondence_, confirmations_, approvals_, forms_) {
    migrate(database_);
} catch (const SQLite::Exception& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
}

void SqliteStore::run(Durability durability, const Work& work)
{
    const auto errors = run_group(durability, {&work});
    if (errors.front()) std::rethrow_exception(errors.front());
}

namespace {

/// Whether the disk said so, or it holds what SQLite did not write.
bool is_broken(const SQLite::Exception& error)
{
    constexpr int primary_code = 0xff;
    switch (error.getErrorCode() & primary_code) {
    case SQLITE_IOERR: return error.getExtendedErrorCode() != SQLITE_IOERR_NOMEM;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return true;
    default: return false;
    }
}

bool is_broken(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const SQLite::Exception& failure) {
        return is_broken(failure);
    } catch (const Broken&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

template <class Action>
auto SqliteStore::guarded(Action action)
{
    if (!why_broken_.empty()) throw Broken(why_broken_);
    try {
        return action();
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() == SQLITE_FULL) throw DiskFull("the disk is full");
        if (error.getErrorCode() == SQLITE_BUSY) throw Busy("another process holds the store");
        if (!is_broken(error)) throw;
        why_broken_ = database_.handle().getFilename() + ": " + error.what();
    } catch (const Broken& error) {
        why_broken_ = database_.handle().getFilename() + ": " + error.what();
    }
    database_.leave_as_it_is();  // a checkpoint could copy what the disk has lost
    throw Broken(why_broken_);
}

void SqliteStore::read(const Work& work)
{
    guarded([&] {
        const ReadOnly no_writes(database_);
        Transaction snapshot(database_, Transaction::Kind::reading);
        work(*this);
        snapshot.commit();
    });
}

std::vector<std::exception_ptr> SqliteStore::run_group(Durability durability, const std::vector<const Work*>& works)
{
    return guarded([&] { return commit_group(durability, works); });
}

bool SqliteStore::checkpoint()
{
    return guarded([&] { return database_.checkpoint(); });
}

bool SqliteStore::empty_log()
{
    return guarded([&] { return database_.empty_log(); });
}

std::vector<std::exception_ptr> SqliteStore::commit_group(Durability durability, const std::vector<const Work*>& works)
{
    database_.set_synced(durability == Durability::power_loss);
    Transaction transaction(database_, Transaction::Kind::writing);
    std::vector<std::exception_ptr> errors(works.size());
    for (std::size_t i = 0; i < works.size(); ++i) {
        if (works.size() == 1) {  // alone, a savepoint would only repeat the transaction
            (*works[i])(*this);
            break;
        }
        try {
            Transaction part(database_, Transaction::Kind::part);
            (*works[i])(*this);
            part.commit();
        } catch (...) {
            if (!database_.is_in_transaction() || is_broken(std::current_exception())) throw;
            errors[i] = std::current_exception();
        }
    }
    transaction.commit();
    return errors;
}

void SqliteStore::backup(const std::filesystem::path& file)
{
    if (std::filesystem::exists(file)) throw std::runtime_error(file.string() + " exists already");
    const std::filesystem::path part = file.string() + ".part";  // half a copy must not look like a whole one
    std::filesystem::remove(part);
    {
        SQLite::Database copy(part.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        ::chmod(part.c_str(), S_IRUSR | S_IWUSR);
        {
            SQLite::Backup backup(copy, database_.handle());
            // In one step: between two, any write of another process would make it begin anew, and under load it would
            // never end. With WAL nobody waits for it.
            constexpr int all_pages = -1;
            if (backup.executeStep(all_pages) != SQLITE_DONE)
                throw std::runtime_error("the backup to " + file.string() + " is not whole");
        }
        copy.exec(mark_as_copy);
        const std::string fault = copy.execAndGet("PRAGMA quick_check(1)").getString();
        if (fault != "ok") throw Broken("the store is damaged, and so is its copy " + part.string() + ": " + fault);
    }
    std::filesystem::rename(part, file);
}

std::vector<std::string> SqliteStore::check_integrity()
{
    std::vector<std::string> faults;
    for (const char* sql : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
        SQLite::Statement row(database_.handle(), sql);
        while (row.executeStep()) {
            std::string line = row.getColumn(0).getString();
            if (line != "ok") faults.push_back(std::move(line));
        }
    }
    return faults;
}

StoreLock::StoreLock(const std::filesystem::path& file)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const ssize_t got = ::read(file_, holder.data(), holder.size() - 1);
        ::close(file_);
        throw std::runtime_error("another gazetted (process " +
                                 std::string(holder.data(), static_cast<std::size_t>(got > 0 ? got : 0)) +
                                 ") runs on this store: " + file.string() + " is locked");
    }
    const std::string own = std::to_string(::getpid());
    const bool is_named = ::ftruncate(file_, 0) == 0 && ::pwrite(file_, own.data(), own.size(), 0) > 0;
    if (!is_named) throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

StoreLock::~StoreLock()
{
    ::close(file_);
}

}  // namespace store::io
