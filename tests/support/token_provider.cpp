#include "support/token_provider.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <mutex>
#include <thread>

namespace testing_support {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

class TokenProvider::Impl {
  public:
    explicit Impl(std::vector<Answer> answers)
        : answers_(std::move(answers)), acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
    {
        accept();
        thread_ = std::thread([this] { io_.run(); });
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl()
    {
        io_.stop();
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    [[nodiscard]] std::vector<std::string> requests() const
    {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

  private:
    void accept()
    {
        acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
            if (error) return;
            serve(socket);
            accept();
        });
    }

    /// One request a connection, and blocking: the client is one of ours.
    void serve(tcp::socket& socket)
    {
        beast::flat_buffer buffer;
        http::request<http::string_body> request;
        boost::system::error_code error;
        http::read(socket, buffer, request, error);
        if (error) return;
        std::size_t number = 0;
        {
            const std::lock_guard lock(mutex_);
            number = std::min(requests_.size(), answers_.size() - 1);
            requests_.push_back(request.body());
        }
        http::response<http::string_body> response(http::int_to_status(answers_[number].status), request.version());
        response.set(http::field::content_type, "application/json");
        response.body() = answers_[number].body;
        response.keep_alive(false);
        response.prepare_payload();
        http::write(socket, response, error);
    }

    std::vector<Answer> answers_;
    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

TokenProvider::TokenProvider(std::vector<Answer> answers) : impl_(std::make_unique<Impl>(std::move(answers))) {}

TokenProvider::~TokenProvider() = default;

std::string TokenProvider::url() const
{
    return "http://127.0.0.1:" + std::to_string(impl_->port()) + "/token";
}

std::vector<std::string> TokenProvider::requests() const
{
    return impl_->requests();
}

}  // namespace testing_support
