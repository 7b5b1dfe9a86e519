#pragma once
/// Measures how well returned forms are read: whole messages in, records out.

#include <filesystem>

namespace accuracy {

/// Reads each NAME.eml of `returns` against the forms of `config_file`, compares it with what NAME.json says and prints what
/// came of it. Whether at least 95 % of the fields are right, and at most 0.5 % wrong without a doubt shown.
[[nodiscard]] bool measure_forms(const std::filesystem::path& config_file, const std::filesystem::path& returns);

}  // namespace accuracy
