#pragma once
/// A digest as its readers get it: a MIME digest (RFC 2046 §5.1.5) that encloses each issue exactly as it was approved,
/// or plain text in the manner of RFC 1153, with the issues' text and the names of what is attached to them.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace desk {

struct DigestIssue {
    store::Issue issue;
    std::string octets;  ///< what goes out of it
};

struct DigestKind {
    std::optional<store::DigestPeriod> period;  ///< absent: the last one, for who has chosen own copies again
    store::DigestFormat format = store::DigestFormat::mime;
    std::string language;  ///< of our own words
    base::Time slot;       ///< when it was due: its Date
};

/// The same octets each time. `issues` is not empty.
[[nodiscard]] store::NewDigest compose_digest(const list::House& house, const config::List& list,
                                              const DigestKind& kind, const std::vector<const DigestIssue*>& issues);

}  // namespace desk
