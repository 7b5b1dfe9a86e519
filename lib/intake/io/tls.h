#pragma once
/// Our side of TLS (OpenSSL): TLS 1.2 or newer, no client certificates.

#include "base/failure.h"

#include <filesystem>
#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace intake::io {

/// A certificate and its key, checked and ready. Unchanged once loaded, so that a reload is another one.
class TlsIdentity {
  public:
    /// PEM files. The failure names the file and says what is wrong with it.
    [[nodiscard]] static base::Result<std::shared_ptr<const TlsIdentity>> load(const std::filesystem::path& certificate,
                                                                               const std::filesystem::path& key);

    struct CloseConnection {
        void operator()(ssl_st* connection) const;
    };
    using Connection = std::unique_ptr<ssl_st, CloseConnection>;
    /// For one client, over its socket; null when the machine refuses.
    [[nodiscard]] Connection connect(int socket) const;

  private:
    struct FreeContext {
        void operator()(ssl_ctx_st* context) const;
    };
    explicit TlsIdentity(ssl_ctx_st* context) : context_(context) {}

    std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

}  // namespace intake::io
