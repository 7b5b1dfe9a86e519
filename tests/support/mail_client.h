#pragma once
/// A client of the intake on loopback, that says what it is told, in the clear or over TLS.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace testing_support {

class MailClient {
  public:
    /// Throws std::runtime_error when nobody listens. A read waits for up to 20 s.
    explicit MailClient(int port);
    MailClient(const MailClient&) = delete;
    MailClient& operator=(const MailClient&) = delete;
    ~MailClient();

    /// False when the server is gone.
    bool send(std::string_view octets);
    /// A line and its reply.
    std::string ask(std::string_view line);
    /// The next reply, its lines joined by blanks: "250 lists.example PIPELINING"; empty when the server is gone.
    std::string reply();
    /// Whether the server has closed and said nothing more.
    bool is_at_end();

    /// The handshake; `version_max` is of OpenSSL (TLS1_1_VERSION). No certificate is refused.
    bool start_tls(int version_max = 0);
    /// The name in the server's certificate: "/CN=lists.example".
    [[nodiscard]] std::string certificate_name() const;

    /// Goes away without a word, what was received unread: a reset.
    void vanish();

  private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
        void operator()(ssl_st* connection) const;
    };
    bool fill();

    int socket_ = -1;
    std::unique_ptr<ssl_ctx_st, Free> context_;
    std::unique_ptr<ssl_st, Free> tls_;
    std::string input_;
};

}  // namespace testing_support
