#pragma once
/// Listens, reads requests and writes answers (HTTP/1.1, RFC 9112; Boost.Beast). What an answer says is decided in
/// web/answer.h, inside a transaction; it is given after the commit. TLS is a proxy's business.

#include "list/house.h"
#include "store/transactor.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace web::io {

struct ServerLimits {
    std::size_t connections_max = 256;
    /// From one address other than our own machine's, where the proxy's connections come from.
    std::size_t connections_per_peer_max = 16;
    std::chrono::milliseconds request_time{15'000};  ///< for the header, again for the body, again for the answer
    std::chrono::milliseconds commit_time{30'000};   ///< for the store
};

class Server {
  public:
    using CurrentRules = std::function<std::shared_ptr<const list::Rules>()>;  ///< today's; they may change

    /// Listens at once; throws std::runtime_error that names the address when it cannot. `io`, run by one thread, and
    /// `committer` must outlive the server. `on_changed` is called on io's thread after a POST was committed. `sockets`
    /// are descriptors that listen already, taken over; without any, `listen` is bound. The process must ignore SIGPIPE.
    Server(boost::asio::io_context& io, const std::string& listen, CurrentRules rules, store::Committer& committer,
           std::function<void()> on_changed, const std::vector<int>& sockets, const ServerLimits& limits = {});
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    void start();
    void stop();                                ///< no new requests; those that are being answered are
    [[nodiscard]] std::string address() const;  ///< with the real port; several stand with commas between them
    [[nodiscard]] bool is_idle() const;         ///< no connection is open

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace web::io
