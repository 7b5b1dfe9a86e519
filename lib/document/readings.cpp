#include "document/readings.h"

namespace document {

const Reading* Readings::find(std::string_view octets, std::string_view file_name)
{
    constexpr std::string_view separator("\0", 1);
    const base::Digest digest = base::sha256({file_name, separator, octets});
    if (const auto known = known_.find(digest); known != known_.end()) return &known->second;
    missing_.emplace(digest, Missing{.octets = std::string(octets), .file_name = std::string(file_name)});
    return nullptr;
}

void Readings::read_missing(Reader& reader)
{
    for (const auto& [digest, missing] : missing_) {
        const bool has_room = known_.size() < readings_max;
        known_.emplace(digest, has_room ? reader.read(missing.octets, missing.file_name) : Unreadable::too_long);
    }
    missing_.clear();
}

}  // namespace document
