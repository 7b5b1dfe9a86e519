#pragma once
/// The store in one SQLite file (WAL). One object is one connection; use it from one thread at a time.

#include "store/io/tables.h"
#include "store/transactor.h"

#include <filesystem>
#include <string>
#include <vector>

namespace store::io {

// A copy that is started must not send again what was sent after it was made (desk/start.h): no file beside any store
// names this epoch.
inline constexpr auto mark_as_copy = R"sql(
    INSERT INTO setting (name, value) VALUES ('epoch', -1), ('epoch_next', -1)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
)sql";

class SqliteStore final : public Store, public Transactor {
  public:
    /// Creates the file where it is missing and migrates an older schema, each step in one transaction. Throws
    /// std::runtime_error with a clear text when the file is not ours, is damaged, or has a newer schema.
    explicit SqliteStore(const std::filesystem::path& file);

    Spool& spool() override { return spool_; }
    Directory& directory() override { return directory_; }
    Issues& issues() override { return issues_; }
    Queue& queue() override { return queue_; }
    Confirmations& confirmations() override { return confirmations_; }
    Correspondence& correspondence() override { return correspondence_; }
    Bounces& bounces() override { return bounces_; }
    Approvals& approvals() override { return approvals_; }
    Forms& forms() override { return forms_; }
    Digests& digests() override { return digests_; }
    Journal& journal() override { return journal_; }
    Settings& settings() override { return settings_; }
    Mailboxes& mailboxes() override { return mailboxes_; }
    Retention& retention() override { return retention_; }
    PersonalData& personal_data() override { return personal_data_; }
    void move_times(base::Duration step, base::Time now) override;  // in time_step.cpp

    /// IMMEDIATE, so that another process's transaction is waited for and never collides half-way.
    void run(Durability durability, const Work& work) override;

    /// A snapshot: `work` sees one state throughout, waits for nobody and keeps nobody waiting. It throws when it writes.
    void read(const Work& work);

    // All of these throw DiskFull, or Broken when the disk failed; after that they do nothing but throw Broken.

    /// Several works in one transaction, each in a savepoint: one that throws undoes itself alone. The result has
    /// an exception for each that threw. Throws when the transaction as a whole failed: then none is committed.
    std::vector<std::exception_ptr> run_group(Durability durability, const std::vector<const Work*>& works);

    /// Syncs what was committed for a killed process only. Whether it could: another process may be at it.
    bool checkpoint();

    /// The same, and nothing of what was deleted is left in the log. False while others read or write.
    bool empty_log();

    /// A consistent copy, while others read and write (SQLite's online backup).
    void backup(const std::filesystem::path& file);
    /// What is wrong with the file, line by line; empty when it is whole.
    std::vector<std::string> check_integrity();

  private:
    std::vector<std::exception_ptr> commit_group(Durability durability, const std::vector<const Work*>& works);
    /// Runs it; what SQLite throws becomes DiskFull or Broken where it is one. Once broken, always broken.
    template <class Action>
    auto guarded(Action action);

    Database database_;
    ContentTable content_;
    SpoolTable spool_;
    DirectoryTables directory_;
    IssueTable issues_;
    JournalTable journal_;
    QueueTable queue_;
    ConfirmationTable confirmations_;
    CorrespondenceTables correspondence_;
    BounceTables bounces_;
    ApprovalTables approvals_;
    FormTables forms_;
    DigestTables digests_;
    SettingTable settings_;
    MailboxTable mailboxes_;
    RetentionTables retention_;
    PersonalDataTables personal_data_;
    std::string why_broken_;
};

/// Held for the life of the daemon: two daemons never run on one store.
class StoreLock {
  public:
    /// Throws std::runtime_error that names the holder when another process has it.
    explicit StoreLock(const std::filesystem::path& file);
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;
    ~StoreLock();

  private:
    int file_ = -1;
};

}  // namespace store::io
