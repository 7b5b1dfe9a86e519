#pragma once
/// Certificates for TLS tests: an authority of the test's own, and servers that it vouches for (or not).

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace testing_support {

struct FreeOpenSsl {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;
using Certificate = std::unique_ptr<X509, FreeOpenSsl>;
using TlsContext = std::unique_ptr<SSL_CTX, FreeOpenSsl>;

class TestAuthority {
  public:
    TestAuthority();
    void write(const std::filesystem::path& file) const;  ///< its certificate, PEM

    struct Server {
        std::string name = "IP:127.0.0.1";  ///< as in subjectAltName: "DNS:…" or "IP:…"
        std::chrono::hours ends_in{24};     ///< negative: it has expired
        bool is_self_signed = false;
    };
    [[nodiscard]] TlsContext server(const Server& server) const;

  private:
    PrivateKey key_;
    Certificate certificate_;
};

}  // namespace testing_support
