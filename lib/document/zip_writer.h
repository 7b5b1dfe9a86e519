#pragma once
/// Files as a ZIP in memory, through libzip. The same files make the same octets.  Pure.

#include <string>
#include <vector>

namespace document {

struct ZipEntry {
    std::string name;
    std::string octets;
    bool is_stored = false;  ///< as it is, not deflated
};

/// In their order. Throws std::runtime_error when there is no memory for it.
[[nodiscard]] std::string write_zip(const std::vector<ZipEntry>& entries);

}  // namespace document
