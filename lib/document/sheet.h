#pragma once
/// What is sent out to be filled in, or for a spreadsheet to open: text, blanks with their labels, tables. Plain values that
/// write_xlsx and write_docx make into files.  Pure.

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace document {

struct Paragraph {
    std::string text;
};

/// A label, and beside it room for the answer.
struct LabelledBlank {
    std::string label;
    std::string value;                 ///< what stands there already
    std::vector<std::string> choices;  ///< offered by the spreadsheet, where they fit; anything may be written
};

struct SheetColumn {
    std::string heading;
    double width = 20;  ///< in characters
    std::vector<std::string> choices;
};

/// A row of headings, rows that are filled, rows to be filled in.
struct SheetTable {
    std::vector<SheetColumn> columns;
    std::vector<std::vector<std::string>> rows;  ///< one text a column; missing ones are empty
    std::size_t blank_rows = 0;
};

using SheetPart = std::variant<Paragraph, LabelledBlank, SheetTable>;

/// All texts are UTF-8, LF breaks their lines. They are written as text, whatever they look like: never as formulas.
struct Sheet {
    std::string title;  ///< shown first
    std::vector<SheetPart> parts;
};

}  // namespace document
