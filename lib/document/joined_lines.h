#pragma once
/// The text of a cell out of the lines that its width broke it into.  Pure.

#include <string>
#include <vector>

namespace document {

/// A line of a cell, and where it begins and ends, in points.
struct CellLine {
    std::string text;
    double left = 0;
    double right = 0;
};

/// LF parts the lines, but where a word was broken: behind a hyphen, in an address, between East Asian letters, or where a word
/// alone was wider than the cell. `left`, `right`: the edges of the cell.
[[nodiscard]] std::string join_lines(const std::vector<CellLine>& lines, double left, double right);

}  // namespace document
