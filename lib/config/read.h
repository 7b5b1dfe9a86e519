#pragma once
/// From the operator's TOML to a Config: every fault of every file in one go, each with its place.  Pure: files come
/// through the caller's reader.

#include "base/failure.h"
#include "config/config.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace config {

struct Fault {
    std::string file;
    std::size_t line = 0;  ///< from 1; 0 when the fault is of the file as a whole
    std::size_t column = 0;
    std::string text;
    bool is_warning = false;

    [[nodiscard]] std::string line_text() const;  ///< `gazetted.toml:12:10: relay.expire: "5" has no unit (s, m, h, d)`
};

/// A file with a secret, and the option that names it.
struct SecretFile {
    std::filesystem::path path;
    std::string option;  ///< "relay.password_file"
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
};

struct Reading {
    std::optional<Config> config;  ///< absent when a fault is more than a warning
    std::vector<Fault> faults;     ///< in the order of files and lines
    /// "relay.url" and the like: what those options say that a reload cannot change.
    std::map<std::string, std::string> restart_values;
    std::vector<SecretFile> secrets;
};

/// Of each file that is read: the configuration's own, and the papers that it names.
inline constexpr std::size_t file_octets_max = 10UL << 20U;

/// Gives all of a file; the failure names it and says why.
using FileReader = std::function<base::Result<std::string>(const std::filesystem::path&)>;

/// `file` as the operator named it; includes are relative to the file that names them.
[[nodiscard]] Reading read(const std::filesystem::path& file, const FileReader& reader);

}  // namespace config
