#pragma once
/// Whether a message carries what only one person should have.  Pure.

#include "base/digest.h"
#include "desk/reading.h"

namespace desk {

/// A token of ours that is valid, of any purpose, in its header or in the first MiB of its texts: whoever reads the message
/// could act in somebody else's name. (base/token.h masks by shape alone, which files in base64 have by chance.)
[[nodiscard]] bool holds_live_token(const Reading& message, const base::Key& key);

}  // namespace desk
