#pragma once
/// Somebody's details as they stand on a card: name, post, organization, address, country, telephones, a line each and hardly
/// a label. For a form for one.  Pure.

#include "config/form.h"
#include "form/entry.h"
#include "form/text_lines.h"

#include <span>

namespace form {

/// One row of the first such lines, all of it guessed but what labels say elsewhere; none when there are no such lines. What
/// has a label is left to whoever reads labels.
[[nodiscard]] Entries read_business_card(std::span<const TextLine> lines, const config::Form& form);

}  // namespace form
