#pragma once
/// Reads the configuration and its templates from files.

#include "config/read.h"
#include "config/templates.h"

#include <filesystem>
#include <string>

namespace config::io {

/// What a secret that cannot be read means: a warning where a configuration is only checked, which may be where the
/// secrets are not; a fault where it is to come into force.
enum class Secrets : unsigned char { looked_at, needed };

/// As config::read, and looks at the secrets that it names.
[[nodiscard]] Reading load(const std::filesystem::path& file, Secrets secrets);

/// The templates that are built in, and the operator's own in `folder` in their place (empty: none).
[[nodiscard]] base::Result<Templates> load_templates(const std::filesystem::path& folder);

}  // namespace config::io
