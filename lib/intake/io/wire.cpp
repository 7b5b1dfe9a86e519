#include "intake/io/wire.h"

#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace intake::io {

namespace asio = boost::asio;

namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

Progress progress_of_socket(ssize_t result, Step blocked)
{
    if (result > 0) return {.step = Step::done, .octets = static_cast<std::size_t>(result)};
    const bool is_blocked = result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    return {.step = is_blocked ? blocked : Step::ended, .octets = 0};
}

int int_size(std::size_t octets)
{
    return static_cast<int>(std::min<std::size_t>(octets, std::numeric_limits<int>::max()));
}

}  // namespace

Wire::Wire(Socket socket) : socket_(std::move(socket))
{
    boost::system::error_code ignored;  // a socket that is gone already says so at the first read
    socket_.native_non_blocking(true, ignored);
}

Progress Wire::progress_of(int result)
{
    if (result > 0) return {.step = Step::done, .octets = static_cast<std::size_t>(result)};
    const int error = SSL_get_error(tls_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return {.step = Step::wants_input, .octets = 0};
    if (error == SSL_ERROR_WANT_WRITE) return {.step = Step::wants_output, .octets = 0};
    return {.step = Step::ended, .octets = 0};
}

Progress Wire::read(std::span<char> into)
{
    if (tls_ == nullptr)
        return progress_of_socket(::recv(socket_.native_handle(), into.data(), into.size(), 0), Step::wants_input);
    ERR_clear_error();
    return progress_of(SSL_read(tls_.get(), into.data(), int_size(into.size())));
}

Progress Wire::write(std::string_view octets)
{
    if (tls_ == nullptr) {
        return progress_of_socket(::send(socket_.native_handle(), octets.data(), octets.size(), MSG_NOSIGNAL),
                                  Step::wants_output);
    }
    ERR_clear_error();
    return progress_of(SSL_write(tls_.get(), octets.data(), int_size(octets.size())));
}

bool Wire::start_tls(const TlsIdentity& identity)
{
    tls_ = identity.connect(socket_.native_handle());
    return tls_ != nullptr;
}

Step Wire::shake_hands()
{
    ERR_clear_error();
    return progress_of(SSL_do_handshake(tls_.get())).step;
}

void Wire::finish()
{
    ERR_clear_error();
    if (tls_ != nullptr && SSL_is_init_finished(tls_.get()) == 1) SSL_shutdown(tls_.get());
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

asio::awaitable<bool> Wire::wait(Step step)
{
    const auto kind = step == Step::wants_output ? asio::socket_base::wait_write : asio::socket_base::wait_read;
    const auto [error] = co_await socket_.async_wait(kind, as_result);
    co_return !error;
}

void Wire::cancel()
{
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

}  // namespace intake::io
