#pragma once
/// What goes by its age. Rows stay, with their ids, kinds, states and times: so tokens and the journal never mean something
/// else, and a trace still tells that it is purged.  Pure.

#include "store/rows.h"

#include <cstddef>
#include <cstdint>

namespace store {

class Retention {
  public:
    virtual ~Retention() = default;

    struct PurgeRequest {
        base::Time ended_before;
        std::size_t rows_max = 0;
        std::int64_t octets_max = 0;  ///< in all; one message may be larger
    };
    /// Handled messages lose their octets and all that says who wrote what. Those that became an issue are kept, and
    /// those whose feedback no digest has told of. Oldest first; how many.
    virtual std::int64_t purge_messages(const PurgeRequest& request, base::Time now) = 0;

    /// Notices that have ended lose their octets; how many.
    virtual std::int64_t drop_notice_octets(base::Time queued_before, std::size_t rows_max) = 0;
    /// Nobody knows any more to whom they went, and what they followed from; how many.
    virtual std::int64_t forget_notices(base::Time queued_before, std::size_t rows_max) = 0;
    virtual std::int64_t forget_bounces(base::Time before, std::size_t rows_max) = 0;
};

}  // namespace store
