#include "store/io/migration.h"

#include "base/embedded_file.h"

#include <fmt/format.h>

#include <span>
#include <stdexcept>

namespace store {

std::span<const base::EmbeddedFile> embedded_migrations();

namespace io {

namespace {

constexpr std::int64_t application_id = 0x47617A65;  // "Gaze", so that file(1) and we know a store of ours

std::int64_t pragma(Database& database, const char* sql)
{
    SQLite::Statement statement(database.handle(), sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

void refuse_foreign_file(Database& database, std::int64_t version)
{
    const std::int64_t id = pragma(database, "PRAGMA application_id");
    const bool is_empty = pragma(database, "SELECT count(*) FROM sqlite_schema") == 0;
    if (id != application_id && !(is_empty && version == 0)) {
        throw std::runtime_error(database.handle().getFilename() + " is not a store of Gazetted");
    }
}

}  // namespace

void migrate(Database& database)
{
    const auto migrations = embedded_migrations();
    const auto newest = static_cast<std::int64_t>(migrations.size());
    const bool is_current = pragma(database, "PRAGMA user_version") == newest &&
                            pragma(database, "PRAGMA application_id") == application_id;
    if (is_current) return;  // whoever only reads must not wait for a writer
    // A table is made anew by dropping it, which must take nothing along; the keys are checked before the end instead.
    database.run("PRAGMA foreign_keys = OFF");
    database.set_defensive(false);  // a rule of a table is changed in its text
    // IMMEDIATE: the daemon and gazettectl may both open a new store at once.
    Transaction transaction(database, Transaction::Kind::writing);
    const std::int64_t version = pragma(database, "PRAGMA user_version");
    refuse_foreign_file(database, version);
    if (version > newest) {
        throw std::runtime_error(
            fmt::format("{} has schema {}, and this program knows schemas up to {}: use a newer Gazetted",
                        database.handle().getFilename(), version, newest));
    }
    if (version == 0) database.run(fmt::format("PRAGMA application_id = {}", application_id).c_str());
    for (std::int64_t next = version; next < newest; ++next) {
        database.handle().exec(std::string(migrations[static_cast<std::size_t>(next)].text));
        database.run(fmt::format("PRAGMA user_version = {}", next + 1).c_str());
    }
    if (SQLite::Statement faults(database.handle(), "PRAGMA foreign_key_check"); faults.executeStep()) {
        throw std::runtime_error(fmt::format("{}: rows of {} refer to what is not there",
                                             database.handle().getFilename(), faults.getColumn(0).getString()));
    }
    transaction.commit();
    database.set_defensive(true);
    database.run("PRAGMA foreign_keys = ON");
}

}  // namespace io

}  // namespace store
