#pragma once
/// From an issue's post to what a member gets: header fields spliced, the body's octets untouched.
/// (DESIGN: What goes out; RFC 2369, 2919, 8058, 9057.)  Pure.

#include "config/config.h"
#include "store/rows.h"

#include <string>
#include <string_view>

namespace list {

/// What all copies of an issue have in common. A copy is before, own_fields(), after, body.
struct CommonCopy {
    std::string before;  ///< the post's fields that stay, and From
    std::string after;   ///< the fields about the list, and the empty line
    std::string body;    ///< ends in CRLF, or is empty
};

/// `post` is the spooled message, our trace field first.
[[nodiscard]] CommonCopy common_copy(const config::Config& config, const config::List& list, const store::Issue& issue,
                                     std::string_view post);

/// The same of a digest, whose octets have their own From, Subject, Date and Message-ID.
[[nodiscard]] CommonCopy common_digest_copy(const config::Config& config, const config::List& list,
                                            std::string_view octets);

/// An issue within a digest: what a member would see of his own copy, but for the fields about the list.
[[nodiscard]] std::string enclosed_copy(const config::Config& config, const config::List& list,
                                        const store::Issue& issue, std::string_view post);

/// The fields that no other member's copy has. `reply_address`: where the list takes answers by token.
[[nodiscard]] std::string own_fields(const config::Config& config, const config::List& list,
                                     const std::string& leave_token, const std::string& reply_address);

/// A copy exactly as a member will see it, but for the tokens: those in it are of nobody, and worth nothing.
[[nodiscard]] std::string shown_copy(const config::Config& config, const config::List& list, const store::Issue& issue,
                                     std::string_view post);

}  // namespace list
