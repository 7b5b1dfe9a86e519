#pragma once
/// Finds the parts of a message over its original octets (RFC 2046 §5.1): bounded, linear, without recursion.
/// What mail programs would see, so unclosed multiparts end with their parent and a delimiter line must match whole
/// ("--abc" does not end boundary "ab").  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Views into the octets that were scanned.
struct PartPlace {
    std::size_t parent = 0;   ///< index; the root (index 0) is its own parent
    std::size_t depth = 0;    ///< 0 for the message itself
    std::string media_type;   ///< lower case "text/plain"; where absent or broken by RFC 2045 §5.2, RFC 2046 §5.1.5
    std::string_view header;  ///< with its empty line
    std::string_view body;    ///< encoded, without the line end that belongs to the delimiter
};

struct PartLimits {
    std::size_t depth_max = 100;
    std::size_t parts_max = 1000;
};

struct PartScan {
    std::vector<PartPlace> parts;  ///< in the order of the octets; parts[0] is the message
    std::string defect;            ///< what is wrong, for the journal; empty when nothing is
    bool exceeds_limits = false;
};

/// Descends into multipart/* and message/rfc822. `octets` must outlive the result.
[[nodiscard]] PartScan scan_parts(std::string_view octets, const PartLimits& limits = {});

}  // namespace mail
