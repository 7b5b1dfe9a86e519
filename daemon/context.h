#pragma once
/// What both programs need before they can do anything: the configuration, the templates, the key, the store.

#include "config/io/load.h"
#include "desk/desk.h"
#include "store/io/sqlite_store.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gazetted {

/// A configuration file and all that it names, read.
struct LoadedConfig {
    std::shared_ptr<const config::Config> config;  ///< null when it cannot be used
    std::shared_ptr<const config::Templates> templates;
    std::vector<std::string> faults;  ///< a line each
    std::map<std::string, std::string> restart_values;
};
[[nodiscard]] LoadedConfig load_config(const std::filesystem::path& file, config::io::Secrets secrets);

/// Throws std::runtime_error when a store ran here and is missing or empty now: a new one must not take its place unseen.
[[nodiscard]] std::filesystem::path store_file(const config::Config& config);

// The file beside the store that names its epoch (desk/start.h).
[[nodiscard]] std::optional<std::int64_t> read_epoch(const config::Config& config);
void write_epoch(const config::Config& config, std::int64_t epoch);

/// Makes the data folder and the key where they are missing. Throws std::runtime_error with a clear text.
[[nodiscard]] desk::Rules make_rules(const LoadedConfig& loaded);

/// The configuration's lists have their rows.
void ensure_lists(store::Store& store, const config::Config& config);

}  // namespace gazetted
