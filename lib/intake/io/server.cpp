#include "intake/io/server.h"

#include "base/io/files.h"
#include "base/log_events.h"
#include "base/text.h"
#include "intake/smtp_server_session.h"
#include "list/our_address.h"

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>

namespace intake::io {

namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

namespace {

// One socket type for TCP and Unix: the session does not care.
using Socket = asio::generic::stream_protocol::socket;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

/// Ends the daemon, so that it is started anew: without memory, say, it must not go on deaf (asio::detached would).
void pass_on(const std::exception_ptr& error)
{
    if (error) std::rethrow_exception(error);
}

constexpr auto linger_time = std::chrono::seconds(2);          // for a peer to read our last words
constexpr auto accept_pause = std::chrono::milliseconds(200);  // when descriptors have run out
constexpr std::size_t read_octets = 8UL * 1024;                // small, so that thousands of idle connections are cheap
constexpr int backlog = 1024;
constexpr fsfilcnt_t free_files_min = 1000;  // the store needs a few, and so does whoever comes to clean up

struct Listening {
    asio::generic::stream_protocol::endpoint endpoint;
    std::string unix_path;
};

Listening parse_listen(const std::string& listen)
{
    constexpr std::string_view unix_start = "unix:";
    if (listen.starts_with(unix_start)) {
        const std::string path = listen.substr(unix_start.size());
        return {.endpoint = asio::local::stream_protocol::endpoint(path), .unix_path = path};
    }
    const auto colon = listen.rfind(':');
    std::string host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto port = base::parse_number(std::string_view(listen).substr(colon + 1));
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error || !port || *port < 0 || *port > 65535)
        throw std::runtime_error("cannot listen on " + listen + ": not an IP address and port");
    return {.endpoint = asio::ip::tcp::endpoint(address, static_cast<std::uint16_t>(*port)), .unix_path = {}};
}

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
  public:
    Impl(asio::io_context& io, Configuration configuration, store::Committer& committer,
         std::function<void()> on_spooled)
        : io_(io),
          configuration_(std::move(configuration)),
          committer_(committer),
          on_spooled_(std::move(on_spooled)),
          acceptor_(io),
          pause_(io)
    {
        listen(configuration_()->lmtp->listen);
    }

    void start() { asio::co_spawn(io_, accept_all(shared_from_this()), pass_on); }

    void stop()
    {
        is_stopping_ = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (Connection* connection : connections_) connection->wake();
        if (!unix_path_.empty()) std::filesystem::remove(unix_path_);
    }

    [[nodiscard]] std::string address() const { return address_; }
    [[nodiscard]] bool is_idle() const { return connections_.empty(); }

  private:
    /// One client; lives in the frame of its coroutine.
    struct Connection {
        Connection(Socket its_socket, SessionRules rules)
            : socket(std::move(its_socket)), timer(socket.get_executor()), session(std::move(rules))
        {
        }
        void wake() { timer.cancel(); }  // ends a wait for a command

        Socket socket;
        asio::steady_timer timer;
        SmtpServerSession session;
        std::array<char, read_octets> input{};
        std::optional<std::chrono::steady_clock::time_point> message_deadline;
        std::size_t octets_counted = 0;  // of memory_used_
    };

    void listen(const std::string& listen)
    {
        Listening listening = parse_listen(listen);
        unix_path_ = listening.unix_path;
        if (!unix_path_.empty()) std::filesystem::remove(unix_path_);
        try {
            acceptor_.open(listening.endpoint.protocol());
            if (unix_path_.empty()) acceptor_.set_option(asio::socket_base::reuse_address(true));
            acceptor_.bind(listening.endpoint);
            acceptor_.listen(backlog);
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error("cannot listen on " + listen + ": " + error.code().message());
        }
        // The MTA in front runs as another user: the folder's mode says who may connect.
        if (!unix_path_.empty()) std::filesystem::permissions(unix_path_, std::filesystem::perms(0666));
        address_ = unix_path_.empty() ? tcp_address() : listen;
    }

    std::string tcp_address()
    {
        const auto local = acceptor_.local_endpoint();
        asio::ip::tcp::endpoint endpoint;
        std::memcpy(endpoint.data(), local.data(), local.size());
        endpoint.resize(local.size());
        const std::string host = endpoint.address().to_string();
        return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(endpoint.port());
    }

    static awaitable<void> accept_all(std::shared_ptr<Impl> self)
    {
        while (!self->is_stopping_) {
            asio::generic::stream_protocol::endpoint peer;
            auto [error, socket] = co_await self->accept_one(peer);
            if (self->is_stopping_) co_return;
            if (error) {
                self->log_accept_error(error);
                self->pause_.expires_after(accept_pause);
                co_await self->pause_.async_wait(as_result);
                continue;
            }
            std::string name = self->peer_name(peer);
            asio::co_spawn(self->io_, serve(self, std::move(socket), std::move(name)), pass_on);
        }
    }

    awaitable<std::tuple<boost::system::error_code, Socket>> accept_one(asio::generic::stream_protocol::endpoint& peer)
    {
        auto result = co_await acceptor_.async_accept(peer, as_result);
        co_return result;
    }

    void log_accept_error(const boost::system::error_code& error)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - accept_error_logged_ < std::chrono::seconds(1)) return;
        accept_error_logged_ = now;
        base::log(base::Note{.level = base::LogLevel::error, .text = "cannot accept a connection: " + error.message()});
    }

    [[nodiscard]] std::string peer_name(const asio::generic::stream_protocol::endpoint& peer) const
    {
        if (!unix_path_.empty()) return "unix";
        asio::ip::tcp::endpoint endpoint;
        std::memcpy(endpoint.data(), peer.data(), peer.size());
        endpoint.resize(peer.size());
        return endpoint.address().to_string();
    }

    SessionRules rules_for(const std::string& peer, const std::shared_ptr<const config::Config>& config)
    {
        const config::LmtpIntake& lmtp = config->lmtp ? *config->lmtp : limits_;
        limits_ = lmtp;
        return {.protocol = Protocol::lmtp,
                .hostname = config->server.hostname,
                .peer = peer,
                .message_octets_max = lmtp.message_octets_max,
                .recipients_max = lmtp.recipients_max,
                .refuse_recipient = [config](const std::string& recipient) -> std::optional<mail::Reply> {
                    const auto ours = list::resolve(*config, recipient);
                    if (ours) return std::nullopt;
                    return mail::make_reply(550, "5.1.1", ours.error().text);
                },
                .put_off = [this, config] { return put_off(*config); }};
    }

    /// 452 while the disk has no room or the memory for messages is used up.
    std::optional<mail::Reply> put_off(const config::Config& config)
    {
        struct statvfs disk {};
        const bool is_known = ::statvfs(config.server.data_dir.c_str(), &disk) == 0;
        if (is_known && disk.f_bavail * disk.f_frsize < limits_.free_octets_min) {
            return mail::make_reply(452, "4.3.1", "no room on the disk, try again later");
        }
        const bool counts_files = is_known && disk.f_files > 0;  // not every file system does
        if (counts_files && disk.f_favail < free_files_min)
            return mail::make_reply(452, "4.3.1", "no room for files on the disk, try again later");
        if (memory_used_ > limits_.memory_octets_max)
            return mail::make_reply(452, "4.3.1", "too many messages at once, try again later");
        return std::nullopt;
    }

    static awaitable<void> serve(std::shared_ptr<Impl> self, Socket socket, std::string peer)
    {
        const auto config = self->configuration_();
        auto connection = std::make_unique<Connection>(std::move(socket), self->rules_for(peer, config));
        const bool is_welcome = self->enter(*connection, peer);
        if (!is_welcome)
            connection->session.give_up(mail::make_reply(421, "4.3.2", "too many connections, try again later"));
        co_await self->converse(*connection);
        if (is_welcome) self->leave(*connection, peer);
    }

    bool enter(Connection& connection, const std::string& peer)
    {
        std::size_t& of_peer = per_peer_[peer];
        if (connections_.size() >= limits_.connections_max || of_peer >= limits_.connections_per_peer_max) return false;
        ++of_peer;
        connections_.insert(&connection);
        return true;
    }

    void leave(Connection& connection, const std::string& peer)
    {
        connections_.erase(&connection);
        memory_used_ -= connection.octets_counted;
        const auto found = per_peer_.find(peer);
        if (--found->second == 0) per_peer_.erase(found);
    }

    awaitable<void> converse(Connection& connection)
    {
        bool is_open = true;
        while (is_open) {
            Todo todo = connection.session.next();
            if (auto* send = std::get_if<SendOctets>(&todo)) {
                is_open = co_await write(connection, send->octets);
            } else if (auto* submit = std::get_if<SubmitMessage>(&todo)) {
                co_await commit(connection, std::move(*submit));
            } else if (std::holds_alternative<CloseConnection>(todo)) {
                co_await linger(connection);
                is_open = false;
            } else {
                is_open = co_await read(connection);
            }
            count_memory(connection);
        }
    }

    void count_memory(Connection& connection)
    {
        const std::size_t now_held = connection.session.octets_held();
        memory_used_ += now_held - connection.octets_counted;
        connection.octets_counted = now_held;
    }

    awaitable<bool> write(Connection& connection, const std::string& octets)
    {
        connection.timer.expires_after(limits_.command_timeout);
        const auto done = co_await (asio::async_write(connection.socket, asio::buffer(octets), as_result) ||
                                    connection.timer.async_wait(as_result));
        if (done.index() == 1) co_return false;
        co_return !std::get<0>(std::get<0>(done));
    }

    /// What the client may take: a command its time, a whole message its own.
    std::chrono::steady_clock::duration patience(Connection& connection)
    {
        if (!connection.session.is_in_message()) {
            connection.message_deadline.reset();
            return limits_.command_timeout;
        }
        const auto now = std::chrono::steady_clock::now();
        if (!connection.message_deadline) connection.message_deadline = now + limits_.message_timeout;
        return std::min<std::chrono::steady_clock::duration>(limits_.command_timeout,
                                                             *connection.message_deadline - now);
    }

    awaitable<bool> read(Connection& connection)
    {
        if (is_stopping_ && !connection.session.is_in_message()) {
            connection.session.give_up(mail::make_reply(421, "4.3.2", "the service is stopping, try again later"));
            co_return true;
        }
        connection.timer.expires_after(patience(connection));
        const auto done = co_await (connection.socket.async_read_some(asio::buffer(connection.input), as_result) ||
                                    connection.timer.async_wait(as_result));
        if (done.index() == 1) {
            if (!is_stopping_) connection.session.give_up(mail::make_reply(421, "4.4.2", "you took too long"));
            co_return true;
        }
        const auto& [error, size] = std::get<0>(done);
        if (error) co_return false;
        connection.session.receive({connection.input.data(), size});
        co_return true;
    }

    /// Our last words must reach the peer: closing at once, with its octets unread, would reset the connection.
    awaitable<void> linger(Connection& connection)
    {
        boost::system::error_code error;
        connection.socket.shutdown(asio::socket_base::shutdown_send, error);
        connection.timer.expires_after(linger_time);
        for (bool is_open = !error; is_open;) {
            const auto done = co_await (connection.socket.async_read_some(asio::buffer(connection.input), as_result) ||
                                        connection.timer.async_wait(as_result));
            is_open = done.index() == 0 && !std::get<0>(std::get<0>(done));
        }
    }

    struct Committed {
        std::shared_ptr<store::NewMessage> message;
        store::Spooled spooled;
        std::exception_ptr error;
    };

    /// One work for each recipient, so that each answer is true for its own row.
    awaitable<void> commit(Connection& connection, SubmitMessage submit)
    {
        const base::Time now = base::io::system_now();
        const std::string octets =
            received_field(submit.envelope, configuration_()->server.hostname, now) + submit.octets;
        std::vector<Committed> all;
        for (const std::string& recipient : submit.envelope.recipients) {
            Committed each;
            each.message = std::make_shared<store::NewMessage>(make_message(submit.envelope, recipient, octets, now));
            all.push_back(std::move(each));
        }
        co_await commit_all(all);
        std::vector<mail::Reply> replies;
        for (const Committed& each : all) {
            replies.push_back(answer(each));
            if (!each.error) log_spooled(*each.message, each.spooled, submit.envelope.peer);
        }
        connection.session.submitted(replies);
        on_spooled_();
    }

    /// `all` stays in the caller's frame until the last commit has answered.
    awaitable<void> commit_all(std::vector<Committed>& all)
    {
        asio::steady_timer done(io_, asio::steady_timer::time_point::max());
        std::size_t open = all.size();
        for (Committed& each : all) {
            committer_.submit(
                store::Durability::power_loss,
                [&each](store::Store& store) { each.spooled = store.spool().add(*each.message); },
                [this, &each, &open, &done](std::exception_ptr error) {
                    asio::post(io_, [&each, &open, &done, error = std::move(error)] {
                        each.error = error;
                        if (--open == 0) done.expires_at(asio::steady_timer::time_point::min());
                    });
                });
        }
        co_await done.async_wait(as_result);
    }

    static mail::Reply answer(const Committed& committed)
    {
        if (!committed.error)
            return mail::make_reply(250, "2.0.0", "spooled as " + std::to_string(committed.spooled.message));
        try {
            std::rethrow_exception(committed.error);
        } catch (const store::DiskFull& error) {
            log_failure(error.what());
            return mail::make_reply(452, "4.3.1", "no room on the disk, try again later");
        } catch (const std::exception& error) {
            log_failure(error.what());
            return mail::make_reply(452, "4.3.0", "the store is busy or failed, try again later");
        }
    }

    static void log_failure(const std::string& what)
    {
        base::log(base::Note{.level = base::LogLevel::error, .text = "cannot spool a message: " + what});
    }

    static void log_spooled(const store::NewMessage& message, const store::Spooled& spooled, const std::string& peer)
    {
        base::log(base::Spooled{.message = spooled.message,
                                .recipient = message.recipient,
                                .reverse_path = message.reverse_path,
                                .octets = static_cast<std::int64_t>(message.octets.size()),
                                .peer = spooled.is_duplicate ? peer + " (came before)" : peer});
    }

    asio::io_context& io_;
    Configuration configuration_;
    store::Committer& committer_;
    std::function<void()> on_spooled_;
    Acceptor acceptor_;
    asio::steady_timer pause_;
    std::string unix_path_;
    std::string address_;
    config::LmtpIntake limits_;  ///< as the configuration had them when the last connection came
    std::set<Connection*> connections_;
    std::map<std::string, std::size_t> per_peer_;
    std::size_t memory_used_ = 0;
    std::chrono::steady_clock::time_point accept_error_logged_;
    bool is_stopping_ = false;
};

Server::Server(asio::io_context& io, Configuration configuration, store::Committer& committer,
               std::function<void()> on_spooled)
    : impl_(std::make_shared<Impl>(io, std::move(configuration), committer, std::move(on_spooled)))
{
}

Server::~Server() = default;

void Server::start()
{
    impl_->start();
}

void Server::stop()
{
    impl_->stop();
}

std::string Server::address() const
{
    return impl_->address();
}

bool Server::is_idle() const
{
    return impl_->is_idle();
}

}  // namespace intake::io
