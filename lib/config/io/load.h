#pragma once
/// Reads the configuration and its templates from files.

#include "config/read.h"
#include "config/templates.h"

#include <filesystem>
#include <string>

namespace config::io {

/// As config::read, and looks at the secrets that it names: one that cannot be read is a warning here, since the
/// check of a configuration may run where the secrets are not.
[[nodiscard]] Reading load(const std::filesystem::path& file);

/// The templates that are built in, and the operator's own in `folder` in their place (empty: none).
[[nodiscard]] base::Result<Templates> load_templates(const std::filesystem::path& folder);

}  // namespace config::io
