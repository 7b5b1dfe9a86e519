#pragma once
/// From TOML text to checked sections, by the rows of options.h.  Pure.

#include "config/read.h"
#include "config/section.h"

#include <string>
#include <string_view>
#include <vector>

namespace config {

struct TomlReading {
    Section root;  ///< its children are the tables of the file
    std::vector<Fault> faults;
};

[[nodiscard]] TomlReading read_toml(const std::string& file, std::string_view text);

/// Gives every option that is not set its default, and names the required ones that are missing.
void complete(Section& section, std::vector<Fault>& faults);

}  // namespace config
