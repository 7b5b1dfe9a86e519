#pragma once
/// An issue once more, for a member who asks for it: the post's body octet for octet, under a header of ours. It has a
/// Message-ID of its own, since mail programs hide what they think they had before.  Pure.

#include "desk/effects.h"
#include "list/house.h"

#include <string_view>

namespace desk {

/// `post` is the spooled message of the issue.
[[nodiscard]] store::NewNotice back_issue(const list::House& house, const config::List& list, const store::Issue& issue,
                                          std::string_view post, const SendIssue& wanted, base::Time now);

}  // namespace desk
