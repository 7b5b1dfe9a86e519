#pragma once
/// What we tell the service manager (sd_notify(3)); nothing where there is none.

#include <chrono>
#include <optional>
#include <string>

namespace gazetted::service_manager {

void tell_ready(const std::string& status);  ///< every listener is up, or a reload has ended
void tell_reloading();                       ///< to be followed by tell_ready
void tell_stopping();
void tell_alive();

/// How long it waits for tell_alive before it ends and restarts us; nothing when it does not.
[[nodiscard]] std::optional<std::chrono::microseconds> patience();

}  // namespace gazetted::service_manager
