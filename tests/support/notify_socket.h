#pragma once
/// A service manager's ear: the Unix datagram socket that sd_notify(3) writes to.

#include "support/temporary_folder.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace testing_support {

class NotifySocket {
  public:
    NotifySocket() : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
        if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot bind " + path());
    }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;
    ~NotifySocket() { ::close(descriptor_); }

    [[nodiscard]] std::string path() const { return (folder_ / "notify").string(); }

    /// All that was told so far, in order: "READY=1", "WATCHDOG=1", …
    [[nodiscard]] const std::vector<std::string>& told()
    {
        std::array<char, 4096> buffer{};
        for (;;) {
            const ssize_t got = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
            if (got < 0) return told_;
            std::string text(buffer.data(), static_cast<std::size_t>(got));
            for (std::size_t at = 0; at < text.size();) {
                const auto end = std::min(text.find('\n', at), text.size());
                told_.push_back(text.substr(at, end - at));
                at = end + 1;
            }
        }
    }

    [[nodiscard]] std::ptrdiff_t count(const std::string& line) { return std::ranges::count(told(), line); }

  private:
    TemporaryFolder folder_;
    int descriptor_;
    std::vector<std::string> told_;
};

}  // namespace testing_support
