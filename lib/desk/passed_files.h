#pragma once
/// The files that came with a message, for another person's eyes: nobody's live token goes along.  Pure.

#include "desk/reading.h"
#include "mail/composer.h"

#include <string>
#include <vector>

namespace desk {

struct PassedFiles {
    std::vector<mail::Attachment> passed;
    std::vector<std::string> names;  ///< of all, with those that stay behind
};

/// Messages stay behind, since they may hold somebody's live token, and what is too large.
[[nodiscard]] PassedFiles passed_files(const Reading& message);

}  // namespace desk
