#pragma once
/// What lines say that have no label, beside others that have: yes or no in a sentence, the day of the letter, addresses that
/// nothing asks for.  Pure.

#include "config/form.h"
#include "form/entry.h"
#include "form/text_lines.h"
#include "form/unknown_labels.h"

#include <cstddef>
#include <span>

namespace form {

/// Adds to `entries` what is missing among them. `loose`: the lines of text that are part of no answer; `labels`: of the same
/// lines.
void read_loose_lines(std::span<const TextLine> lines, std::span<const std::size_t> loose, const UnknownLabels& labels,
                      const config::Form& form, Entries& entries);

}  // namespace form
