#pragma once
/// What goes by its age, a bounded piece at a time so that intake is not kept waiting: handled messages after
/// keep_messages, held ones after keep_held, our own notices.  Pure.

#include "config/config.h"
#include "store/store.h"

#include <vector>

namespace desk {

/// How long after its last reminder a held message still waits: a week, or half of a short keep_held.
[[nodiscard]] base::Duration reminder_time(const config::Server& server);

/// Those of a list (empty: of the operator's side) that a digest told of so long ago that they go a reminder_time from now.
[[nodiscard]] std::vector<store::Message> held_to_remind(store::Store& store, const config::Server& server,
                                                         std::string_view list, std::size_t rows_max, base::Time now);

/// Looks once an hour, and again at once while there is more.
void purge_what_is_old(store::Store& store, const config::Server& server, base::Time now);

}  // namespace desk
