#pragma once
/// Runs an Engine for each relay: its commits through the committer, its connections through a RelayClient, its clock by
/// Asio. What goes through which relay is the matter of RelayShares.

#include "base/digest.h"
#include "config/config.h"
#include "delivery/engine.h"
#include "delivery/io/relay_client.h"
#include "store/transactor.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace delivery::io {

class DeliveryLoop {
  public:
    /// `relays`: one for each of the configuration, in its order. All references must outlive the loop.
    DeliveryLoop(boost::asio::io_context& io, const Engine::Configuration& configuration,
                 std::vector<RelaySettings> relays, const base::Key& key, store::Committer& committer,
                 const std::string& owner);
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
    class RelayLoop;
    std::vector<std::shared_ptr<RelayLoop>> relays_;
};

}  // namespace delivery::io
