#include "intake/io/mailbox_connection.h"

#include "intake/imap_session.h"
#include "intake/pop3_session.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace intake::io {

using boost::asio::awaitable;

namespace {

constexpr auto patience = std::chrono::minutes(2);  // without an octet; RFC 3501 §5.4 has 30 minutes for the server

std::unique_ptr<MailboxSession> make_session(const config::MailboxIntake& mailbox)
{
    const MailboxPlace place = mailbox_place(mailbox);
    if (!place.is_imap) return std::make_unique<Pop3Session>(mailbox.message_octets_max);
    return std::make_unique<ImapSession>(ImapRules{
        .folder = place.folder, .move_to = mailbox.move_to, .message_octets_max = mailbox.message_octets_max});
}

}  // namespace

MailboxConnection::MailboxConnection(boost::asio::io_context& io, const config::MailboxIntake& mailbox)
    : mailbox_(mailbox),
      stream_(io, mailbox_place(mailbox).server, mailbox.look_time_max),
      session_(make_session(mailbox))
{
}

awaitable<boost::system::result<void, net::io::ConnectFailure>> MailboxConnection::open(const std::string& secret)
{
    return stream_.connect(mailbox_.account, mailbox_.security, secret);
}

awaitable<base::Result<void>> MailboxConnection::converse()
{
    while (session_->is_waiting()) {
        const std::string output = session_->take_output();
        const auto written = co_await stream_.write(output, patience);
        if (!written) co_return written.error();
        const auto got = co_await stream_.read(input_, patience);
        if (!got) co_return got.error();
        session_->receive({input_.data(), *got});
        co_await boost::asio::post(boost::asio::use_awaitable);  // nobody waits for a server that sends without end
    }
    switch (session_->end()) {
    case MailboxSession::End::done: break;
    case MailboxSession::End::refused: co_return base::refuse(session_->why());
    case MailboxSession::End::broken: co_return base::try_again(session_->why());
    }
    co_return boost::system::in_place_value;
}

}  // namespace intake::io
