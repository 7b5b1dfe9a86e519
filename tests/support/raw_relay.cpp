#include "support/raw_relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace testing_support {

RawConnection::~RawConnection()
{
    if (tls_ != nullptr) SSL_free(tls_);
}

bool RawConnection::say(std::string_view octets)
{
    while (!octets.empty()) {
        const auto sent = tls_ != nullptr ? SSL_write(tls_, octets.data(), static_cast<int>(octets.size()))
                                          : ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::ptrdiff_t RawConnection::read_some(char* octets, std::size_t size)
{
    return tls_ != nullptr ? SSL_read(tls_, octets, static_cast<int>(size)) : ::recv(socket_, octets, size, 0);
}

std::string RawConnection::hear()
{
    for (;;) {
        const auto end = heard_.find("\r\n");
        if (end != std::string::npos) {
            std::string line = heard_.substr(0, end);
            heard_.erase(0, end + 2);
            return line;
        }
        std::array<char, 4096> octets{};
        const auto got = read_some(octets.data(), octets.size());
        if (got <= 0) return "";
        heard_.append(octets.data(), static_cast<std::size_t>(got));
    }
}

bool RawConnection::start_tls(SSL_CTX* context)
{
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    return SSL_accept(tls_) == 1;
}

void RawConnection::hear_to_the_end()
{
    std::array<char, 4096> octets{};
    while (read_some(octets.data(), octets.size()) > 0) {
    }
}

RawRelay::RawRelay(Play play) : play_(std::move(play)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that is gone
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, any, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

void RawRelay::accept_all()
{
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.push_back(socket);
        players_.emplace_back([this, socket] {
            {
                RawConnection connection(socket);
                play_(connection);
            }
            const std::lock_guard closing(mutex_);
            std::erase(open_, socket);
            ::close(socket);
        });
    }
}

RawRelay::~RawRelay()
{
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& player : players_) player.join();
    ::close(listener_);
}

}  // namespace testing_support
