#pragma once
/// Wires the stages together: one io thread (sockets, timers, signals), one writer (the store), one desk.

#include "context.h"

#include <filesystem>

namespace gazetted {

/// Runs until SIGTERM or SIGINT. Returns the exit code; throws std::runtime_error when it cannot start.
int run_daemon(const std::filesystem::path& config_file, const LoadedConfig& loaded);

}  // namespace gazetted
