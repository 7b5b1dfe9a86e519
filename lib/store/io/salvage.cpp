#include "store/io/salvage.h"

#include "store/io/sqlite_store.h"

#include <SQLiteCpp/Transaction.h>

#include <stdexcept>

namespace store::io {

namespace {

std::vector<std::string> table_names(SQLite::Database& database)
{
    std::vector<std::string> names;
    SQLite::Statement row(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    while (row.executeStep()) names.push_back(row.getColumn(0).getString());
    return names;
}

std::string insert_into(const std::string& table, int columns)
{
    std::string sql = "INSERT OR IGNORE INTO " + table + " VALUES (?";
    for (int i = 1; i < columns; ++i) sql += ", ?";
    return sql + ')';
}

void bind(SQLite::Statement& statement, int index, const SQLite::Column& value)
{
    if (value.isInteger()) {
        statement.bind(index, value.getInt64());
    } else if (value.isFloat()) {
        statement.bind(index, value.getDouble());
    } else if (value.isText()) {
        statement.bind(index, value.getString());
    } else if (value.isBlob()) {
        statement.bind(index, value.getBlob(), value.getBytes());
    } else {
        statement.bind(index);
    }
}

/// Row by row, until there is no more or something cannot be read. Whether it came to the end.
bool copy_rows(SQLite::Database& from, SQLite::Database& to, const std::string& table, const std::string& order,
               std::int64_t& rows)
{
    try {
        SQLite::Statement row(from, "SELECT * FROM " + table + " NOT INDEXED" + order);
        SQLite::Statement insert(to, insert_into(table, row.getColumnCount()));
        while (row.executeStep()) {
            for (int i = 0; i < row.getColumnCount(); ++i) bind(insert, i + 1, row.getColumn(i));
            rows += insert.exec();
            insert.reset();
        }
        return true;
    } catch (const SQLite::Exception&) {
        return false;  // told by SalvagedTable
    }
}

/// From both ends, so that a damaged page in the midst costs only what stands on it.
SalvagedTable salvage_table(SQLite::Database& from, SQLite::Database& to, const std::string& table)
{
    SalvagedTable result{.name = table};
    result.is_whole = copy_rows(from, to, table, "", result.rows);
    if (!result.is_whole) (void)copy_rows(from, to, table, " ORDER BY rowid DESC", result.rows);
    return result;
}

}  // namespace

std::vector<SalvagedTable> salvage(const std::filesystem::path& damaged, const std::filesystem::path& fresh)
{
    if (std::filesystem::exists(fresh)) throw std::runtime_error(fresh.string() + " exists already");
    {
        const SqliteStore made(fresh);
    }
    SQLite::Database to(fresh.string(), SQLite::OPEN_READWRITE);
    try {
        SQLite::Database from(damaged.string(), SQLite::OPEN_READONLY);
        const auto schema_of = [](SQLite::Database& database) {
            return database.execAndGet("PRAGMA user_version").getInt();
        };
        if (schema_of(from) != schema_of(to))
            throw std::runtime_error(damaged.string() + " has another schema: use the Gazetted that wrote it");
        std::vector<SalvagedTable> all;
        SQLite::Transaction transaction(to);
        for (const std::string& table : table_names(to)) all.push_back(salvage_table(from, to, table));
        to.exec(mark_as_copy);
        transaction.commit();
        return all;
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error(damaged.string() + ": " + error.what());
    }
}

}  // namespace store::io
