#pragma once
/// What the readers of text, tables and fields find in a document, in its order, before anybody knows which row or
/// respondent it belongs to.  Pure.

#include "form/names.h"
#include "form/value.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace form {

/// What somebody wrote, and where.
struct Words {
    std::string text;  ///< with LF between lines; empty: nothing
    std::string place;
    Sureness sureness = Sureness::sure;  ///< that it answers what we think

    [[nodiscard]] bool is_empty() const { return text.empty(); }
};

/// An answer behind or below a label, or a label that stands alone.
struct Labelled {
    Meaning meaning;
    Words words;
};

/// A heading, or the number of a row.
struct Mark {
    enum class Kind : unsigned char { row, example, respondent };
    Kind kind = Kind::row;
    std::optional<std::size_t> number;
};

/// A whole row of a table: one a column of the form.
struct TableRow {
    std::vector<Words> cells;
};

/// An answer behind a label that nobody knows, or a line without one right above others.
struct Stranger {
    std::string label;  ///< empty: there is none
    Words words;
    bool is_second = false;  ///< of two lines without a label
};

/// Words that answer the form's free note.
struct Note {
    Words words;
};

using Entry = std::variant<Labelled, Mark, TableRow, Note, Stranger>;

struct Entries {
    std::vector<Entry> all;
    bool is_of_own_shape = false;              ///< some table has headings of its own
    bool has_headings = false;                 ///< some table names its columns
    std::vector<std::string> unread_headings;  ///< of columns with something in them, while the form's own lack one
    std::vector<std::string> unread_labels;    ///< among those of the form, with something behind them
    std::vector<std::string> unread_lines;     ///< with an address that nothing asks for
    std::vector<Words> card;  ///< what the end of the letter says of the respondent: one a question, or none
};

inline void append(Entries& entries, Entries more)
{
    entries.is_of_own_shape = entries.is_of_own_shape || more.is_of_own_shape;
    entries.has_headings = entries.has_headings || more.has_headings;
    std::ranges::move(more.all, std::back_inserter(entries.all));
    std::ranges::move(more.unread_headings, std::back_inserter(entries.unread_headings));
    std::ranges::move(more.unread_labels, std::back_inserter(entries.unread_labels));
    if (std::ranges::all_of(entries.card, &Words::is_empty)) entries.card = std::move(more.card);
    std::ranges::move(more.unread_lines, std::back_inserter(entries.unread_lines));
}

}  // namespace form
