#pragma once
/// What the trusted MTA in front found out about a message's author (RFC 8601).  Pure.

#include "mail/header.h"

#include <string_view>

namespace mail {

/// Whether the MTA that names itself `authserv_id` says dmarc=pass. Believed only above the second Received field (the
/// first is ours, and what stands below the MTA's own came with the message); an empty authserv_id believes nothing.
[[nodiscard]] bool has_dmarc_pass(const Header& header, std::string_view authserv_id);

}  // namespace mail
