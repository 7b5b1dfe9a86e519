#include "delivery/io/delivery_loop.h"

#include "base/io/clock.h"
#include "base/log_events.h"
#include "delivery/engine.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace delivery::io {

namespace asio = boost::asio;

namespace {

base::Time now()
{
    return base::io::system_now();
}

void log_failure(const std::exception_ptr& error, std::string_view consequence)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        base::log(base::Note{.level = base::LogLevel::error,
                             .text = "cannot commit deliveries" + std::string(consequence) + ": " + failure.what()});
    }
}

}  // namespace

class DeliveryLoop::Impl : public std::enable_shared_from_this<DeliveryLoop::Impl> {
  public:
    Impl(asio::io_context& io, Engine::Configuration configuration, RelaySettings relay, const base::Key& key,
         store::Committer& committer, std::string owner)
        : io_(io),
          committer_(committer),
          client_(io, std::move(relay), events()),
          engine_(std::move(configuration), key, std::move(owner), client_),
          timer_(io)
    {
    }

    void wake()
    {
        asio::post(io_, [self = shared_from_this()] {
            self->engine_.wake();
            self->step_soon();
        });
    }

    void move_times(base::Duration step)
    {
        engine_.move_times(step);
        step_soon();
    }

    void stop()
    {
        engine_.stop();
        step_soon();
    }

    [[nodiscard]] bool is_idle() const { return engine_.is_idle(); }

  private:
    RelayEvents events()
    {
        return {.may_begin =
                    [this](ConnectionId connection) {
                        engine_.may_begin(connection, now());
                        step_soon();
                    },
                .wants_dot =
                    [this](ConnectionId connection, store::Id delivery) {
                        engine_.wants_dot(connection, delivery);
                        step_soon();
                    },
                .ended =
                    [this](ConnectionId connection, store::Id delivery, const Outcome& outcome) {
                        engine_.ended(connection, delivery, outcome, now());
                        step_soon();
                    },
                .connection_ended =
                    [this](ConnectionId connection, Stage stage, const mail::Reply& reply) {
                        engine_.connection_ended(connection, stage, reply, now());
                        step_soon();
                    }};
    }

    /// Once for all sockets that are ready in this round.
    void step_soon()
    {
        if (std::exchange(is_step_posted_, true)) return;
        asio::post(io_, [self = shared_from_this()] {
            self->is_step_posted_ = false;
            self->step();
        });
    }

    void step()
    {
        Engine::Next next = engine_.step(now());
        for (store::Work& record : next.records) {
            committer_.submit(store::Durability::killed, std::move(record), [](const std::exception_ptr& error) {
                if (error) log_failure(error, "");
            });
        }
        if (next.commit) commit(std::move(*next.commit));
        wake_at(next.wake_at);
    }

    void commit(store::Work work)
    {
        committer_.submit(store::Durability::killed, std::move(work),
                          [self = shared_from_this()](std::exception_ptr error) {
                              asio::post(self->io_, [self, error = std::move(error)] {
                                  if (error) log_failure(error, ", retrying in 1 s");
                                  self->engine_.committed(error, now());
                                  self->step();
                              });
                          });
    }

    void wake_at(std::optional<base::Time> time)
    {
        if (!time || (wakes_at_ && *wakes_at_ <= *time)) return;  // waking too early costs less than setting it anew
        wakes_at_ = time;
        timer_.expires_after(std::max(*time - now(), base::Duration(1)));
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (error) return;
            self->wakes_at_.reset();
            self->step_soon();
        });
    }

    asio::io_context& io_;
    store::Committer& committer_;
    RelayClient client_;
    Engine engine_;
    asio::steady_timer timer_;
    std::optional<base::Time> wakes_at_;
    bool is_step_posted_ = false;
};

DeliveryLoop::DeliveryLoop(asio::io_context& io, Engine::Configuration configuration, RelaySettings relay,
                           const base::Key& key, store::Committer& committer, std::string owner)
    : impl_(std::make_shared<Impl>(io, std::move(configuration), std::move(relay), key, committer, std::move(owner)))
{
}

DeliveryLoop::~DeliveryLoop() = default;

void DeliveryLoop::wake()
{
    impl_->wake();
}

void DeliveryLoop::move_times(base::Duration step)
{
    impl_->move_times(step);
}

void DeliveryLoop::stop()
{
    impl_->stop();
}

bool DeliveryLoop::is_idle() const
{
    return impl_->is_idle();
}

}  // namespace delivery::io
