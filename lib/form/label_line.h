#pragma once
/// One line of text, taken apart: labels with what stands behind them, or the mark of a row or section.  Pure.

#include "form/entry.h"
#include "form/names.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace form {

struct LabelPiece {
    Meaning meaning;
    std::string label;  ///< plain
    std::string rest;   ///< what stands behind it, up to the next label
    bool is_note = false;
};

struct LabelLine {
    std::optional<Mark> mark;  ///< stands before the labels, or alone
    std::vector<LabelPiece> pieces;

    [[nodiscard]] bool is_plain() const { return !mark && pieces.empty(); }
};

/// `line` has neither quotation marks nor blanks at its ends.
[[nodiscard]] LabelLine read_label_line(std::string_view line, const Names& names);

}  // namespace form
