#pragma once
/// A socket that takes connections, TCP or Unix: one that we bind, or one that is open already (socket activation).

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include <string>

namespace base::io {

// One socket type for TCP and Unix: the session does not care.
using Socket = boost::asio::generic::stream_protocol::socket;
using Endpoint = boost::asio::generic::stream_protocol::endpoint;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

class Listener {
  public:
    /// `listen` is "127.0.0.1:2424", "[::1]:2424" or "unix:/run/gazetted/lmtp.sock". Throws std::runtime_error that
    /// names it when that cannot be.
    Listener(boost::asio::io_context& io, const std::string& listen);
    /// `descriptor` listens already; it is ours from here on.
    Listener(boost::asio::io_context& io, int descriptor);

    /// A Unix socket that we made is removed.
    void close();

    [[nodiscard]] Acceptor& acceptor() { return acceptor_; }
    [[nodiscard]] const std::string& address() const { return address_; }  ///< with the real port
    /// The client's IP address, or "unix".
    [[nodiscard]] std::string name_of(const Endpoint& peer) const;

  private:
    Acceptor acceptor_;
    std::string unix_path_;  ///< of a socket that we made
    std::string address_;
};

}  // namespace base::io
