#pragma once
/// The parts of a message that may hold answers to a form: its texts, and the documents that came with it.  Pure.

#include "document/reader.h"
#include "form/return.h"

#include <string_view>
#include <vector>

namespace form {

/// In the order of the message. What says nothing by its kind is left out: signatures, calendars, and the pictures that
/// an HTML part shows. Bounded: of very many or very large parts the rest is left out, and the last part says so.
[[nodiscard]] std::vector<Part> parts_of(std::string_view message, document::Reader& reader);

}  // namespace form
