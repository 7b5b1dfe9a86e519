#pragma once
/// Whether silence at a stage tells anything: only where an objection would have been made, had reached us, and been
/// understood.  Pure.

#include "config/config.h"
#include "store/store.h"

#include <string>

namespace list {

/// Of a stage that was opened: why silence until its deadline tells nothing. Empty: it tells that nobody objects.
[[nodiscard]] std::string doubt_about_silence(store::Store& store, const config::Config& config,
                                              const store::Stage& stage);

/// After a deadline, until what had been sent by then is here: hosted mailboxes are looked into now and then only.
[[nodiscard]] base::Duration time_to_arrive(const config::Config& config);

}  // namespace list
