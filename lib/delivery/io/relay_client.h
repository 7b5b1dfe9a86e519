#pragma once
/// Connections to the relay: libcurl resolves, connects, encrypts and authenticates (CURLOPT_CONNECT_ONLY), then an
/// SmtpClientSession speaks. Runs on one io_context thread; decides nothing.

#include "config/config.h"
#include "delivery/engine.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace delivery::io {

struct RelaySettings {
    config::Relay relay;
    std::string ehlo_name;
};

/// How far connecting came, and what was learnt on the way; for people.
struct Handshake {
    std::string address;       ///< "192.0.2.7:25"; empty: nobody answered
    std::string tls;           ///< "TLSv1.3, TLS_AES_256_GCM_SHA384"; empty: none
    bool is_verified = false;  ///< TLS, with the certificate's authority and name, and the pin where there is one
    std::vector<std::string> offers;  ///< the last reply to EHLO, a line each
    bool is_authenticated = false;
};

/// What the connections tell; called on io's thread, never from within open(), begin() or release_dot().
struct RelayEvents {
    std::function<void(ConnectionId)> may_begin;
    std::function<void(ConnectionId, store::Id)> wants_dot;
    std::function<void(ConnectionId, store::Id, const Outcome&)> ended;
    std::function<void(ConnectionId, Stage, const mail::Reply&)> connection_ended;
    /// Before may_begin or connection_ended, once; empty: nobody wants to know.
    std::function<void(ConnectionId, const Handshake&)> handshake = {};
};

class RelayClient final : public Wire {
  public:
    RelayClient(boost::asio::io_context& io, RelaySettings settings, RelayEvents events);
    RelayClient(const RelayClient&) = delete;
    RelayClient& operator=(const RelayClient&) = delete;
    ~RelayClient() override;  ///< closes what is open, without a word

    void open(ConnectionId connection) override;
    void begin(ConnectionId connection, Transaction transaction) override;
    void release_dot(ConnectionId connection) override;
    void close(ConnectionId connection) override;
    void withdraw(ConnectionId connection) override;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace delivery::io
