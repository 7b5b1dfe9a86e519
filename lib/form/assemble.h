#pragma once
/// From what stands in a document to the respondent's answers and the rows.  Pure.

#include "form/entry.h"
#include "form/names.h"

#include <string>
#include <vector>

namespace form {

struct FoundRow {
    std::vector<Words> cells;       ///< one a column
    bool is_below_example = false;  ///< a heading says that it is one
};

/// What one part says, before it is read as values.
struct Found {
    std::vector<Words> respondent;  ///< one a question
    std::vector<FoundRow> rows;     ///< blank ones left out
    std::string note;
    bool is_of_own_shape = false;
    bool has_headings = false;  ///< rows stand below headings
    std::vector<std::string> unread_headings;
    std::vector<std::string> unread_labels;
    std::vector<Words> card;                ///< as in Entries
    std::vector<std::string> unread_lines;  ///< with an address that nothing asks for
};

/// A name that both a row and the respondent have goes to whom its neighbours belong.
[[nodiscard]] Found assemble(const Entries& entries, const config::Form& form);

}  // namespace form
