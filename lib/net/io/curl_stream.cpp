#include "net/io/curl_stream.h"

#include "base/text.h"
#include "net/io/curl_multi.h"
#include "net/io/curl_options.h"

#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace net::io {

namespace asio = boost::asio;
using asio::awaitable;
using asio::posix::stream_descriptor;
using namespace asio::experimental::awaitable_operators;  // NOLINT: the || of two waits

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

constexpr long login_time_max_ms = 60'000;
constexpr std::size_t said_octets_max = 64UL * 1024;
constexpr std::size_t shown_octets_max = 300;

/// The last line in which the server refuses: "A003 NO …", "-ERR …".
std::string last_refusal(std::string_view said)
{
    std::string_view refusal;
    for (const std::string_view raw : base::split(said, '\n')) {
        const std::string_view line = base::trim(raw);
        const auto blank = line.find(' ');
        const std::string_view status = blank == std::string_view::npos ? "" : line.substr(blank + 1);
        const bool is_imap_refusal = base::starts_with_ignoring_case(status, "NO ") ||
                                     base::starts_with_ignoring_case(status, "BAD ") ||
                                     base::starts_with_ignoring_case(status, "BYE ");
        if (is_imap_refusal) refusal = status;
        if (base::starts_with_ignoring_case(line, "-ERR")) refusal = line;
    }
    return base::one_line(refusal, shown_octets_max);
}

/// Without our secret, should the server repeat what it refuses: as it is, or as a long word of base64 that holds it.
std::string without_secret(std::string text, const std::string& secret)
{
    constexpr std::size_t word_octets_max = 15;
    const auto is_base64 = [](char c) { return base::is_alphanumeric(c) || c == '+' || c == '/' || c == '='; };
    for (auto at = secret.empty() ? std::string::npos : text.find(secret); at != std::string::npos;
         at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
    std::string clean;
    for (const std::string_view word : base::split(text, ' ')) {
        const bool is_suspicious = word.size() > word_octets_max && std::ranges::all_of(word, is_base64);
        (clean += clean.empty() ? "" : " ") += is_suspicious ? std::string_view("***") : word;
    }
    return clean;
}

ConnectStage stage_of(CURLcode code)
{
    if (is_about_tls(code) || code == CURLE_USE_SSL_FAILED) return ConnectStage::tls;
    return code == CURLE_LOGIN_DENIED ? ConnectStage::auth : ConnectStage::connect;
}

/// `detail` is libcurl's own sentence, or empty.
std::string in_plain_words(CURLcode code, const std::string& detail, const std::string& refusal)
{
    const std::string why = detail.empty() ? curl_easy_strerror(code) : detail;
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION: return "the server's certificate is not trusted: " + why;
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return "the server's public key is none of those in pin";
    case CURLE_SSL_CACERT_BADFILE: return "ca_file cannot be used: " + why;
    case CURLE_USE_SSL_FAILED: return "the server offers no STARTTLS, and tls = \"required\"";
    case CURLE_LOGIN_DENIED: return "the server refuses our user" + (refusal.empty() ? ": " + why : ": " + refusal);
    default: return refusal.empty() ? why : refusal;
    }
}

}  // namespace

std::string_view stage_name(ConnectStage stage)
{
    switch (stage) {
    case ConnectStage::connect: return "connect";
    case ConnectStage::tls: return "tls";
    case ConnectStage::auth: return "auth";
    }
    return "";
}

void throw_exception_from_error(const ConnectFailure& failure, const boost::source_location& /*location*/)
{
    throw std::runtime_error(failure.text);
}

class CurlStream::Impl {
  public:
    Impl(asio::io_context& io, std::string url, base::Duration time_max)
        : url_(std::move(url)),
          end_(asio::steady_timer::clock_type::now() + time_max),
          multi_(io, [this](CURL*, CURLcode code) { finish_connecting(code); }),
          easy_(curl_easy_init()),
          socket_(io),
          timer_(io)
    {
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl()
    {
        if (is_added_) multi_.remove(easy_.get());
    }

    awaitable<boost::system::result<void, ConnectFailure>>
    connect(const config::Account& account, const config::Security& security, const std::string& secret)
    {
        if (is_cancelled_) co_return ConnectFailure{.text = "given up"};
        configure(account, security, secret);
        timer_.expires_at(end_);
        multi_.add(easy_.get());
        is_added_ = true;
        co_await timer_.async_wait(as_result);
        if (is_cancelled_) co_return ConnectFailure{.text = "given up"};
        const CURLcode connected = connected_.value_or(CURLE_OPERATION_TIMEDOUT);
        if (connected != CURLE_OK) {
            co_return ConnectFailure{
                .stage = stage_of(connected),
                .text = in_plain_words(connected, detail_.data(), without_secret(last_refusal(said_), secret))};
        }
        curl_socket_t socket = CURL_SOCKET_BAD;
        curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
        if (socket == CURL_SOCKET_BAD) co_return ConnectFailure{.text = "the server closed the connection"};
        socket_.assign(::dup(socket));  // to wait on; libcurl owns the other
        co_return boost::system::in_place_value;
    }

    awaitable<base::Result<void>> write(std::string_view octets, base::Duration patience)
    {
        while (!octets.empty()) {
            if (auto may = may_go_on(); !may) co_return may;
            std::size_t sent = 0;
            const CURLcode code = curl_easy_send(easy_.get(), octets.data(), octets.size(), &sent);
            octets.remove_prefix(sent);
            if (code == CURLE_OK) continue;
            if (code != CURLE_AGAIN) co_return lost("sending failed", code);
            if (auto waited = co_await wait(stream_descriptor::wait_write, patience); !waited) co_return waited;
        }
        co_return boost::system::in_place_value;
    }

    /// Tried before it is waited for: TLS may hold octets that the socket no longer tells of.
    awaitable<base::Result<std::size_t>> read(std::span<char> into, base::Duration patience)
    {
        for (;;) {
            if (auto may = may_go_on(); !may) co_return may.error();
            std::size_t got = 0;
            const CURLcode code = curl_easy_recv(easy_.get(), into.data(), into.size(), &got);
            if (code == CURLE_OK && got > 0) co_return got;
            if (code == CURLE_OK) co_return base::try_again("the server closed the connection");
            if (code != CURLE_AGAIN) co_return lost("receiving failed", code);
            if (auto waited = co_await wait(stream_descriptor::wait_read, patience); !waited) co_return waited.error();
        }
    }

    void cancel()
    {
        is_cancelled_ = true;
        timer_.cancel();
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

  private:
    static base::Failure lost(const std::string& what, CURLcode code)
    {
        return base::try_again(what + ": " + curl_easy_strerror(code));
    }

    static std::size_t on_line(char* octets, std::size_t size, std::size_t count, void* self)
    {
        auto& said = static_cast<Impl*>(self)->said_;
        if (said.size() < said_octets_max) said.append(octets, size * count);
        return size * count;
    }

    void configure(const config::Account& account, const config::Security& security, const std::string& secret)
    {
        CURL* const easy = easy_.get();
        curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps,pop3,pop3s");
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, login_time_max_ms);
        curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, login_time_max_ms / 1000);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Impl::on_line);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // giving up waits for no thread that resolves a name
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail_.data());
        curl_easy_setopt(easy, CURLOPT_PROXY, "");  // never by an environment variable
        set_account(easy, account, secret);
        const auto scheme = std::string_view(url_).substr(0, url_.find("://"));
        set_security(easy, security, scheme.ends_with('s'));
    }

    /// From within libcurl: whoever waits goes on later.
    void finish_connecting(CURLcode code)
    {
        connected_ = code;
        timer_.cancel();
    }

    /// Asked before each step: a server that always has something to say must not put off the end.
    [[nodiscard]] base::Result<void> may_go_on() const
    {
        if (is_cancelled_) return base::try_again("given up");
        if (asio::steady_timer::clock_type::now() >= end_) return base::try_again("the server took too long in all");
        return boost::system::in_place_value;
    }

    awaitable<base::Result<void>> wait(stream_descriptor::wait_type type, base::Duration patience)
    {
        timer_.expires_at(std::min(end_, asio::steady_timer::clock_type::now() + patience));
        const auto first = co_await (socket_.async_wait(type, as_result) || timer_.async_wait(as_result));
        constexpr std::size_t timer_was_first = 1;
        if (auto may = may_go_on(); !may) co_return may;
        if (first.index() == timer_was_first) co_return base::try_again("the server took too long");
        co_return boost::system::in_place_value;
    }

    std::string url_;
    asio::steady_timer::time_point end_;
    CurlMulti multi_;  // its own: connections with different TLS settings must never share one
    Easy easy_;
    stream_descriptor socket_;
    asio::steady_timer timer_;
    std::string said_;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    std::optional<CURLcode> connected_;
    bool is_added_ = false;
    bool is_cancelled_ = false;
};

CurlStream::CurlStream(asio::io_context& io, std::string url, base::Duration time_max)
    : impl_(std::make_unique<Impl>(io, std::move(url), time_max))
{
}

CurlStream::~CurlStream() = default;

awaitable<boost::system::result<void, ConnectFailure>>
CurlStream::connect(const config::Account& account, const config::Security& security, const std::string& secret)
{
    return impl_->connect(account, security, secret);
}

awaitable<base::Result<void>> CurlStream::write(std::string_view octets, base::Duration patience)
{
    return impl_->write(octets, patience);
}

awaitable<base::Result<std::size_t>> CurlStream::read(std::span<char> into, base::Duration patience)
{
    return impl_->read(into, patience);
}

void CurlStream::cancel()
{
    impl_->cancel();
}

}  // namespace net::io
