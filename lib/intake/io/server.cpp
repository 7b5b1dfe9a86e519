#include "intake/io/server.h"

#include "base/io/clock.h"
#include "base/log_events.h"
#include "intake/io/wire.h"
#include "intake/patience.h"
#include "intake/smtp_server_session.h"
#include "list/our_address.h"

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <optional>
#include <set>

namespace intake::io {

namespace asio = boost::asio;
using asio::awaitable;
using base::io::Endpoint;
using base::io::Listener;

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

/// Ends the daemon, so that it is started anew: without memory, say, it must not go on deaf (asio::detached would).
void pass_on(const std::exception_ptr& error)
{
    if (error) std::rethrow_exception(error);
}

constexpr auto linger_time = std::chrono::seconds(2);            // for a peer to read our last words
constexpr auto accept_pause = std::chrono::milliseconds(200);    // when descriptors have run out
constexpr auto watch_interval = std::chrono::milliseconds(200);  // how late a deadline may be seen
constexpr std::size_t input_octets = 64UL * 1024;
constexpr std::size_t fair_octets = 8UL * 1024;  // who brings more in one read lets others speak in between
constexpr fsfilcnt_t free_files_min = 1000;      // the store needs a few, and so does whoever comes to clean up

Patience::Instant now()
{
    return std::chrono::steady_clock::now();
}

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
  public:
    Impl(asio::io_context& io, Protocol protocol, Configuration configuration, store::Committer& committer,
         std::function<void()> on_spooled, const std::vector<int>& sockets)
        : io_(io),
          protocol_(protocol),
          configuration_(std::move(configuration)),
          committer_(committer),
          on_spooled_(std::move(on_spooled)),
          config_(configuration_())
    {
        for (const int socket : sockets) listeners_.emplace_back(io_, socket);
        if (listeners_.empty()) listeners_.emplace_back(io_, limits().listen);
    }

    void start()
    {
        for (Listener& listener : listeners_) asio::co_spawn(io_, accept_all(shared_from_this(), listener), pass_on);
        asio::co_spawn(io_, watch(shared_from_this()), pass_on);
    }

    void stop()
    {
        is_stopping_ = true;
        for (Listener& listener : listeners_) listener.close();
        for (Connection* connection : connections_) connection->wire.cancel();
    }

    void use_certificate(std::shared_ptr<const TlsIdentity> identity) { identity_ = std::move(identity); }

    [[nodiscard]] std::string address() const
    {
        std::string all;
        for (const Listener& listener : listeners_) all += (all.empty() ? "" : ",") + listener.address();
        return all;
    }

    [[nodiscard]] bool is_idle() const { return connections_.empty(); }

  private:
    /// One client; lives in the frame of its coroutine. Thousands may be idle, so it holds no buffer of its own.
    struct Connection {
        Connection(Socket socket, std::string its_peer, SessionRules rules, const PatienceLimits& limits)
            : wire(std::move(socket)), peer(std::move(its_peer)), session(std::move(rules)), patience(limits, now())
        {
        }

        Wire wire;
        std::string peer;
        SmtpServerSession session;
        Patience patience;
        std::shared_ptr<const TlsIdentity> identity;   ///< of the day it came
        std::optional<Patience::Instant> waits_until;  ///< while it waits for its client
        std::size_t octets_counted = 0;                ///< of memory_used_
    };

    // --- who comes in ---

    static awaitable<void> accept_all(std::shared_ptr<Impl> self, Listener& listener)
    {
        while (!self->is_stopping_) {
            Endpoint endpoint;
            auto [error, socket] = co_await listener.acceptor().async_accept(endpoint, as_result);
            if (self->is_stopping_) co_return;
            if (error) {
                self->log_accept_error(error);
                asio::steady_timer pause(self->io_, accept_pause);
                co_await pause.async_wait(as_result);
                continue;
            }
            self->follow_configuration();
            std::string peer = listener.name_of(endpoint);
            if (self->has_room_for(peer)) {
                asio::co_spawn(self->io_, serve(self, std::move(socket), std::move(peer)), pass_on);
            } else {
                self->send_away(std::move(socket), peer);
            }
        }
    }

    void log_accept_error(const boost::system::error_code& error)
    {
        if (now() - accept_error_logged_ < std::chrono::seconds(1)) return;
        accept_error_logged_ = now();
        base::log(base::Note{.level = base::LogLevel::error, .text = "cannot accept a connection: " + error.message()});
    }

    [[nodiscard]] bool has_room_for(const std::string& peer) const
    {
        const auto of_peer = per_peer_.find(peer);
        return connections_.size() < limits().connections_max &&
               (of_peer == per_peer_.end() || of_peer->second < limits().connections_per_peer_max);
    }

    /// In one step, so that those we have no room for take none.
    void send_away(Socket socket, const std::string& peer)
    {
        const auto reply = mail::make_reply(421, "4.3.2", "too many connections, try again later");
        base::log(base::Refused{.peer = peer, .stage = "connect", .subject = "", .reply = reply.line()});
        Wire wire(std::move(socket));
        (void)wire.write(reply.wire());
        wire.finish();
    }

    static awaitable<void> serve(std::shared_ptr<Impl> self, Socket socket, std::string peer)
    {
        Connection connection(std::move(socket), peer, self->rules_for(peer), self->patience_limits());
        connection.identity = self->identity_;
        self->connections_.insert(&connection);
        ++self->per_peer_[peer];
        try {
            co_await self->converse(connection);
        } catch (const std::exception& error) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = "the connection of " + peer + " failed: " + error.what()});
        }
        self->leave(connection);
    }

    void leave(Connection& connection)
    {
        connections_.erase(&connection);
        memory_used_ -= connection.octets_counted;
        const auto found = per_peer_.find(connection.peer);
        if (--found->second == 0) per_peer_.erase(found);
    }

    // --- what the configuration says ---

    [[nodiscard]] const config::Intake* intake_of(const config::Config& config) const
    {
        if (protocol_ == Protocol::smtp) return config.smtp ? &*config.smtp : nullptr;
        return config.lmtp ? &*config.lmtp : nullptr;
    }

    /// A table that was taken out of the file stays in force until the restart that it needs.
    void follow_configuration()
    {
        auto latest = configuration_();
        if (intake_of(*latest) != nullptr) config_ = std::move(latest);
    }

    [[nodiscard]] const config::Intake& limits() const { return *intake_of(*config_); }

    [[nodiscard]] PatienceLimits patience_limits() const
    {
        return {.command = limits().command_timeout,
                .message = limits().message_timeout,
                .octets_per_second_min = limits().data_rate_min};
    }

    SessionRules rules_for(const std::string& peer)
    {
        const bool is_smtp = protocol_ == Protocol::smtp;
        return {.protocol = protocol_,
                .hostname = config_->server.hostname,
                .peer = peer,
                .message_octets_max = limits().message_octets_max,
                .recipients_max = limits().recipients_max,
                .tls = is_smtp && identity_ != nullptr ? config_->smtp->tls : config::Tls::none,
                .is_peer_trusted = !is_smtp || config_->smtp->trusts(peer),
                .refuse_recipient = [config = config_](const std::string& recipient) -> std::optional<mail::Reply> {
                    const auto ours = list::resolve(*config, recipient);
                    if (ours) return std::nullopt;
                    return mail::make_reply(550, "5.1.1", ours.error().text);
                },
                .put_off = [this] { return put_off(); }};
    }

    /// 452 while the disk has no room or the memory for messages is used up.
    std::optional<mail::Reply> put_off()
    {
        struct statvfs disk {};
        const bool is_known = ::statvfs(config_->server.data_dir.c_str(), &disk) == 0;
        if (is_known && disk.f_bavail * disk.f_frsize < limits().free_octets_min) {
            return mail::make_reply(452, "4.3.1", "no room on the disk, try again later");
        }
        const bool counts_files = is_known && disk.f_files > 0;  // not every file system does
        if (counts_files && disk.f_favail < free_files_min)
            return mail::make_reply(452, "4.3.1", "no room for files on the disk, try again later");
        if (memory_used_ > limits().memory_octets_max) return too_much_at_once();
        return std::nullopt;
    }

    static mail::Reply too_much_at_once()
    {
        return mail::make_reply(452, "4.3.1", "too many messages at once, try again later");
    }

    // --- one conversation ---

    awaitable<void> converse(Connection& connection)
    {
        bool is_open = true;
        while (is_open) {
            Todo todo = connection.session.next();
            if (auto* send = std::get_if<SendOctets>(&todo)) {
                is_open = co_await write(connection, send->octets);
                be_patient_again(connection);
            } else if (auto* submit = std::get_if<SubmitMessage>(&todo)) {
                co_await commit(connection, std::move(*submit));
            } else if (std::holds_alternative<StartTls>(todo)) {
                is_open = co_await start_tls(connection);
            } else if (std::holds_alternative<CloseConnection>(todo)) {
                co_await linger(connection);
                is_open = false;
            } else {
                is_open = co_await read(connection);
            }
            count_memory(connection);
            if (memory_used_ > limits().memory_octets_max && connection.session.is_in_message()) {
                connection.session.drop_message(too_much_at_once());
                count_memory(connection);
            }
        }
    }

    void count_memory(Connection& connection)
    {
        const std::size_t now_held = connection.session.octets_held();
        memory_used_ += now_held - connection.octets_counted;
        connection.octets_counted = now_held;
    }

    /// Whatever we say answers all that the client said.
    static void be_patient_again(Connection& connection)
    {
        if (connection.session.is_in_message()) {
            connection.patience.await_message(now());
        } else {
            connection.patience.await_command(now());
        }
    }

    /// False when the wait was cut short: by the deadline, or because we stop.
    awaitable<bool> wait(Connection& connection, Step step, Patience::Instant deadline)
    {
        connection.waits_until = deadline;
        const bool is_ready = co_await connection.wire.wait(step);
        connection.waits_until.reset();
        co_return is_ready;
    }

    /// One timer for all deadlines: a timer for each connection would cost more than the connection.
    static awaitable<void> watch(std::shared_ptr<Impl> self)
    {
        asio::steady_timer timer(self->io_);
        for (;;) {
            timer.expires_after(watch_interval);
            co_await timer.async_wait(as_result);
            const auto instant = now();
            for (Connection* connection : self->connections_) {
                if (connection->waits_until && *connection->waits_until <= instant) connection->wire.cancel();
            }
        }
    }

    awaitable<void> let_others_speak() { co_await asio::post(io_, asio::use_awaitable); }

    awaitable<bool> write(Connection& connection, const std::string& octets)
    {
        const auto deadline = now() + limits().command_timeout;
        std::string_view rest = octets;
        while (!rest.empty()) {
            const Progress sent = connection.wire.write(rest);
            rest.remove_prefix(sent.octets);
            if (sent.step == Step::done) continue;
            if (sent.step == Step::ended) co_return false;
            const bool is_ready = co_await wait(connection, sent.step, deadline);
            if (!is_ready && now() >= deadline) co_return false;
        }
        co_return true;
    }

    awaitable<bool> read(Connection& connection)
    {
        for (;;) {
            if (is_stopping_ && !connection.session.is_in_message()) {
                connection.session.give_up(mail::make_reply(421, "4.3.2", "the service is stopping, try again later"));
                co_return true;
            }
            const Progress got = connection.wire.read(input_);
            if (got.step == Step::ended) co_return false;
            if (got.step == Step::done) {
                connection.session.receive({input_.data(), got.octets});
                connection.patience.take_octets(got.octets, now());
                if (got.octets >= fair_octets) co_await let_others_speak();
                co_return true;
            }
            const auto deadline = connection.patience.deadline();
            const bool is_ready = co_await wait(connection, got.step, deadline);
            if (!is_ready && now() >= deadline) {
                connection.session.give_up(mail::make_reply(421, "4.4.2", "you took too long"));
                co_return true;
            }
        }
    }

    awaitable<bool> start_tls(Connection& connection)
    {
        const auto deadline = now() + limits().command_timeout;
        Step step = connection.wire.start_tls(*connection.identity) ? connection.wire.shake_hands() : Step::ended;
        while (step == Step::wants_input || step == Step::wants_output) {
            const bool is_ready = co_await wait(connection, step, deadline);
            step = is_ready ? connection.wire.shake_hands() : Step::ended;
        }
        if (step == Step::ended) {
            base::log(base::Note{.level = base::LogLevel::info,
                                 .text = "no TLS with " + connection.peer + ": the handshake failed or was too slow"});
            co_return false;
        }
        connection.session.tls_started();
        connection.patience.await_command(now());
        co_return true;
    }

    /// Our last words must reach the peer: closing at once, with its octets unread, would reset the connection.
    awaitable<void> linger(Connection& connection)
    {
        connection.wire.finish();
        const auto deadline = now() + linger_time;
        while (now() < deadline) {
            const Progress got = connection.wire.read(input_);
            if (got.step == Step::ended) co_return;
            if (got.step == Step::done) {
                co_await let_others_speak();
            } else {
                co_await wait(connection, got.step, deadline);
            }
        }
    }

    // --- one message ---

    struct Committed {
        store::NewMessage message;
        store::Spooled spooled;
        std::exception_ptr error;
    };

    /// One work for each recipient, so that each answer is true for its own row.
    awaitable<void> commit(Connection& connection, SubmitMessage submit)
    {
        const base::Time time = base::io::system_now();
        const config::Server& server = config_->server;
        std::vector<Committed> all;
        for (store::NewMessage& message : make_messages(
                 submit.envelope,
                 stored_octets(submit.envelope, submit.octets, server.hostname, server.authserv_id, time), time))
            all.push_back({.message = std::move(message), .spooled = {}, .error = {}});
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
        } catch (const store::Busy& error) {
            log_failure(error.what());
            return mail::make_reply(452, "4.3.0", "the store is busy, try again later");
        } catch (const std::exception& error) {
            log_failure(error.what());
            return mail::make_reply(451, "4.3.0", "the store failed, try again later");
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
    Protocol protocol_;
    Configuration configuration_;
    store::Committer& committer_;
    std::function<void()> on_spooled_;
    std::shared_ptr<const config::Config> config_;  ///< the latest that has our table
    std::shared_ptr<const TlsIdentity> identity_;   ///< null: no STARTTLS
    std::list<Listener> listeners_;
    std::set<Connection*> connections_;
    std::map<std::string, std::size_t> per_peer_;
    std::array<char, input_octets> input_{};  ///< of whoever reads just now: one thread reads for all
    std::size_t memory_used_ = 0;
    Patience::Instant accept_error_logged_;
    bool is_stopping_ = false;
};

Server::Server(asio::io_context& io, Protocol protocol, Configuration configuration, store::Committer& committer,
               std::function<void()> on_spooled, const std::vector<int>& sockets)
    : impl_(std::make_shared<Impl>(io, protocol, std::move(configuration), committer, std::move(on_spooled), sockets))
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

void Server::use_certificate(std::shared_ptr<const TlsIdentity> identity)
{
    impl_->use_certificate(std::move(identity));
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
