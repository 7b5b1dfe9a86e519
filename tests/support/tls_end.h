#pragma once
/// The server's end of one TLS connection, between octets and octets: no socket. (OpenSSL with memory BIOs.)

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace testing_support {

/// PEM files of a server.
struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::filesystem::path client_ca;  ///< whose certificates a client must show; empty: none is asked for
};

class TlsEnd {
  public:
    /// Throws std::runtime_error when a file cannot be used.
    explicit TlsEnd(const TlsFiles& files);
    TlsEnd(const TlsEnd&) = delete;
    TlsEnd& operator=(const TlsEnd&) = delete;
    ~TlsEnd();

    /// What the peer sent, deciphered. The handshake and alerts are dealt with on the way.
    [[nodiscard]] std::string receive(std::string_view octets);
    void send(std::string_view plain);
    /// What is to go to the peer now.
    [[nodiscard]] std::string take_output();
    [[nodiscard]] bool has_failed() const;  ///< the connection is of no more use

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace testing_support
