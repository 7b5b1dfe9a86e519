#pragma once
/// The way out of a damaged store: what can be read of it, in a new one.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace store::io {

struct SalvagedTable {
    std::string name;
    std::int64_t rows = 0;
    bool is_whole = false;  ///< nothing of it was unreadable
};

/// Reads the damaged file and never writes to it. `fresh` must not exist; it is a whole store afterwards, marked as a copy,
/// so that it sends nothing by itself. Rows that only the damaged file's indexes lost are all there.
/// Throws std::runtime_error when not even the tables' names can be read, or the file has another schema.
std::vector<SalvagedTable> salvage(const std::filesystem::path& damaged, const std::filesystem::path& fresh);

}  // namespace store::io
