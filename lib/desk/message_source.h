#pragma once
/// Where a message came from, for limits: forged names are many, the places that they are sent from are few.  Pure.

#include "desk/reading.h"

#include <string>

namespace desk {

/// The first public address that our own Received field or the one beneath it (that of the MTA in front) names, an IPv6
/// one by its network (/64); else the domain of the reverse-path.
[[nodiscard]] std::string message_source(const Reading& reading);

}  // namespace desk
