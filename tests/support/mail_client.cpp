#include "support/mail_client.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace testing_support {

void MailClient::Free::operator()(ssl_ctx_st* context) const
{
    SSL_CTX_free(context);
}

void MailClient::Free::operator()(ssl_st* connection) const
{
    SSL_free(connection);
}

MailClient::MailClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    constexpr timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    constexpr int is_on = 1;  // an octet at a time means a segment at a time
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
}

MailClient::~MailClient()
{
    if (socket_ >= 0) ::close(socket_);
}

bool MailClient::send(std::string_view octets)
{
    if (tls_ != nullptr) return SSL_write(tls_.get(), octets.data(), static_cast<int>(octets.size())) > 0;
    return ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(octets.size());
}

std::string MailClient::ask(std::string_view line)
{
    send(std::string(line) + "\r\n");
    return reply();
}

bool MailClient::fill()
{
    std::array<char, 4096> octets{};
    const auto got = tls_ != nullptr ? SSL_read(tls_.get(), octets.data(), static_cast<int>(octets.size()))
                                     : ::recv(socket_, octets.data(), octets.size(), 0);
    if (got <= 0) return false;
    input_.append(octets.data(), static_cast<std::size_t>(got));
    return true;
}

std::string MailClient::reply()
{
    constexpr std::size_t code_octets = 3;
    std::string whole;
    for (;;) {
        const auto end = input_.find("\r\n");
        if (end == std::string::npos) {
            if (!fill()) return whole;
            continue;
        }
        const std::string line = input_.substr(0, end);
        input_.erase(0, end + 2);
        whole += whole.empty() ? line.substr(0, code_octets) + ' ' : " ";
        if (line.size() > code_octets) whole += line.substr(code_octets + 1);
        if (line.size() <= code_octets || line[code_octets] != '-') return whole;
    }
}

bool MailClient::is_at_end()
{
    return input_.empty() && !fill();
}

bool MailClient::start_tls(int version_max)
{
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (version_max != 0) {
        SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(context_.get(), version_max);
        SSL_CTX_set_max_proto_version(context_.get(), version_max);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), socket_);
    return SSL_connect(tls_.get()) == 1;
}

std::string MailClient::certificate_name() const
{
    X509* const certificate = SSL_get1_peer_certificate(tls_.get());
    if (certificate == nullptr) return {};
    std::array<char, 256> name{};
    X509_NAME_oneline(X509_get_subject_name(certificate), name.data(), static_cast<int>(name.size()));
    X509_free(certificate);
    return name.data();
}

void MailClient::vanish()
{
    constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

}  // namespace testing_support
