#pragma once
/// Runs an Engine: its commits through the committer, its connections through the RelayClient, its clock by Asio.

#include "base/digest.h"
#include "config/config.h"
#include "delivery/engine.h"
#include "delivery/io/relay_client.h"
#include "store/transactor.h"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace delivery::io {

class DeliveryLoop {
  public:
    /// All must outlive the loop.
    DeliveryLoop(boost::asio::io_context& io, Engine::Configuration configuration, RelaySettings relay,
                 const base::Key& key, store::Committer& committer, std::string owner);
    DeliveryLoop(const DeliveryLoop&) = delete;
    DeliveryLoop& operator=(const DeliveryLoop&) = delete;
    ~DeliveryLoop();

    /// From any thread: something may be due, or the configuration or the pause may have changed.
    void wake();
    /// On io's thread, after the store has moved its times.
    void move_times(base::Duration step);
    /// On io's thread: no new leases; is_idle() tells when all that was in flight has ended.
    void stop();
    [[nodiscard]] bool is_idle() const;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace delivery::io
