#pragma once
/// One connection to the database file, its prepared statements, and the way in which all SQL here is run.

#include "store/rows.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace store::io {

/// For the whole process, before anything else is asked of SQLite; later it changes nothing. SQLite's own counting of its
/// memory takes a lock at each allocation. Its page caches begin with room for 20 pages: a query that needs a table of its
/// own would get and give back 80 KiB each time.
void configure_sqlite();

class Database;

/// A prepared statement in use: bind by name, step, read columns in order; reset when it goes.
class Query {
  public:
    Query(Database& database, const char* sql);
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();

    Query& bind(const char* name, std::int64_t value);
    Query& bind(const char* name, std::string_view text);
    Query& bind(const char* name, base::Time time);
    Query& bind(const char* name, std::optional<base::Time> time);  ///< absent becomes NULL
    Query& bind_id(const char* name, Id id);                        ///< 0 becomes NULL
    Query& bind_octets(const char* name, std::string_view octets);

    bool step();             ///< whether there is a row
    std::int64_t execute();  ///< to its end; how many rows changed

    /// The next column of the row.
    std::int64_t number();
    bool flag() { return number() != 0; }
    std::string text();
    std::string octets();
    base::Time time();
    std::optional<base::Time> optional_time();
    std::optional<std::int64_t> optional_number();
    Id id() { return number(); }  ///< NULL becomes 0

  private:
    SQLite::Column next();

    Database& database_;
    SQLite::Statement& statement_;
    int column_ = 0;
};

/// WAL; foreign keys; another process waits up to busy_timeout. One thread at a time. Throws SQLite::Exception.
class Database {
  public:
    explicit Database(const std::filesystem::path& file);

    void run(const char* sql);
    void run_prepared(const char* sql);     ///< one without rows that comes again and again
    void set_synced(bool is_synced);        ///< FULL or NORMAL, between transactions
    void set_defensive(bool is_defensive);  ///< whether the schema's own text is safe from statements
    /// Whether all that was committed is on the disk now; not so while another process does the same.
    bool checkpoint();
    bool empty_log();       ///< the same, and truncates the log, which has old pages
    void leave_as_it_is();  ///< closing it will not write
    [[nodiscard]] std::int64_t last_id() const;
    /// Whether a transaction is open. A full disk ends it whole (SQLite: "Response To Errors Within A Transaction").
    [[nodiscard]] bool is_in_transaction() const;
    [[nodiscard]] SQLite::Database& handle() { return database_; }

  private:
    void use_write_ahead_log();

    friend class Query;
    SQLite::Statement& prepare(const char* sql);

    SQLite::Database database_;
    std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;  // by the literal's place
    bool is_synced_ = true;
};

/// A transaction, or a part of one that can be undone alone; rolled back unless it is committed. Its statements stay
/// prepared, since one of these goes around every few messages (SQLiteCpp's own parse theirs anew each time).
class Transaction {
  public:
    enum class Kind : unsigned char {
        reading,  ///< a snapshot from its first query on
        writing,  ///< IMMEDIATE, so that another process's is waited for and never collides half-way
        part,     ///< a savepoint within a writing one
    };
    Transaction(Database& database, Kind kind);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

  private:
    Database& database_;
    Kind kind_;
    bool is_open_ = true;
};

}  // namespace store::io
