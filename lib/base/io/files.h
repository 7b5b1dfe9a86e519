#pragma once
/// Files and folders of the operator's: read whole, or made so that nobody else can read them.

#include "base/digest.h"
#include "base/failure.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace base::io {

/// The failure names the file and says why ("No such file or directory", "is larger than 1 MiB").
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t octets_max);

/// The file behind a secret's name: "credential:NAME" is the systemd credential of that name. Refused when it is not
/// there, or others may read it (mode beyond 0640).
[[nodiscard]] Result<std::filesystem::path> secret_file(const std::filesystem::path& named);

/// One secret: the file's first line. `named` as for secret_file().
[[nodiscard]] Result<std::string> read_secret(const std::filesystem::path& named);

/// Puts one secret in place of the file's content: whole or not at all, mode 0600, the owner kept.
[[nodiscard]] Result<void> replace_secret(const std::filesystem::path& path, const std::string& secret);

/// Made with mode 0700 where it is missing.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

/// The 32 octets from which all tokens are made; created with mode 0600 where it is missing, whole or not at all.
[[nodiscard]] Result<Key> load_or_create_key(const std::filesystem::path& path);

}  // namespace base::io
