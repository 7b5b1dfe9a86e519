#pragma once
/// What was approved is what is sent: the digests by which the two are compared.  Pure.

#include "store/approvals.h"

#include <string>
#include <string_view>
#include <vector>

namespace list {

struct Pin {
    std::vector<store::PinnedPart> parts;  ///< the leaves of the MIME tree, in their order
    std::string sha256;  ///< 32 octets: of the body whole, its type, Subject, author, audience rule and language
};

/// `post` is the spooled message, our trace field first.
[[nodiscard]] Pin pin(const store::Issue& issue, std::string_view post);

}  // namespace list
