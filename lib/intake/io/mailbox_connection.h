#pragma once
/// A hosted mailbox with a login: a session of ours speaks over a connection of libcurl's. It serves one look, and
/// nothing on it goes on for longer than max_look_time.

#include "intake/mailbox_plan.h"
#include "intake/mailbox_session.h"
#include "net/io/curl_stream.h"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <memory>

namespace intake::io {

class MailboxConnection {
  public:
    MailboxConnection(boost::asio::io_context& io, const config::MailboxIntake& mailbox);

    boost::asio::awaitable<boost::system::result<void, net::io::ConnectFailure>> open(const std::string& secret);

    [[nodiscard]] MailboxSession& session() { return *session_; }
    /// Until what the session was asked for has ended. A permanent Failure: the server refused that; a transient one:
    /// the connection is of no use any more.
    boost::asio::awaitable<base::Result<void>> converse();

    void cancel() { stream_.cancel(); }

  private:
    const config::MailboxIntake& mailbox_;
    net::io::CurlStream stream_;
    std::unique_ptr<MailboxSession> session_;
    std::array<char, 64UL * 1024> input_{};
};

}  // namespace intake::io
