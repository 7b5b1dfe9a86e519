#pragma once
/// The page behind a question that was asked by mail (join, leave, change, invitation, admission): GET asks once more,
/// POST answers.  Pure.

#include "web/answer.h"

namespace web {

[[nodiscard]] Response answer_confirmation(store::Store& store, const Site& site, const Errand& errand, base::Time now);

}  // namespace web
