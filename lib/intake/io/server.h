#pragma once
/// Listens, and runs an SmtpServerSession for each connection. A message gets its 250 after its commit.

#include "config/config.h"
#include "store/transactor.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace intake {
enum class Protocol : unsigned char;
}

namespace intake::io {

class TlsIdentity;

class Server {
  public:
    using Configuration = std::function<std::shared_ptr<const config::Config>()>;  ///< today's; it may change

    /// Serves [intake.lmtp] or [intake.smtp], which the configuration must have. Listens at once; throws
    /// std::runtime_error that names the address when it cannot. `io`, run by one thread, and `committer` must outlive
    /// the server. `on_spooled` is called on io's thread after a commit. `sockets` are descriptors that listen already,
    /// taken over; without any, what `listen` says is bound. The process must ignore SIGPIPE.
    Server(boost::asio::io_context& io, Protocol protocol, Configuration configuration, store::Committer& committer,
           std::function<void()> on_spooled, const std::vector<int>& sockets);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    void start();
    /// No new connections; those that are open get 421 when they next await a command.
    void stop();
    /// For connections that come from now on; null: STARTTLS is not offered. On io's thread, once it runs.
    void use_certificate(std::shared_ptr<const TlsIdentity> identity);
    [[nodiscard]] std::string address() const;  ///< with the real port; several stand with commas between them
    [[nodiscard]] bool is_idle() const;         ///< no connection is open

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace intake::io
