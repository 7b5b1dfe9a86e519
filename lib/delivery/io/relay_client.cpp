#include "delivery/io/relay_client.h"

#include "base/io/files.h"
#include "base/text.h"
#include "mail/transfer_encoding.h"
#include "net/io/credentials.h"
#include "net/io/curl_multi.h"
#include "net/io/curl_options.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <unordered_map>
#include <utility>

namespace delivery::io {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

namespace {

/// libcurl counts all until after AUTH as connecting, so this is for the greeting (RFC 5321 §4.5.3.2.1) and what follows.
constexpr long greeting_timeout_ms = 300'000;
constexpr int syn_retries = 4;  // each waited for twice as long as the one before: 31 s
constexpr std::size_t transcript_octets_max = 64UL * 1024;

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();

std::string with_path(const std::string& url, const std::string& ehlo_name)
{
    return url + (url.ends_with('/') ? "" : "/") + ehlo_name;  // libcurl takes the EHLO name from the path
}

/// Of TLS 1.3 the relay judges our certificate only after our part is done: its alert comes in place of a reply.
bool is_tls_alert(CURLcode code, std::string_view detail)
{
    return (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) && detail.find("SSL") != std::string_view::npos &&
           detail.find("alert") != std::string_view::npos;
}

/// Where libcurl stopped, as far as its code tells.
Stage stage_of(CURLcode code, std::string_view detail)
{
    if (net::io::is_about_tls(code) || is_tls_alert(code, detail)) return Stage::starttls;
    switch (code) {
    case CURLE_LOGIN_DENIED: return Stage::auth;
    case CURLE_USE_SSL_FAILED: return Stage::starttls;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED: return Stage::helo;
    default: return Stage::connect;
    }
}

/// `detail` is libcurl's own sentence, or empty.
std::string in_plain_words(CURLcode code, const std::string& detail)
{
    std::string why = detail.empty() ? curl_easy_strerror(code) : detail;
    if (is_tls_alert(code, detail)) return "the relay ended TLS, over our certificate or the lack of one: " + why;
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION: return "the relay's certificate is not trusted: " + why;
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return "the relay's public key is none of those in pin";
    case CURLE_SSL_CACERT_BADFILE: return "ca_file cannot be used: " + why;
    case CURLE_SSL_CERTPROBLEM: return "our certificate or its key cannot be used: " + why;
    case CURLE_SSL_CONNECT_ERROR: return "TLS failed: " + why;
    case CURLE_USE_SSL_FAILED: return "the relay offers no STARTTLS, and tls = \"required\"";
    case CURLE_LOGIN_DENIED: return "the relay refuses our user";
    default: return why;
    }
}

mail::Reply no_reply(std::string why)
{
    return {.code = 0, .enhanced = {}, .text = std::move(why)};
}

}  // namespace

class RelayClient::Impl {
  public:
    Impl(asio::io_context& io, RelaySettings settings, RelayEvents events)
        : io_(io),
          settings_(std::move(settings)),
          events_(std::move(events)),
          credentials_(io, settings_.relay.account),
          multi_(io, [this](CURL* easy, CURLcode result) { connected(easy, result); })
    {
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl()
    {
        for (auto& [id, connection] : connections_) multi_.remove(connection->easy.get());
    }

    void open(ConnectionId id)
    {
        auto connection = std::make_shared<Connection>(id, io_, settings_.ehlo_name);
        connection->easy.reset(curl_easy_init());
        by_easy_[connection->easy.get()] = connection;
        connections_[id] = connection;
        credentials_.get([this, connection](const base::Result<std::string>& secret) { connect(connection, secret); });
    }

    void begin(ConnectionId id, Transaction transaction)
    {
        const auto connection = connections_.at(id);
        connection->has_told_may_begin = false;
        connection->session.begin(std::move(transaction));
        pump_soon(connection);
    }

    void release_dot(ConnectionId id)
    {
        const auto found = connections_.find(id);
        if (found == connections_.end()) return;
        found->second->session.release_dot();
        pump_soon(found->second);
    }

    void close(ConnectionId id)
    {
        const auto connection = connections_.at(id);
        connection->session.quit();
        pump_soon(connection);
    }

    void withdraw(ConnectionId id)
    {
        const auto found = connections_.find(id);
        if (found == connections_.end()) return;
        found->second->session.withdraw();
        pump_soon(found->second);
    }

  private:
    struct Connection {
        Connection(ConnectionId its_id, asio::io_context& io, const std::string& ehlo_name)
            : id(its_id), socket(io), timer(io), session(ehlo_name)
        {
        }

        ConnectionId id;
        net::io::Easy easy;
        stream_descriptor socket;  ///< a dup for waiting; libcurl owns the real one
        asio::steady_timer timer;
        SmtpClientSession session;
        std::string transcript;                      ///< what the relay said while libcurl spoke
        std::array<char, CURL_ERROR_SIZE> detail{};  ///< libcurl's own words about what failed
        std::string tls;                             ///< its version and cipher, once it stands
        bool has_tls = false;                        ///< or may have
        bool believes_any_certificate = false;
        bool is_waiting_read = false;
        bool is_waiting_write = false;
        bool is_pump_posted = false;
        bool is_timing = false;
        std::chrono::steady_clock::time_point deadline = no_deadline;
        std::pair<std::uint64_t, base::Duration> awaited;  ///< the session's progress and patience at that time
        bool has_told_may_begin = false;
        bool is_gone = false;
    };
    using Shared = std::shared_ptr<Connection>;

    void connect(const Shared& connection, const base::Result<std::string>& secret)
    {
        if (connection->is_gone) return;
        if (!secret) return gone(connection, Stage::auth, no_reply(secret.error().text));
        configure(*connection, *secret);
        const auto tls = configure_tls(*connection);
        if (!tls) return gone(connection, Stage::starttls, no_reply(tls.error().text));
        multi_.add(connection->easy.get());
    }

    static std::size_t on_line(char* octets, std::size_t size, std::size_t count, void* its_connection)
    {
        auto& connection = *static_cast<Connection*>(its_connection);
        auto& transcript = connection.transcript;
        if (transcript.size() < transcript_octets_max) transcript.append(octets, size * count);
        if (connection.has_tls && connection.tls.empty()) connection.tls = tls_of(connection.easy.get());
        return size * count;
    }

    static int on_new_socket(void*, curl_socket_t socket, curlsocktype)
    {
        ::setsockopt(socket, IPPROTO_TCP, TCP_SYNCNT, &syn_retries, sizeof syn_retries);
        return CURL_SOCKOPT_OK;
    }

    /// Only while libcurl speaks: it tells nobody later.
    static std::string tls_of(CURL* easy)
    {
        const curl_tlssessioninfo* session = nullptr;
        curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session);
        if (session == nullptr || session->backend != CURLSSLBACKEND_OPENSSL || session->internals == nullptr)
            return {};
        const auto* const ssl = static_cast<const SSL*>(session->internals);
        return std::string(SSL_get_version(ssl)) + ", " + SSL_get_cipher_name(ssl);
    }

    void tell_handshake(const Connection& connection)
    {
        if (!events_.handshake) return;
        const char* ip = nullptr;
        long port = 0;
        curl_easy_getinfo(connection.easy.get(), CURLINFO_PRIMARY_IP, &ip);
        curl_easy_getinfo(connection.easy.get(), CURLINFO_PRIMARY_PORT, &port);
        Handshake handshake{.tls = connection.tls, .is_authenticated = is_authenticated(connection)};
        if (ip != nullptr && *ip != '\0') handshake.address = std::string(ip) + ':' + std::to_string(port);
        handshake.is_verified = !connection.tls.empty() && !connection.believes_any_certificate;
        handshake.offers = offers_of(connection);
        events_.handshake(connection.id, handshake);
    }

    /// EHLO's reply has its name first; libcurl says EHLO again once there is TLS.
    static std::vector<std::string> offers_of(const Connection& connection)
    {
        std::vector<std::string> offers;
        mail::ReplyParser parser;
        parser.add(connection.transcript);
        for (;;) {
            const auto next = parser.next();
            const auto* const reply = std::get_if<mail::Reply>(&next);
            if (reply == nullptr) return offers;
            const auto lines = base::split(reply->text, '\n');
            if (reply->code == 250) offers.assign(lines.begin() + 1, lines.end());
        }
    }

    void configure(Connection& connection, const std::string& secret)
    {
        CURL* const easy = connection.easy.get();
        const config::Relay& relay = settings_.relay;
        curl_easy_setopt(easy, CURLOPT_URL, with_path(relay.url, settings_.ehlo_name).c_str());
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, greeting_timeout_ms);
        curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &Impl::on_new_socket);
        curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, greeting_timeout_ms / 1000);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Impl::on_line);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, &connection);
        // Else whoever gives a connection up waits for the thread that resolves its name, and everything with him.
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection.detail.data());
        curl_easy_setopt(easy, CURLOPT_PROXY, "");  // never by an environment variable
        net::io::set_account(easy, relay.account, secret);
    }

    /// A failure is of our own files; nothing was tried then.
    base::Result<void> configure_tls(Connection& connection)
    {
        CURL* const easy = connection.easy.get();
        const config::Relay& relay = settings_.relay;
        const bool is_smtps = relay.url.starts_with("smtps://");
        connection.has_tls = is_smtps || relay.security.tls != config::Tls::none;
        connection.believes_any_certificate = net::io::set_security(easy, relay.security, is_smtps);
        if (relay.certificate.empty()) return {};
        const auto key = base::io::secret_file(relay.key);
        if (!key) return key.error();
        curl_easy_setopt(easy, CURLOPT_SSLCERT, relay.certificate.c_str());
        curl_easy_setopt(easy, CURLOPT_SSLKEY, key->c_str());
        return {};
    }

    /// The relay's last refusal while libcurl spoke, or what libcurl says.
    [[nodiscard]] mail::Reply last_reply(const Connection& connection, CURLcode result) const
    {
        mail::Reply last = no_reply(in_plain_words(result, connection.detail.data()));
        if (net::io::is_about_tls(result)) return last;
        const bool is_token_refused =
            result == CURLE_LOGIN_DENIED && settings_.relay.account.auth != config::Auth::password;
        std::string why;
        mail::ReplyParser parser;
        parser.add(connection.transcript);
        for (;;) {
            const auto next = parser.next();
            const auto* const reply = std::get_if<mail::Reply>(&next);
            if (reply == nullptr) break;
            if (reply->code >= 400) last = *reply;
            if (reply->code == 334 && is_token_refused) why = challenge_text(reply->text);
        }
        if (!why.empty()) last.text += ": " + why;
        return last;
    }

    /// In which the relay says what is wrong with a token, before its 535 (RFC 7628 §3.2.2).
    static std::string challenge_text(const std::string& challenge)
    {
        constexpr std::size_t shown_octets_max = 300;
        return base::one_line(mail::decode_base64(challenge, shown_octets_max), shown_octets_max);
    }

    static bool is_authenticated(const Connection& connection)
    {
        mail::ReplyParser parser;
        parser.add(connection.transcript);
        for (;;) {
            const auto next = parser.next();
            if (!std::holds_alternative<mail::Reply>(next)) return false;
            if (std::get<mail::Reply>(next).code == 235) return true;  // RFC 4954 §6
        }
    }

    void connected(CURL* easy, CURLcode result)
    {
        const Shared connection = by_easy_.at(easy);
        tell_handshake(*connection);
        if (result != CURLE_OK) {
            Stage stage = stage_of(result, connection->detail.data());
            if (stage == Stage::connect && !connection->transcript.empty()) stage = Stage::helo;
            if (stage == Stage::auth) credentials_.forget();
            gone(connection, stage, last_reply(*connection, result));
            return;
        }
        // Without AUTH in EHLO, libcurl goes on unauthenticated.
        if (!settings_.relay.account.user.empty() && !is_authenticated(*connection)) {
            gone(connection, Stage::auth,
                 no_reply("the relay offers no AUTH that we can use, and a user is configured"));
            return;
        }
        curl_socket_t socket = CURL_SOCKET_BAD;
        curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
        if (socket == CURL_SOCKET_BAD) {
            gone(connection, Stage::connect, no_reply("the relay closed the connection"));
            return;
        }
        connection->socket.assign(::dup(socket));
        pump(connection, true);
    }

    /// Posted, so that events never come from within a call of the engine's, and one write carries all that is to go.
    void pump_soon(const Shared& connection)
    {
        if (std::exchange(connection->is_pump_posted, true)) return;
        asio::post(io_, [this, connection] {
            connection->is_pump_posted = false;
            if (!connection->is_gone) pump(connection, false);
        });
    }

    void pump(const Shared& connection, bool may_be_readable)
    {
        write(*connection);
        if (may_be_readable) read(*connection);
        tell(connection);
        if (connection->is_gone) return;
        write(*connection);
        wait(connection);
    }

    static void write(Connection& connection)
    {
        for (;;) {
            const std::string_view octets = connection.session.output();
            if (octets.empty()) return;
            std::size_t sent = 0;
            const CURLcode result = curl_easy_send(connection.easy.get(), octets.data(), octets.size(), &sent);
            if (result == CURLE_AGAIN) return;
            if (result != CURLE_OK) {
                read(connection);  // the relay's last word may explain it
                connection.session.lose_connection(std::string("sending failed: ") + curl_easy_strerror(result));
                return;
            }
            connection.session.wrote(sent);
        }
    }

    /// Over TLS until nothing is left: it may hold octets that the socket no longer tells of.
    static void read(Connection& connection)
    {
        std::array<char, 16UL * 1024> octets{};
        for (;;) {
            std::size_t received = 0;
            const CURLcode result = curl_easy_recv(connection.easy.get(), octets.data(), octets.size(), &received);
            if (result == CURLE_AGAIN) return;
            if (result != CURLE_OK || received == 0) {
                connection.session.lose_connection(result == CURLE_OK ? "the relay closed the connection"
                                                                      : std::string("receiving failed: ") +
                                                                            curl_easy_strerror(result));
                return;
            }
            connection.session.receive({octets.data(), received});
            if (received < octets.size() && !connection.has_tls) return;
        }
    }

    void tell(const Shared& connection)
    {
        while (auto event = connection->session.next_event()) {
            if (const auto* dot = std::get_if<WantsDot>(&*event)) {
                events_.wants_dot(connection->id, dot->delivery);
            } else if (const auto* ended = std::get_if<Ended>(&*event)) {
                events_.ended(connection->id, ended->delivery, ended->outcome);
            } else if (const auto* broken = std::get_if<SessionBroken>(&*event)) {
                gone(connection, broken->stage, broken->reply);
                return;
            }
        }
        if (connection->session.can_begin() && !std::exchange(connection->has_told_may_begin, true))
            events_.may_begin(connection->id);
    }

    void wait(const Shared& connection)
    {
        arm(connection, stream_descriptor::wait_read, connection->is_waiting_read);
        if (!connection->session.output().empty())
            arm(connection, stream_descriptor::wait_write, connection->is_waiting_write);
        set_deadline(*connection);
        if (connection->deadline != no_deadline && !connection->is_timing) time(connection);
    }

    /// A relay that sends an octet now and then wins no time by it.
    static void set_deadline(Connection& connection)
    {
        const std::pair awaited{connection.session.progress(), connection.session.patience()};
        if (!connection.session.is_awaiting_reply()) {
            connection.deadline = no_deadline;
        } else if (connection.deadline == no_deadline || awaited != connection.awaited) {
            connection.deadline = std::chrono::steady_clock::now() + awaited.second;
        }
        connection.awaited = awaited;
    }

    /// One wait at a time, set again when it ends before the deadline has come: cheaper than a new one each round.
    void time(const Shared& connection)
    {
        connection->is_timing = true;
        connection->timer.expires_at(connection->deadline);
        connection->timer.async_wait([this, connection](const boost::system::error_code& error) {
            connection->is_timing = false;
            if (error || connection->is_gone || connection->deadline == no_deadline) return;
            if (std::chrono::steady_clock::now() < connection->deadline) {
                time(connection);
                return;
            }
            connection->session.lose_connection("the relay took too long");
            tell(connection);
        });
    }

    void arm(const Shared& connection, stream_descriptor::wait_type type, bool& is_waiting)
    {
        if (std::exchange(is_waiting, true)) return;
        connection->socket.async_wait(type, [this, connection, &is_waiting](const boost::system::error_code& error) {
            is_waiting = false;  // lives in `connection`
            if (!error && !connection->is_gone) pump(connection, true);
        });
    }

    void gone(const Shared& connection, Stage stage, const mail::Reply& reply)
    {
        connection->is_gone = true;
        connection->timer.cancel();
        boost::system::error_code ignored;
        connection->socket.close(ignored);
        connections_.erase(connection->id);
        by_easy_.erase(connection->easy.get());
        // Not within libcurl's own callback: its multi may be at work on this handle.
        asio::post(io_, [this, connection] {
            multi_.remove(connection->easy.get());
            connection->easy.reset();
        });
        events_.connection_ended(connection->id, stage, reply);
    }

    asio::io_context& io_;
    RelaySettings settings_;
    RelayEvents events_;
    net::io::Credentials credentials_;
    net::io::CurlMulti multi_;
    std::unordered_map<ConnectionId, Shared> connections_;
    std::unordered_map<CURL*, Shared> by_easy_;
};

RelayClient::RelayClient(asio::io_context& io, RelaySettings settings, RelayEvents events)
    : impl_(std::make_unique<Impl>(io, std::move(settings), std::move(events)))
{
}

RelayClient::~RelayClient() = default;

void RelayClient::open(ConnectionId connection)
{
    impl_->open(connection);
}

void RelayClient::begin(ConnectionId connection, Transaction transaction)
{
    impl_->begin(connection, std::move(transaction));
}

void RelayClient::release_dot(ConnectionId connection)
{
    impl_->release_dot(connection);
}

void RelayClient::close(ConnectionId connection)
{
    impl_->close(connection);
}

void RelayClient::withdraw(ConnectionId connection)
{
    impl_->withdraw(connection);
}

}  // namespace delivery::io
