#pragma once
/// Asks a provider's token endpoint for a new access token (RFC 6749 §6); blocks.

#include "config/config.h"
#include "net/token_answer.h"

#include <stop_token>
#include <string>

namespace net::io {

/// One token endpoint, and the refresh token of the moment.
class TokenEndpoint {
  public:
    explicit TokenEndpoint(config::TokenSource source) : source_(std::move(source)) {}

    /// The secrets are read from their files. A new refresh token is written back; where that fails it is kept in
    /// memory until the file is changed by somebody else, and the log says so.
    [[nodiscard]] base::Result<TokenAnswer> refresh(const std::stop_token& stop);

  private:
    [[nodiscard]] base::Result<std::string> refresh_token() const;
    void keep(const std::string& refresh_token);

    config::TokenSource source_;
    std::string unwritten_;    ///< a refresh token that the file does not hold
    std::string in_the_file_;  ///< what the file held then
};

}  // namespace net::io
