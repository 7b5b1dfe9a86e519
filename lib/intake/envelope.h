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
    std::string protocol;  ///< as Received names it: LMTP, UTF8LMTP (RFC 3848, 6531), or "local"
};

/// Our trace field (RFC 5321 §4.4), CRLF included. Without a recipient, so that the octets are the same for all.
[[nodiscard]] std::string received_field(const Envelope& envelope, std::string_view hostname, base::Time now);

/// The rows, one for each recipient, in order. `octets` starts with our trace field; all rows share it, and it is read
/// once, so that a thousand recipients of a large message cost no more than one.
[[nodiscard]] std::vector<store::NewMessage> make_messages(const Envelope& envelope, std::string octets,
                                                           base::Time now);

}  // namespace intake
