#pragma once
/// Which digests of a list are due, and who gets which: readers of the same issues in the same words share one.  Pure.

#include "config/config.h"
#include "config/templates.h"
#include "store/digests.h"

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace desk {

/// When digests were due last, by now.
[[nodiscard]] base::Time latest_slot(const config::DigestRules& rules, store::DigestPeriod period, base::Time now);

/// What is alike for readers of one digest.
struct DigestGroup {
    store::DigestFormat format = store::DigestFormat::mime;
    std::string language;           ///< of our own words
    std::vector<store::Id> issues;  ///< oldest first

    friend bool operator<(const DigestGroup& one, const DigestGroup& other)
    {
        return std::tie(one.format, one.language, one.issues) < std::tie(other.format, other.language, other.issues);
    }
};

using DigestGroups = std::map<DigestGroup, std::vector<store::DigestReader>>;

/// `language`: of readers of whom none is known. `languages`: those that we write in.
[[nodiscard]] DigestGroups group_readers(std::vector<store::DigestReader> readers, const std::string& language,
                                         const std::vector<std::string>& languages);

/// The issues in their order, in as many digests as keep within `octets_max`; one that is larger goes alone.
[[nodiscard]] std::vector<std::vector<store::Id>> packed(const std::vector<store::Id>& issues,
                                                         const std::function<std::size_t(store::Id)>& octets_of,
                                                         std::size_t octets_max);

}  // namespace desk
