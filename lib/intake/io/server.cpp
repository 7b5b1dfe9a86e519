#include "intake/io/server.h"

#include "base/io/clock.h"
#include "base/log_events.h"
#include "intake/io/listener.h"
#include "intake/smtp_server_session.h"
#include "list/our_address.h"

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace intake::io {

namespace asio = boost::asio;
using asio::awaitable;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

constexpr auto linger_time = std::chrono::seconds(2);          // for a peer to read our last words
constexpr auto accept_pause = std::chrono::milliseconds(200);  // when descriptors have run out
constexpr std::size_t read_octets = 8UL * 1024;                // small, so that thousands of idle connections are cheap

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
  public:
    Impl(asio::io_context& io, Configuration configuration, store::Committer& committer,
         std::function<void()> on_spooled, const std::vector<int>& sockets)
        : io_(io), configuration_(std::move(configuration)), committer_(committer), on_spooled_(std::move(on_spooled))
    {
        for (const int socket : sockets) listeners_.emplace_back(io_, socket);
        if (listeners_.empty()) listeners_.emplace_back(io_, configuration_()->lmtp->listen);
    }

    void start()
    {
        for (Listener& listener : listeners_)
            asio::co_spawn(io_, accept_all(shared_from_this(), listener), asio::detached);
    }

    void stop()
    {
        is_stopping_ = true;
        for (Listener& listener : listeners_) listener.close();
        for (Connection* connection : connections_) connection->wake();
    }

    [[nodiscard]] std::string address() const
    {
        std::string all;
        for (const Listener& listener : listeners_) all += (all.empty() ? "" : ",") + listener.address();
        return all;
    }
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

    static awaitable<void> accept_all(std::shared_ptr<Impl> self, Listener& listener)
    {
        while (!self->is_stopping_) {
            Endpoint peer;
            auto [error, socket] = co_await listener.acceptor().async_accept(peer, as_result);
            if (self->is_stopping_) co_return;
            if (error) {
                self->log_accept_error(error);
                asio::steady_timer pause(self->io_, accept_pause);
                co_await pause.async_wait(as_result);
                continue;
            }
            std::string name = listener.name_of(peer);
            asio::co_spawn(self->io_, serve(self, std::move(socket), std::move(name)), asio::detached);
        }
    }

    void log_accept_error(const boost::system::error_code& error)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - accept_error_logged_ < std::chrono::seconds(1)) return;
        accept_error_logged_ = now;
        base::log(base::Note{.level = base::LogLevel::error, .text = "cannot accept a connection: " + error.message()});
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
        store::NewMessage message;
        store::Spooled spooled;
        std::exception_ptr error;
    };

    /// One work for each recipient, so that each answer is true for its own row.
    awaitable<void> commit(Connection& connection, SubmitMessage submit)
    {
        const base::Time now = base::io::system_now();
        std::string octets = std::move(submit.octets);
        octets.insert(0, received_field(submit.envelope, configuration_()->server.hostname, now));
        std::vector<Committed> all;
        for (store::NewMessage& message : make_messages(submit.envelope, std::move(octets), now)) {
            Committed each;
            each.message = std::move(message);
            all.push_back(std::move(each));
        }
        co_await commit_all(all);
        std::vector<mail::Reply> replies;
        for (const Committed& each : all) {
            replies.push_back(answer(each));
            if (!each.error) log_spooled(each.message, each.spooled, submit.envelope.peer);
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
                [&each](store::Store& store) { each.spooled = store.spool().add(each.message); },
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
                                .octets = static_cast<std::int64_t>(message.content.octets().size()),
                                .peer = spooled.is_duplicate ? peer + " (came before)" : peer});
    }

    asio::io_context& io_;
    Configuration configuration_;
    store::Committer& committer_;
    std::function<void()> on_spooled_;
    std::list<Listener> listeners_;
    config::LmtpIntake limits_;  ///< as the configuration had them when the last connection came
    std::set<Connection*> connections_;
    std::map<std::string, std::size_t> per_peer_;
    std::size_t memory_used_ = 0;
    std::chrono::steady_clock::time_point accept_error_logged_;
    bool is_stopping_ = false;
};

Server::Server(asio::io_context& io, Configuration configuration, store::Committer& committer,
               std::function<void()> on_spooled, const std::vector<int>& sockets)
    : impl_(std::make_shared<Impl>(io, std::move(configuration), committer, std::move(on_spooled), sockets))
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
