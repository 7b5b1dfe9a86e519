#pragma once
/// What a member does by the link that its copies carry: leave, and set its preferences.  Pure.

#include "web/answer.h"

namespace web {

/// GET asks whether to leave; POST with List-Unsubscribe=One-Click (RFC 8058), which is what the page's button sends as
/// well, leaves. Once more is no fault.
[[nodiscard]] Response answer_leave(store::Store& store, const Site& site, const Errand& errand, base::Time now);

/// Language, pause, resume, leave: whoever holds the link could end the membership anyway, so the same token is good for
/// less. The page names no address but the list's.
[[nodiscard]] Response answer_preferences(store::Store& store, const Site& site, const Errand& errand, base::Time now);

}  // namespace web
