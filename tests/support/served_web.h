#pragma once
/// A web server of a test's own on loopback, with the real store behind it and one member, ann@body.example, on the list
/// sr-update.

#include "list/house.h"
#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/temporary_folder.h"
#include "web/io/server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace testing_support {

class ServedWeb {
  public:
    explicit ServedWeb(const web::io::ServerLimits& limits = {});
    ServedWeb(const ServedWeb&) = delete;
    ServedWeb& operator=(const ServedWeb&) = delete;
    ~ServedWeb();

    /// From now on every commit fails, as on a full disk.
    void fill_disk() { committer_.is_disk_full = true; }

    [[nodiscard]] int port() const;
    [[nodiscard]] const std::string& token() const { return token_; }  ///< of the member's link
    [[nodiscard]] store::MemberState state();                          ///< the member's

  private:
    struct FaultyCommitter final : store::Committer {
        explicit FaultyCommitter(store::Committer& its_inner) : inner(its_inner) {}
        void submit(store::Durability durability, store::Work work, Done done) override;

        store::Committer& inner;
        std::atomic<bool> is_disk_full = false;
    };

    TemporaryFolder folder_;
    std::shared_ptr<const list::Rules> rules_;
    store::io::SqliteStore store_;
    store::io::GroupWriter writer_;
    FaultyCommitter committer_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<web::io::Server> server_;
    std::string token_;
    std::thread thread_;
};

}  // namespace testing_support
