#pragma once
/// What a document says, whatever its format: lines, tables and named fields in the order of reading, each with its place
/// for people. Plain values, which the reader in its worker process makes and sends over a pipe.  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace document {

/// UTF-8 on one line, without blanks at its ends. Within it all blanks but tabs are plain ones, as they stand; characters that
/// nobody sees are left out. A single empty one stands for empty lines between others. `place`: "line 7", "page 2, line 12".
struct Line {
    std::string text;
    std::string place;
};

/// As shown: dates and numbers of spreadsheets as ISO 8601 ("2005-05" where no day is shown) and plain digits, truth as "yes"
/// and "no", formulas by their last value. Lines within a cell are kept, with LF. What was merged over several rows
/// stands in each of them that has more to say. `place`: "B4", "table 2, row 3, column 1".
struct Cell {
    std::string text;
    std::string place;
};

struct Table {
    std::string name;                     ///< of the sheet; may be empty
    std::vector<std::vector<Cell>> rows;  ///< of any lengths; wholly empty rows and columns at the ends left out
};

/// A field to be filled in, of a PDF form or a content control; what is filled into the latter stands in its line or cell as
/// well, where a ticked box is U+2612 and another one U+2610.
struct Field {
    std::string name;
    std::string value;  ///< empty: not filled in; a ticked box is "yes", another one "no"
    std::string place;
};

using Block = std::variant<Line, Table, Field>;

struct PageSize {
    double width_mm = 0;
    double height_mm = 0;
};

struct Document {
    std::vector<Block> blocks;
    std::vector<std::string> persons;  ///< whom its properties name, and as what: "author: Ann Example"
    std::vector<PageSize> pages;       ///< of a PDF
    bool has_macros = false;           ///< never run
    bool is_cut = false;               ///< there is more than we read
    bool has_hidden_text = false;      ///< that its reader does not see, and so is left out
};

/// Why a document says nothing to us.
enum class Unreadable : unsigned char {
    encrypted,
    picture,  ///< a photo or a scan: there is no text in it
    damaged,
    hostile,   ///< it would take without bound, or names things outside itself
    unknown,   ///< of no format that we read
    too_long,  ///< the reader did not end in its time or memory
};

[[nodiscard]] std::string_view name_of(Unreadable why);  ///< "encrypted"

using Reading = std::variant<Document, Unreadable>;

}  // namespace document
