#pragma once
/// One connection to a mail server: libcurl resolves, connects, encrypts and proves who we are (CURLOPT_CONNECT_ONLY);
/// then octets go both ways, and the protocol is the caller's. On one io_context thread.

#include "base/failure.h"
#include "base/time.h"
#include "config/config.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace net::io {

enum class ConnectStage : unsigned char { connect, tls, auth };
[[nodiscard]] std::string_view stage_name(ConnectStage stage);

struct ConnectFailure {
    ConnectStage stage = ConnectStage::connect;
    std::string text;  ///< one line: what the server said, or what libcurl says
};

class CurlStream {
  public:
    /// `url` names scheme, host and port only. Whatever is under way on it `time_max` from now fails.
    CurlStream(boost::asio::io_context& io, std::string url, base::Duration time_max);
    CurlStream(const CurlStream&) = delete;
    CurlStream& operator=(const CurlStream&) = delete;
    ~CurlStream();  ///< closes it, without a word

    /// Up to and with the login. Once. `secret` is what Credentials gave.
    boost::asio::awaitable<boost::system::result<void, ConnectFailure>>
    connect(const config::Account& account, const config::Security& security, const std::string& secret);
    /// All of it; a Failure when the connection is lost or nothing moves for `patience`.
    boost::asio::awaitable<base::Result<void>> write(std::string_view octets, base::Duration patience);
    /// At least one octet.
    boost::asio::awaitable<base::Result<std::size_t>> read(std::span<char> into, base::Duration patience);
    /// Whoever waits gets a Failure soon.
    void cancel();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

[[noreturn]] void throw_exception_from_error(const ConnectFailure& failure, const boost::source_location& location);

}  // namespace net::io
