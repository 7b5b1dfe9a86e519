#pragma once
/// What a client hands over, and what becomes of it in the spool.  Pure.

#include "base/time.h"
#include "store/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace intake {

struct Envelope {
    std::string reverse_path;             ///< empty: null (RFC 5321 §4.5.5)
    std::vector<std::string> recipients;  ///< forward-paths that were accepted
    std::string peer;                     ///< "127.0.0.1", "unix"
    std::string helo;
    std::string protocol;    ///< as Received names it: LMTP, ESMTPS, UTF8SMTP (RFC 3848, 6531), or "local"
    bool is_trusted = true;  ///< what the peer says about authentication is believed
};

/// Our trace field (RFC 5321 §4.4), CRLF included. Without a recipient, so that the octets are the same for all.
[[nodiscard]] std::string received_field(const Envelope& envelope, std::string_view hostname, base::Time now);

/// What is stored of a message: our trace field on top, and from peers that are not trusted no Authentication-Results
/// in the name `authserv_id` (RFC 8601 §5); else octet for octet as it came.
[[nodiscard]] std::string stored_octets(const Envelope& envelope, std::string message, std::string_view hostname,
                                        std::string_view authserv_id, base::Time now);

/// The rows, one for each recipient, in order. `octets` are stored_octets(); all rows share it, and it is read
/// once, so that a thousand recipients of a large message cost no more than one.
[[nodiscard]] std::vector<store::NewMessage> make_messages(const Envelope& envelope, std::string octets,
                                                           base::Time now);

}  // namespace intake
