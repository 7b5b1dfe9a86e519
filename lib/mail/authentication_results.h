#pragma once
/// What the trusted MTA in front found out about a message's author (RFC 8601).  Pure.

#include "mail/header.h"

#include <string>
#include <string_view>

namespace mail {

/// Whether the MTA that names itself `authserv_id` says dmarc=pass for the author's `domain`, and nothing else beside it.
/// Believed only above the second Received field of the message as it arrived, the MTA's own being the first (ours, on top
/// of it in `header`, does not count); the MTA must strip its name from what arrives. An empty authserv_id believes nothing.
[[nodiscard]] bool has_dmarc_pass(const Header& header, std::string_view authserv_id, std::string_view domain);

/// The message without the Authentication-Results fields that say they are `authserv_id`'s: a stranger wrote them
/// (RFC 8601 §5). All other octets stay as they are. An empty authserv_id removes nothing.
[[nodiscard]] std::string without_authentication_results(std::string octets, std::string_view authserv_id);

}  // namespace mail
