#pragma once
/// An intake server of a test's own on loopback, with the real store behind it.

#include "config/config.h"
#include "intake/io/server.h"
#include "intake/io/tls.h"
#include "intake/smtp_server_session.h"
#include "store/io/group_writer.h"
#include "store/io/sqlite_store.h"
#include "support/temporary_folder.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace testing_support {

/// A self-signed certificate for `name` and its key, in PEM files.
struct CertificateFiles {
    CertificateFiles(const std::filesystem::path& folder, const std::string& name);

    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// The list is sr-update@lists.example.org. A change to the configuration is made before the server starts.
class ServedIntake {
  public:
    explicit ServedIntake(intake::Protocol protocol, const std::function<void(config::SmtpIntake&)>& change = {});
    ServedIntake(const ServedIntake&) = delete;
    ServedIntake& operator=(const ServedIntake&) = delete;
    ~ServedIntake();

    /// The n-th commit from now on fails when it is done, as the machine does; the first is 1.
    void fail_commit(int n) { committer_.failing.insert(committer_.count + n); }
    /// STARTTLS, for connections from now on; the certificate says /CN=`name`.
    void use_certificate(const std::string& name);

    [[nodiscard]] int port() const;
    /// What was stored, in its order.
    [[nodiscard]] std::vector<std::string> stored();

  private:
    struct FaultyCommitter final : store::Committer {
        explicit FaultyCommitter(store::Committer& its_inner) : inner(its_inner) {}
        void submit(store::Durability durability, store::Work work, Done done) override;

        store::Committer& inner;
        int count = 0;
        std::set<int> failing;
    };

    TemporaryFolder folder_;
    std::shared_ptr<config::Config> config_;
    store::io::SqliteStore store_;
    store::io::GroupWriter writer_;
    FaultyCommitter committer_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<intake::io::Server> server_;
    std::thread thread_;
};

}  // namespace testing_support
