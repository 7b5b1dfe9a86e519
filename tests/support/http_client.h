#pragma once
/// A client of the web server on loopback, that says what it is told, octet by octet.

#include <chrono>
#include <string>
#include <string_view>

namespace testing_support {

class HttpClient {
  public:
    /// Throws std::runtime_error when nobody listens.
    explicit HttpClient(int port);
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// False when the server is gone.
    bool send(std::string_view octets) const;
    /// Until the server closes, or the time is over.
    [[nodiscard]] std::string read_to_end(std::chrono::milliseconds time_max = std::chrono::seconds(20));
    /// One answer with its body, by its Content-Length.
    [[nodiscard]] std::string read_answer();
    /// A request and all that follows until the server closes.
    [[nodiscard]] std::string ask(std::string_view octets);
    [[nodiscard]] bool has_ended() const { return has_ended_; }

  private:
    bool read_some(std::chrono::milliseconds time_max);

    int socket_ = -1;
    std::string received_;
    bool has_ended_ = false;
};

}  // namespace testing_support
