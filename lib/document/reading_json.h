#pragma once
/// A reading as the reader process answers it: JSON, compact, and read back with suspicion.  Pure.
///
///     {"why":"encrypted"}
///     {"blocks":[["l",text,place],["f",name,value,place],["t",name,[[[text,place],…],…]]],
///      "persons":[…],"pages":[[21000,29700],…] (hundredths of mm),"macros":true,"cut":true,"hidden":true}

#include "document/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace document {

[[nodiscard]] std::string to_json(const Reading& reading);

/// Nothing when it is not of that shape.
[[nodiscard]] std::optional<Reading> from_json(std::string_view json);

}  // namespace document
