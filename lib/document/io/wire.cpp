#include "document/io/wire.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace document::io {

namespace {

/// False when the time is over.
bool await(int socket, short events, Deadline deadline)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        constexpr auto longest = std::chrono::milliseconds(std::chrono::hours(1));
        struct pollfd wanted {
            .fd = socket, .events = events, .revents = 0
        };
        const int ready = ::poll(&wanted, 1, static_cast<int>(std::min(left, longest).count()));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace

bool send_all(int socket, std::string_view octets, Deadline deadline)
{
    while (!octets.empty()) {
        if (!await(socket, POLLOUT, deadline)) return false;
        const ssize_t count = ::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
        octets.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return true;
}

std::optional<std::string> receive_some(int socket, std::size_t most, Deadline deadline)
{
    std::string octets(most, '\0');
    while (await(socket, POLLIN, deadline)) {
        const ssize_t count = ::recv(socket, octets.data(), octets.size(), MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
        if (count < 0) continue;
        octets.resize(static_cast<std::size_t>(count));
        return octets;
    }
    return std::nullopt;
}

std::optional<std::string> receive(int socket, std::size_t count, Deadline deadline)
{
    constexpr std::size_t piece_octets = std::size_t{256} * 1024;  // grown as it comes, whatever length was announced
    std::string octets;
    while (octets.size() < count) {
        const auto more = receive_some(socket, std::min(count - octets.size(), piece_octets), deadline);
        if (!more || more->empty()) return std::nullopt;
        octets += *more;
    }
    return octets;
}

std::string number_octets(std::uint64_t number, std::size_t count)
{
    std::string octets(count, '\0');
    for (std::size_t i = count; i-- > 0; number >>= 8U) octets[i] = static_cast<char>(number & 0xFFU);
    return octets;
}

std::uint64_t read_number(std::string_view octets)
{
    std::uint64_t number = 0;
    for (const char octet : octets) number = (number << 8U) | static_cast<unsigned char>(octet);
    return number;
}

}  // namespace document::io
