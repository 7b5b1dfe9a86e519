#include "net/io/credentials.h"

#include "base/io/files.h"
#include "base/io/helper_program.h"
#include "net/io/token_endpoint.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>
#include <vector>

namespace net::io {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto command_time_max = std::chrono::seconds(30);
constexpr auto lives_unless_said = std::chrono::minutes(5);
constexpr auto command_token_lives = std::chrono::minutes(1);  // it keeps its own; connections come in flocks
constexpr auto margin_max = std::chrono::minutes(1);           // a token must outlive the connecting

/// A tenth of its life is left, but never more than a minute.
base::Duration good_for(const TokenAnswer& answer)
{
    const base::Duration lives = answer.lives.value_or(lives_unless_said);
    return lives - std::min<base::Duration>(lives / 10, margin_max);
}

}  // namespace

class Credentials::Impl : public std::enable_shared_from_this<Credentials::Impl> {
  public:
    Impl(asio::io_context& io, const config::Account& account) : io_(io), account_(account), endpoint_(account.token) {}

    void get(Answer answer)
    {
        if (kept_ && Clock::now() < kept_until_) {
            tell_soon(std::move(answer), *kept_);
        } else if (is_slow()) {
            waiting_.push_back(std::move(answer));
            if (!std::exchange(is_fetching_, true)) fetch();
        } else {
            tell_soon(std::move(answer), read());
        }
    }

    void forget() { kept_.reset(); }

    void stop()
    {
        stop_.request_stop();
        if (!pool_) return;
        pool_->stop();
        pool_->join();
    }

  private:
    struct Fetched {
        base::Result<std::string> secret;
        base::Duration good_for{};
    };

    [[nodiscard]] bool is_slow() const
    {
        return account_.auth != config::Auth::password && account_.token.file.empty();
    }

    /// A local file: no reason to wait elsewhere.
    [[nodiscard]] base::Result<std::string> read() const
    {
        if (account_.user.empty()) return std::string();
        if (account_.auth == config::Auth::password) return base::io::read_secret(account_.password_file);
        return checked(base::io::read_secret(account_.token.file), account_.token.file.string());
    }

    static base::Result<std::string> checked(base::Result<std::string> token, const std::string& source)
    {
        if (token && !is_token(*token)) return base::refuse(source + " gives no token on its first line");
        return token;
    }

    /// On the pool's thread; it alone uses the endpoint.
    Fetched ask()
    {
        if (!account_.token.command.empty()) {
            auto token = base::io::run_helper(account_.token.command, command_time_max, stop_.get_token());
            return {.secret = checked(std::move(token), account_.token.command.front()),
                    .good_for = command_token_lives};
        }
        const auto answer = endpoint_.refresh(stop_.get_token());
        if (!answer) return {.secret = answer.error()};
        return {.secret = answer->access_token, .good_for = good_for(*answer)};
    }

    void fetch()
    {
        if (!pool_) pool_ = std::make_unique<asio::thread_pool>(1);
        // `this` lives: stop() waits. The guard: io has this to wait for, even where it waits for nothing else.
        asio::post(*pool_, [this, guard = asio::make_work_guard(io_)] {
            asio::post(io_, [weak = weak_from_this(), fetched = ask_safely()] {
                if (const auto self = weak.lock()) self->take(fetched);
            });
        });
    }

    Fetched ask_safely()
    {
        try {
            return ask();
        } catch (const std::exception& error) {
            return {.secret = base::try_again(std::string("no token can be fetched: ") + error.what())};
        }
    }

    void take(const Fetched& fetched)
    {
        is_fetching_ = false;
        if (fetched.secret) {
            kept_ = *fetched.secret;
            kept_until_ = Clock::now() + fetched.good_for;
        }
        for (const Answer& answer : std::exchange(waiting_, {})) answer(fetched.secret);
    }

    void tell_soon(Answer answer, base::Result<std::string> secret)
    {
        asio::post(io_, [weak = weak_from_this(), answer = std::move(answer), secret = std::move(secret)] {
            if (weak.lock()) answer(secret);
        });
    }

    asio::io_context& io_;
    config::Account account_;
    TokenEndpoint endpoint_;
    std::optional<std::string> kept_;
    Clock::time_point kept_until_;
    std::vector<Answer> waiting_;
    bool is_fetching_ = false;
    std::stop_source stop_;
    std::unique_ptr<asio::thread_pool> pool_;
};

Credentials::Credentials(asio::io_context& io, const config::Account& account)
    : impl_(std::make_shared<Impl>(io, account))
{
}

Credentials::~Credentials()
{
    impl_->stop();
}

void Credentials::get(Answer answer)
{
    impl_->get(std::move(answer));
}

void Credentials::forget()
{
    impl_->forget();
}

}  // namespace net::io
