#include "store/io/database.h"

#include <sqlite3.h>

#include <chrono>
#include <optional>
#include <thread>

namespace store::io {

namespace {

constexpr int busy_timeout_ms = 5000;
constexpr int log_timeout_ms = 1000;
constexpr int cache_kibibytes = 16 * 1024;
constexpr int wal_pages_before_checkpoint = 4000;  // 16 MiB: a checkpoint syncs, so not too often
constexpr std::int64_t wal_octets_kept = 64LL << 20;

const std::string& configured(const std::string& file)
{
    configure_sqlite();
    return file;
}

/// No lock of SQLite's around each call: one thread at a time uses a connection.
int open_flags()
{
    return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
}

/// After each commit. SQLite's own hook forgets what a checkpoint answers; we must know of a sync that failed.
int checkpoint_now_and_then(void* /*nothing*/, sqlite3* database, const char* name, int wal_pages)
{
    if (wal_pages < wal_pages_before_checkpoint) return SQLITE_OK;
    const int result = sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const bool can_wait = result == SQLITE_BUSY || result == SQLITE_LOCKED || result == SQLITE_FULL;
    return can_wait ? SQLITE_OK : result;
}

}  // namespace

void configure_sqlite()
{
    static const bool is_configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
                                      sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0) == SQLITE_OK;
    (void)is_configured;
}

Query::Query(Database& database, const char* sql) : database_(database), statement_(database.prepare(sql)) {}

Query::~Query()
{
    statement_.tryReset();
    statement_.clearBindings();
}

Query& Query::bind(const char* name, std::int64_t value)
{
    statement_.bind(name, value);
    return *this;
}

Query& Query::bind(const char* name, std::string_view text)
{
    statement_.bind(name, std::string(text));
    return *this;
}

Query& Query::bind(const char* name, base::Time time)
{
    return bind(name, base::to_unix_ms(time));
}

Query& Query::bind(const char* name, std::optional<base::Time> time)
{
    if (time) return bind(name, *time);
    statement_.bind(name);
    return *this;
}

Query& Query::bind_id(const char* name, Id id)
{
    if (id == 0) {
        statement_.bind(name);
    } else {
        statement_.bind(name, id);
    }
    return *this;
}

Query& Query::bind_octets(const char* name, std::string_view octets)
{
    statement_.bind(name, static_cast<const void*>(octets.data()), static_cast<int>(octets.size()));
    return *this;
}

bool Query::step()
{
    column_ = 0;
    return statement_.executeStep();
}

std::int64_t Query::execute()
{
    while (statement_.executeStep()) {
    }
    return database_.database_.getChanges();
}

SQLite::Column Query::next()
{
    return statement_.getColumn(column_++);
}

std::int64_t Query::number()
{
    return next().getInt64();
}

std::string Query::text()
{
    return next().getString();
}

std::string Query::octets()
{
    return next().getString();
}

base::Time Query::time()
{
    return base::from_unix_ms(number());
}

std::optional<std::int64_t> Query::optional_number()
{
    const SQLite::Column column = next();
    if (column.isNull()) return std::nullopt;
    return column.getInt64();
}

std::optional<base::Time> Query::optional_time()
{
    const SQLite::Column column = next();
    if (column.isNull()) return std::nullopt;
    return base::from_unix_ms(column.getInt64());
}

Database::Database(const std::filesystem::path& file)
    : database_(configured(file.string()), open_flags(), busy_timeout_ms)
{
    constexpr int lookaside_octets = 512;
    constexpr int lookaside_slots = 256;
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, lookaside_octets, lookaside_slots);
    // A damaged or hostile file must not run code of its own (SQLite: "Defense Against The Dark Arts").
    set_defensive(true);
    run("PRAGMA trusted_schema = OFF");
    run("PRAGMA cell_size_check = ON");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA secure_delete = ON");  // what was purged or erased must not be found in the file; Debian's default
    run(("PRAGMA cache_size = -" + std::to_string(cache_kibibytes)).c_str());
    use_write_ahead_log();
    run("PRAGMA synchronous = FULL");
    // Whoever closes last leaves the log there, so that one that is missing tells something (desk/start.h).
    int is_on = 1;
    sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &is_on);
    sqlite3_wal_hook(database_.getHandle(), checkpoint_now_and_then, nullptr);
    run(("PRAGMA journal_size_limit = " + std::to_string(wal_octets_kept)).c_str());
}

/// SQLite itself does not wait when two open a new file at once and both would turn it over.
void Database::use_write_ahead_log()
{
    constexpr std::chrono::milliseconds pause{10};
    for (int waited_ms = 0;; waited_ms += static_cast<int>(pause.count())) {
        try {
            run("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception& error) {
            if (error.getErrorCode() != SQLITE_BUSY || waited_ms >= busy_timeout_ms) throw;
            std::this_thread::sleep_for(pause);
        }
    }
}

void Database::run(const char* sql)
{
    SQLite::Statement statement(database_, sql);
    while (statement.executeStep()) {
    }
}

void Database::run_prepared(const char* sql)
{
    SQLite::Statement& statement = prepare(sql);
    (void)statement.tryExecuteStep();
    statement.reset();  // throws with the code of what went wrong, also behind the commit itself
}

void Database::set_defensive(bool is_defensive)
{
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, is_defensive ? 1 : 0, nullptr);
}

void Database::set_synced(bool is_synced)
{
    if (is_synced == is_synced_) return;
    run(is_synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    is_synced_ = is_synced;
}

bool Database::checkpoint()
{
    SQLite::Statement statement(database_, "PRAGMA wal_checkpoint(PASSIVE)");
    return statement.executeStep() && statement.getColumn(0).getInt() == 0;
}

bool Database::empty_log()
{
    database_.setBusyTimeout(log_timeout_ms);  // whoever would write waits as long
    SQLite::Statement statement(database_, "PRAGMA wal_checkpoint(TRUNCATE)");
    const bool is_empty = statement.executeStep() && statement.getColumn(0).getInt() == 0;
    database_.setBusyTimeout(busy_timeout_ms);
    return is_empty;
}

void Database::leave_as_it_is()
{
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

std::int64_t Database::last_id() const
{
    return database_.getLastInsertRowid();
}

bool Database::is_in_transaction() const
{
    return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

SQLite::Statement& Database::prepare(const char* sql)
{
    auto& statement = statements_[sql];
    if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
    return *statement;
}

namespace {

const char* begin_sql(Transaction::Kind kind)
{
    switch (kind) {
    case Transaction::Kind::reading: return "BEGIN";
    case Transaction::Kind::writing: return "BEGIN IMMEDIATE";
    case Transaction::Kind::part: return "SAVEPOINT part";
    }
    return "";
}

}  // namespace

Transaction::Transaction(Database& database, Kind kind) : database_(database), kind_(kind)
{
    database_.run_prepared(begin_sql(kind_));
}

Transaction::~Transaction()
{
    if (!is_open_ || !database_.is_in_transaction()) return;
    try {
        database_.run_prepared(kind_ == Kind::part ? "ROLLBACK TO part" : "ROLLBACK");
        if (kind_ == Kind::part) database_.run_prepared("RELEASE part");
    } catch (const SQLite::Exception&) {
        // Nothing more can be undone; the next statement tells what is wrong with the machine.
    }
}

void Transaction::commit()
{
    database_.run_prepared(kind_ == Kind::part ? "RELEASE part" : "COMMIT");
    is_open_ = false;
}

}  // namespace store::io
