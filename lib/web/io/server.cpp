#include "web/io/server.h"

#include "base/io/clock.h"
#include "base/io/listener.h"
#include "base/log_events.h"
#include "base/text.h"
#include "web/answer.h"

#include <boost/asio.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace web::io {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using base::io::Endpoint;
using base::io::Listener;
using base::io::Socket;

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

using Instant = std::chrono::steady_clock::time_point;

constexpr std::uint32_t header_octets_max = 8U * 1024;
constexpr std::size_t body_octets_max = 64UL * 1024;
constexpr std::size_t buffer_octets_max = 16UL * 1024;           // one read; a header fits
constexpr int requests_max = 100;                                // of one connection, so that it ends some time
constexpr std::size_t turned_away_max = 64;                      // who are told so at the same time
constexpr auto linger_time = std::chrono::seconds(2);            // for a peer to read our last words
constexpr auto accept_pause = std::chrono::milliseconds(200);    // when descriptors have run out
constexpr auto watch_interval = std::chrono::milliseconds(200);  // how late a deadline may be seen

Instant now()
{
    return std::chrono::steady_clock::now();
}

/// Ends the daemon, so that it is started anew (asio::detached would go on deaf).
void pass_on(const std::exception_ptr& error)
{
    if (error) std::rethrow_exception(error);
}

bool is_our_machine(const std::string& peer)
{
    return peer == "unix" || peer == "::1" || peer.starts_with("127.");
}

/// What came, or why nothing did.
struct Incoming {
    Request request;
    int refusal = 0;         ///< the status that answers what is no request
    bool is_closed = false;  ///< nobody is there to be answered
    bool keeps_alive = false;
    bool is_head = false;
    unsigned version = 11;
};

using Parser = http::request_parser<http::string_body>;

int status_of(const boost::system::error_code& error)
{
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    return error == http::error::body_limit ? 413 : 400;
}

std::string text_of(const Parser& parser, http::field field)
{
    const auto value = parser.get()[field];
    return {value.data(), value.size()};
}

/// RFC 9112 §3.2: exactly one Host.
bool has_host(const Parser& parser)
{
    const auto& fields = parser.get();
    return fields.version() < 11 || fields.count(http::field::host) == 1;
}

Incoming as_incoming(Parser& parser)
{
    auto& message = parser.get();
    Incoming incoming;
    incoming.keeps_alive = message.keep_alive();
    incoming.version = message.version();
    incoming.request.method = std::string(message.method_string());
    incoming.is_head = message.method() == http::verb::head;
    incoming.request.target = std::string(message.target());
    incoming.request.content_type = text_of(parser, http::field::content_type);
    incoming.request.accept_language = text_of(parser, http::field::accept_language);
    incoming.request.body = std::move(message.body());
    return incoming;
}

http::response<http::string_body> as_message(const Response& response, const Pages& pages, const Incoming& incoming,
                                             bool keeps_alive)
{
    http::response<http::string_body> message(static_cast<http::status>(response.status), incoming.version);
    for (const ResponseField& field : fields_of(response, pages.style_hash(), base::io::system_now()))
        message.set(boost::beast::string_view(field.name.data(), field.name.size()), field.value);
    message.keep_alive(keeps_alive);
    if (response.status != 204) message.content_length(response.body.size());
    if (!incoming.is_head) message.body() = response.body;
    return message;
}

/// Runs on the writer's thread, and outlives the connection that no longer waits for it.
struct Job {
    explicit Job(asio::io_context& io) : done(io) {}

    std::shared_ptr<const list::Rules> rules;
    Errand errand;
    Response response;
    std::exception_ptr error;
    bool is_done = false;
    asio::steady_timer done;
};

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
  public:
    Impl(asio::io_context& io, const std::string& listen, CurrentRules rules, store::Committer& committer,
         std::function<void()> on_changed, const std::vector<int>& sockets, const ServerLimits& limits)
        : io_(io), rules_(std::move(rules)), committer_(committer), on_changed_(std::move(on_changed)), limits_(limits)
    {
        for (const int socket : sockets) listeners_.emplace_back(io_, socket);
        if (listeners_.empty()) listeners_.emplace_back(io_, listen);
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
        for (Connection* connection : connections_) {
            if (connection->is_receiving) cancel(*connection);
        }
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
        Connection(Socket its_socket, std::string its_peer) : socket(std::move(its_socket)), peer(std::move(its_peer))
        {
        }

        Socket socket;
        std::string peer;
        boost::beast::flat_buffer buffer{buffer_octets_max};
        std::optional<Instant> waits_until;  ///< while it waits for its client
        bool is_receiving = false;
        bool is_turned_away = false;
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
            std::string peer = listener.name_of(endpoint);
            const bool has_room = self->has_room_for(peer);
            if (has_room || self->turned_away_ < turned_away_max)
                asio::co_spawn(self->io_, serve(self, std::move(socket), std::move(peer), !has_room), pass_on);
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
        if (connections_.size() - turned_away_ >= limits_.connections_max) return false;
        const auto of_peer = per_peer_.find(peer);
        return is_our_machine(peer) || of_peer == per_peer_.end() || of_peer->second < limits_.connections_per_peer_max;
    }

    static awaitable<void> serve(std::shared_ptr<Impl> self, Socket socket, std::string peer, bool is_turned_away)
    {
        Connection connection(std::move(socket), peer);
        connection.is_turned_away = is_turned_away;
        self->enter(connection);
        try {
            if (is_turned_away) {
                co_await self->turn_away(connection);
            } else {
                co_await self->converse(connection);
            }
        } catch (const std::exception& error) {
            base::log(base::Note{.level = base::LogLevel::error,
                                 .text = "the web connection of " + peer + " failed: " + error.what()});
        }
        self->leave(connection);
    }

    void enter(Connection& connection)
    {
        connections_.insert(&connection);
        ++per_peer_[connection.peer];
        if (connection.is_turned_away) ++turned_away_;
    }

    void leave(Connection& connection)
    {
        connections_.erase(&connection);
        if (connection.is_turned_away) --turned_away_;
        const auto found = per_peer_.find(connection.peer);
        if (--found->second == 0) per_peer_.erase(found);
    }

    // --- one connection ---

    awaitable<void> turn_away(Connection& connection)
    {
        const Incoming nothing;
        const Response response = refusal(503);
        log_answer(connection, nothing, response.status);
        const bool is_sent = co_await send(connection, response, nothing, false);
        if (is_sent) co_await linger(connection);
    }

    awaitable<void> converse(Connection& connection)
    {
        bool is_open = true;
        for (int count = 1; is_open; ++count) {
            connection.is_receiving = true;
            const Incoming incoming = co_await receive(connection);
            connection.is_receiving = false;
            if (incoming.is_closed) co_return;
            Response response;
            if (incoming.refusal != 0) {
                response = refusal(incoming.refusal);
            } else {
                response = co_await answer(incoming.request);
            }
            is_open = incoming.keeps_alive && incoming.refusal == 0 && count < requests_max && !is_stopping_;
            log_answer(connection, incoming, response.status);
            const bool is_sent = co_await send(connection, response, incoming, is_open);
            if (!is_sent) co_return;
        }
        co_await linger(connection);
    }

    /// False when the wait was cut short.
    [[nodiscard]] static bool is_late(const Connection& connection)
    {
        return connection.waits_until && now() >= *connection.waits_until;
    }

    awaitable<Incoming> receive(Connection& connection)
    {
        Parser parser;
        parser.header_limit(header_octets_max);
        parser.body_limit(body_octets_max);
        connection.waits_until = now() + limits_.request_time;
        while (!parser.is_header_done()) {
            auto [error, octets] =
                co_await http::async_read_some(connection.socket, connection.buffer, parser, as_result);
            if (error) co_return not_read(connection, parser, error);
        }
        if (!has_host(parser)) co_return refused(400);
        const bool must_be_asked =
            !parser.is_done() && base::equal_ignoring_case(text_of(parser, http::field::expect), "100-continue");
        if (must_be_asked) {
            const bool is_sent = co_await send_continue(connection);
            if (!is_sent) co_return closed();
        }
        connection.waits_until = now() + limits_.request_time;
        while (!parser.is_done()) {
            auto [error, octets] =
                co_await http::async_read_some(connection.socket, connection.buffer, parser, as_result);
            if (error) co_return not_read(connection, parser, error);
        }
        connection.waits_until.reset();
        co_return as_incoming(parser);
    }

    static Incoming refused(int status)
    {
        Incoming incoming;
        incoming.refusal = status;
        return incoming;
    }

    static Incoming closed()
    {
        Incoming incoming;
        incoming.is_closed = true;
        return incoming;
    }

    /// Who says nothing is left without a word, and so is who is gone; whoever sends a request by and by is told that it
    /// took too long.
    [[nodiscard]] Incoming not_read(Connection& connection, const Parser& parser,
                                    const boost::system::error_code& error)
    {
        const bool was_late = is_late(connection);
        connection.waits_until.reset();
        if (error == asio::error::operation_aborted) {
            const bool has_begun = parser.got_some() || connection.buffer.size() > 0;
            return was_late && has_begun ? refused(408) : closed();
        }
        const bool is_of_http = error.category() == http::make_error_code(http::error::bad_method).category();
        const bool is_gone = error == http::error::end_of_stream || error == http::error::partial_message;
        return is_of_http && !is_gone ? refused(status_of(error)) : closed();
    }

    awaitable<bool> send_continue(Connection& connection)
    {
        http::response<http::empty_body> message(http::status::continue_, 11);
        connection.waits_until = now() + limits_.request_time;
        auto [error, octets] = co_await http::async_write(connection.socket, message, as_result);
        connection.waits_until.reset();
        co_return !error;
    }

    awaitable<bool> send(Connection& connection, const Response& response, const Incoming& incoming, bool keeps_alive)
    {
        http::response<http::string_body> message = as_message(response, pages_, incoming, keeps_alive);
        http::response_serializer<http::string_body> serializer(message);
        serializer.split(incoming.is_head);
        connection.waits_until = now() + limits_.request_time;
        boost::system::error_code failed;
        if (incoming.is_head) {
            auto [error, octets] = co_await http::async_write_header(connection.socket, serializer, as_result);
            failed = error;
        } else {
            auto [error, octets] = co_await http::async_write(connection.socket, serializer, as_result);
            failed = error;
        }
        connection.waits_until.reset();
        co_return !failed;
    }

    /// Our last words must reach the peer: closing at once, with its octets unread, would reset the connection.
    awaitable<void> linger(Connection& connection)
    {
        boost::system::error_code ignored;
        connection.socket.shutdown(asio::socket_base::shutdown_send, ignored);
        connection.waits_until = now() + linger_time;
        while (!is_late(connection)) {
            auto [error, octets] = co_await connection.socket.async_read_some(asio::buffer(passed_over_), as_result);
            if (error) co_return;
        }
    }

    static void cancel(Connection& connection)
    {
        boost::system::error_code ignored;
        connection.socket.cancel(ignored);
    }

    /// One timer for all deadlines.
    static awaitable<void> watch(std::shared_ptr<Impl> self)
    {
        asio::steady_timer timer(self->io_);
        for (;;) {
            timer.expires_after(watch_interval);
            co_await timer.async_wait(as_result);
            for (Connection* connection : self->connections_) {
                if (is_late(*connection)) cancel(*connection);
            }
        }
    }

    // --- one request ---

    awaitable<Response> answer(const Request& request)
    {
        const auto rules = rules_();
        auto read = read_request(request, {.house = rules->house(), .pages = pages_});
        if (auto* response = std::get_if<Response>(&read)) co_return std::move(*response);
        auto job = std::make_shared<Job>(io_);
        job->rules = rules;
        job->errand = std::move(std::get<Errand>(read));
        submit(job);
        job->done.expires_after(limits_.commit_time);
        co_await job->done.async_wait(as_result);
        if (!job->is_done || job->error) {
            log_failure(*job);
            co_return refusal(503);
        }
        if (job->errand.is_post) on_changed_();
        co_return job->response;
    }

    void submit(const std::shared_ptr<Job>& job)
    {
        const auto durability = job->errand.is_post ? store::Durability::power_loss : store::Durability::killed;
        committer_.submit(
            durability,
            [job, self = shared_from_this()](store::Store& store) {
                const Site site{.house = job->rules->house(), .pages = self->pages_};
                job->response = run_errand(store, site, job->errand, base::io::system_now());
            },
            [job, self = shared_from_this()](std::exception_ptr error) {
                asio::post(self->io_, [job, error = std::move(error)] {
                    job->error = error;
                    job->is_done = true;
                    job->done.cancel();
                });
            });
    }

    static void log_failure(const Job& job)
    {
        std::string why = "the store took too long";
        try {
            if (job.error) std::rethrow_exception(job.error);
        } catch (const std::exception& error) {
            why = error.what();
        }
        base::log(base::Note{.level = base::LogLevel::error, .text = "cannot answer a web request: " + why});
    }

    /// The monitoring that asks every few seconds is no news.
    static void log_answer(const Connection& connection, const Incoming& incoming, int status)
    {
        const auto route = find_route(incoming.request.target);
        if (route && route->place == Place::health && status == 200) return;
        constexpr std::size_t method_octets_max = 10;
        base::log(base::Answered{.peer = connection.peer,
                                 .method = base::one_line(incoming.request.method, method_octets_max),
                                 .path = route ? std::string(path_of(route->place)) : "",
                                 .status = status});
    }

    asio::io_context& io_;
    CurrentRules rules_;
    store::Committer& committer_;
    std::function<void()> on_changed_;
    ServerLimits limits_;
    Pages pages_;
    std::list<Listener> listeners_;
    std::set<Connection*> connections_;
    std::map<std::string, std::size_t> per_peer_;
    std::size_t turned_away_ = 0;  ///< of connections_
    std::array<char, 16UL * 1024> passed_over_{};
    Instant accept_error_logged_;
    bool is_stopping_ = false;
};

Server::Server(asio::io_context& io, const std::string& listen, CurrentRules rules, store::Committer& committer,
               std::function<void()> on_changed, const std::vector<int>& sockets, const ServerLimits& limits)
    : impl_(std::make_shared<Impl>(io, listen, std::move(rules), committer, std::move(on_changed), sockets, limits))
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

}  // namespace web::io
