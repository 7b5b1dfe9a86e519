#pragma once
/// The answers in a document's fields: of PDF forms, content controls and the like, by their names.  Pure.

#include "document/document.h"
#include "form/entry.h"
#include "form/names.h"

#include <span>

namespace form {

/// "organization", "respondent_name", "name_2", "Row2.Name", "willing_yes": names with the row's number somewhere and,
/// for a box to be ticked, the answer that it stands for.
[[nodiscard]] Entries read_fields(std::span<const document::Field* const> fields, const Names& names);

}  // namespace form
