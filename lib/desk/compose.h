#pragma once
/// What is distributed of a post in Markdown (RFC 7763): the same words as text and as HTML, set in the list's template.  Pure.
///
///     text/markdown                  becomes   multipart/alternative (text/plain, text/html)
///     multipart/mixed                becomes   multipart/mixed
///         text/markdown                            multipart/alternative
///         any other parts                          the same, octet for octet
///
/// An image that the Markdown shows by "cid:" stands beside the HTML, in a multipart/related (RFC 2387, RFC 2392).

#include "base/failure.h"
#include "config/templates.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace desk {

/// What stands around the text.
struct Frame {
    std::string title;  ///< of the list
    std::int64_t number = 0;
    std::string date;  ///< "May 2005"; empty: none
    std::string language;
    std::string subscribe;  ///< addresses
    std::string unsubscribe;
    std::string owner;
    std::string archive;  ///< URL; empty: none
};

/// The whole message: the post's header fields but those about its body, and the composed body. Empty when the post is not
/// in Markdown, so that it goes out as it came. The failure says why one that is cannot be composed.
[[nodiscard]] base::Result<std::string> compose(std::string_view post, const Frame& frame,
                                                const config::Templates& templates);

}  // namespace desk
