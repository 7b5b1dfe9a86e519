#pragma once
/// Readings of documents for a decision that is made within a transaction, where nobody may wait for a reader. What the
/// decision lacks is noted; it is read when the transaction is over without effect, and the decision is made anew.  Pure.

#include "base/digest.h"
#include "document/reader.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace document {

/// Further ones are `too_long`: at ten seconds each, more would look like a daemon that hangs.
inline constexpr std::size_t readings_max = 10;

class Readings {
  public:
    /// nullptr when it has not been read yet: then it is noted, and what is decided without it must not stand.
    const Reading* find(std::string_view octets, std::string_view file_name);

    [[nodiscard]] bool lacks_some() const { return !missing_.empty(); }
    void read_missing(Reader& reader);

  private:
    struct Missing {
        std::string octets;
        std::string file_name;
    };

    std::map<base::Digest, Reading> known_;  ///< by the name and octets
    std::map<base::Digest, Missing> missing_;
};

}  // namespace document
