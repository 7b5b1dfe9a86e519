#pragma once
/// What mail programs and companies put below a text: signatures ("-- ", RFC 3676 §4.3), footers of devices and of
/// mailing lists, disclaimers. A greeting and a name are the writer's own words and stay with the text.  Pure.

#include "mail/reply_lines.h"

#include <vector>

namespace mail {

/// Turns visible lines into signature lines. What is quoted must be known before.
void mark_signatures(std::vector<ReplyLine>& lines);

}  // namespace mail
