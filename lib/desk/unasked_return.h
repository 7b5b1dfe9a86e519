#pragma once
/// A message as a return to a form by somebody of whom nothing is known but what the message says.  Pure.

#include "base/time.h"
#include "config/form.h"
#include "document/reader.h"
#include "form/return.h"

#include <string>
#include <string_view>
#include <vector>

namespace desk {

struct UnaskedReturn {
    std::string from;  ///< the address of its author; empty: it names none
    base::Time wrote_at;
    form::Return content;
};

/// Automatic replies, bounces and complaints are nobody's answers: they read as empty. `now` is when it was written where
/// it does not say; `country`: of its author (ISO 3166 alpha-2), where that is known; `all`: what else may have come back.
[[nodiscard]] UnaskedReturn read_unasked_return(const config::Form& form, const std::vector<config::Form>& all,
                                                std::string_view octets, std::string_view country,
                                                document::Reader& reader, base::Time now);

}  // namespace desk
