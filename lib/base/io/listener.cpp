#include "base/io/listener.h"

#include "base/text.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace base::io {

namespace asio = boost::asio;

namespace {

constexpr int backlog = 1024;
constexpr std::string_view unix_start = "unix:";

Endpoint parse_listen(const std::string& listen)
{
    if (listen.starts_with(unix_start)) return asio::local::stream_protocol::endpoint(listen.substr(unix_start.size()));
    const auto colon = listen.rfind(':');
    std::string host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port = base::parse_number(std::string_view(listen).substr(colon + 1));
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error || !port || *port < 0 || *port > 65535)
        throw std::runtime_error("cannot listen on " + listen + ": not an IP address and port");
    return asio::ip::tcp::endpoint(address, static_cast<std::uint16_t>(*port));
}

bool is_unix(const Endpoint& endpoint)
{
    return endpoint.protocol().family() == AF_UNIX;
}

asio::ip::tcp::endpoint as_tcp(const Endpoint& endpoint)
{
    asio::ip::tcp::endpoint tcp;
    std::memcpy(tcp.data(), endpoint.data(), endpoint.size());
    tcp.resize(endpoint.size());
    return tcp;
}

/// As `listen` is written.
std::string text_of(const Endpoint& endpoint)
{
    if (is_unix(endpoint)) {
        sockaddr_un address{};
        std::memcpy(&address, endpoint.data(), endpoint.size());
        const std::size_t octets_max = endpoint.size() - offsetof(sockaddr_un, sun_path);
        return std::string(unix_start) +
               std::string(std::begin(address.sun_path), ::strnlen(std::begin(address.sun_path), octets_max));
    }
    const auto tcp = as_tcp(endpoint);
    const std::string host = tcp.address().to_string();
    return (tcp.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(tcp.port());
}

int family_of(int descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    // The socket interface takes every family's address through one pointer type.
    const int failed =
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT(*-reinterpret-cast)
    if (failed != 0)
        throw std::runtime_error("cannot use the inherited socket " + std::to_string(descriptor) + ": " +
                                 std::strerror(errno));
    return address.ss_family;
}

}  // namespace

Listener::Listener(asio::io_context& io, const std::string& listen) : acceptor_(io)
{
    const Endpoint endpoint = parse_listen(listen);
    if (is_unix(endpoint)) unix_path_ = listen.substr(unix_start.size());
    if (!unix_path_.empty()) std::filesystem::remove(unix_path_);
    try {
        acceptor_.open(endpoint.protocol());
        if (unix_path_.empty()) acceptor_.set_option(asio::socket_base::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(backlog);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen on " + listen + ": " + error.code().message());
    }
    // The MTA in front runs as another user: the folder's mode says who may connect.
    if (!unix_path_.empty()) std::filesystem::permissions(unix_path_, std::filesystem::perms(0666));
    address_ = text_of(acceptor_.local_endpoint());
}

Listener::Listener(asio::io_context& io, int descriptor)
    : acceptor_(io, asio::generic::stream_protocol(family_of(descriptor), 0), descriptor),
      address_(text_of(acceptor_.local_endpoint()))
{
}

void Listener::close()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!unix_path_.empty()) std::filesystem::remove(unix_path_, ignored);
}

std::string Listener::name_of(const Endpoint& peer) const
{
    return is_unix(peer) || peer.size() == 0 ? "unix" : as_tcp(peer).address().to_string();
}

}  // namespace base::io
