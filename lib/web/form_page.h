#pragma once
/// The page of a form: GET shows it, with what the member returned before; POST takes it as a return.  Pure.

#include "web/answer.h"

namespace web {

[[nodiscard]] Response answer_form(store::Store& store, const Site& site, const Errand& errand, base::Time now);

}  // namespace web
