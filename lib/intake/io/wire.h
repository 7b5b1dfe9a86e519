#pragma once
/// One client's connection, in the clear or over TLS. Nothing here waits by itself: a step is tried, and says what it
/// wants; so an idle connection holds no buffer.

#include "base/io/listener.h"
#include "intake/io/tls.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace intake::io {

using base::io::Socket;

enum class Step : unsigned char {
    done,
    wants_input,   ///< try again when the socket can be read
    wants_output,  ///< try again when it can be written to
    ended,         ///< the peer is gone, or speaks no TLS
};

struct Progress {
    Step step = Step::ended;
    std::size_t octets = 0;
};

class Wire {
  public:
    explicit Wire(Socket socket);

    [[nodiscard]] Progress read(std::span<char> into);
    [[nodiscard]] Progress write(std::string_view octets);
    /// From here on the client is expected to speak TLS; false when the machine refuses.
    [[nodiscard]] bool start_tls(const TlsIdentity& identity);
    [[nodiscard]] Step shake_hands();
    /// No more will be written.
    void finish();

    /// Until the step may be tried again; false when cancelled.
    boost::asio::awaitable<bool> wait(Step step);
    void cancel();

  private:
    Progress progress_of(int result);

    Socket socket_;
    TlsIdentity::Connection tls_;  ///< null in the clear
};

}  // namespace intake::io
