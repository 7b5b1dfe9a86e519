#pragma once
/// The token of ours in a message that came back: a report that reaches us at an address without one is tied by it.
/// Pure.

#include "base/digest.h"
#include "base/token.h"
#include "config/config.h"
#include "store/rows.h"

#include <optional>
#include <string_view>

namespace desk {

/// What a token of ours speaks of.
struct About {
    base::Purpose purpose = base::Purpose::bounce;
    store::Id id = 0;
    const config::List* list = nullptr;  ///< into the Config
};

/// `returned_header`: as far as it came back, with LF or CRLF line ends. The fields are looked at from the one that tells
/// most: Errors-To and Return-Path (a delivery), Reply-To (a delivery as well), List-Unsubscribe (a member).
[[nodiscard]] std::optional<About> find_returned_token(const config::Config& config, const base::Key& key,
                                                       std::string_view returned_header);

}  // namespace desk
