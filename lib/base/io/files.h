#pragma once
/// Files and folders of the operator's: read whole, or made so that nobody else can read them.

#include "base/digest.h"
#include "base/failure.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace base::io {

/// The failure names the file and says why ("No such file or directory", "is larger than 1 MiB").
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t octets_max);

/// The file behind a secret's name: "credential:NAME" is the systemd credential of that name. Refused when it is not
/// there, or others may read it (mode beyond 0640).
[[nodiscard]] Result<std::filesystem::path> secret_file(const std::filesystem::path& named);

/// All of such a file.
[[nodiscard]] Result<std::string> read_private_file(const std::filesystem::path& named);

/// One secret: its first line.
[[nodiscard]] Result<std::string> read_secret(const std::filesystem::path& named);

/// Whole or not at all, and on the disk when it returns; mode 0600, the owner kept.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view octets);

/// Names this boot of the machine; 0 where the system does not tell.
[[nodiscard]] std::int64_t boot_id();

/// Made with mode 0700 where it is missing.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

/// The 32 octets from which all tokens are made; created with mode 0600 where it is missing, whole or not at all.
[[nodiscard]] Result<Key> load_or_create_key(const std::filesystem::path& path);

}  // namespace base::io
