#pragma once
/// Whether a post meets the criteria of its list ([[list.criterion]]): checked before the first stage, and shown to the
/// approvers. What cannot be read is told by each criterion that would have to read it, and counts as not met.  Pure.

#include "config/config.h"
#include "document/readings.h"
#include "store/approvals.h"

#include <string_view>
#include <vector>

namespace desk {

/// One for each criterion, in order. `subject` is decoded, `post` the message's octets; `translated_to`: the tag of a
/// translation, empty for an original; `readings`: of the documents attached; when it lacks some, the results must not
/// stand, and without it none are read. Never fails, whatever they hold: the time is linear in the octets, the memory some
/// ten times as large.
[[nodiscard]] std::vector<store::CriterionResult> check_criteria(const config::List& list, std::string_view subject,
                                                                 std::string_view post,
                                                                 std::string_view translated_to = {},
                                                                 document::Readings* readings = nullptr);

}  // namespace desk
