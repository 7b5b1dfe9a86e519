#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace testing_support {

using namespace std::chrono_literals;

HttpClient::HttpClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
}

HttpClient::~HttpClient()
{
    ::close(socket_);
}

bool HttpClient::send(std::string_view octets) const
{
    while (!octets.empty()) {
        const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool HttpClient::read_some(std::chrono::milliseconds time_max)
{
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, static_cast<int>(time_max.count())) <= 0) return false;
    std::array<char, 16384> octets{};
    const auto got = ::recv(socket_, octets.data(), octets.size(), 0);
    if (got <= 0) has_ended_ = true;
    if (got > 0) received_.append(octets.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::string HttpClient::read_to_end(std::chrono::milliseconds time_max)
{
    const auto end = std::chrono::steady_clock::now() + time_max;
    for (auto left = time_max; !has_ended_ && left > 0ms;
         left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()))
        read_some(left);
    return std::exchange(received_, {});
}

std::string HttpClient::read_answer()
{
    constexpr std::string_view length_name = "Content-Length: ";
    for (;;) {
        const auto header_end = received_.find("\r\n\r\n");
        if (header_end != std::string::npos) {
            const auto length = received_.substr(0, header_end).find(length_name);
            const std::size_t body =
                length == std::string::npos ? 0 : std::stoul(received_.substr(length + length_name.size()));
            const std::size_t whole = header_end + 4 + body;
            if (received_.size() >= whole) {
                std::string answer = received_.substr(0, whole);
                received_.erase(0, whole);
                return answer;
            }
        }
        if (!read_some(20s)) return std::exchange(received_, {});
    }
}

std::string HttpClient::ask(std::string_view octets)
{
    send(octets);
    return read_to_end();
}

}  // namespace testing_support
