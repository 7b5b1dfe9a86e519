#pragma once
/// A relay of which the test writes every octet, for what no server says: broken greetings, bad certificates, floods.
/// One thread a connection; loopback only.
///
///     RawRelay relay([](RawConnection& client) { client.say("554 go away\r\n"); });

#include <openssl/ssl.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace testing_support {

class RawConnection {
  public:
    explicit RawConnection(int socket) : socket_(socket) {}
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;
    ~RawConnection();

    /// Whether it could be sent; false once the client is gone.
    bool say(std::string_view octets);
    /// The next line without its end; empty when the client is gone.
    std::string hear();
    /// As the server; whether the handshake came to its end.
    bool start_tls(SSL_CTX* context);
    void hear_to_the_end();  ///< until the client goes
    [[nodiscard]] bool has_tls() const { return tls_ != nullptr; }

  private:
    std::ptrdiff_t read_some(char* octets, std::size_t size);

    int socket_;
    SSL* tls_ = nullptr;
    std::string heard_;  ///< and not given out
};

class RawRelay {
  public:
    using Play = std::function<void(RawConnection&)>;

    explicit RawRelay(Play play);
    ~RawRelay();  ///< closes all
    RawRelay(const RawRelay&) = delete;
    RawRelay& operator=(const RawRelay&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }

  private:
    void accept_all();

    Play play_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<std::size_t> connections_ = 0;
    std::mutex mutex_;
    std::vector<int> open_;
    std::vector<std::thread> players_;
    std::thread acceptor_;
};

}  // namespace testing_support
