#pragma once
/// One reading of a return out of those of its parts: the same answers stand in a mail's text and in its HTML, in a blank
/// form that is quoted and in the filled one that is attached.  Pure.

#include "config/form.h"
#include "form/assemble.h"

#include <string>
#include <vector>

namespace form {

struct FoundInPart {
    std::string part;
    Found found;
};

/// Words, and the part that has them.
struct Source {
    Words words;
    std::string part;
};

struct Merged {
    std::vector<Source> respondent;
    std::vector<std::vector<Source>> rows;
    std::string note;
    bool is_of_own_shape = false;
    std::vector<std::string>
        examples_changed;  ///< the first words of rows that are nearly the form's example, and left out
    std::vector<std::string> unread_headings;  ///< of columns that may hold what the form asks for
    std::vector<std::string> unread_labels;
    std::vector<Source> card;               ///< of the respondent, where nothing but the end of the letter says it
    std::vector<std::string> unread_lines;  ///< with an address that nothing asks for
    bool is_cut = false;                    ///< there are more rows than a return may have
};

constexpr std::size_t rows_max = 5'000;  // of one return

/// Examples are left out here. What parts have in common stands once, at the place where most of it is.
[[nodiscard]] Merged merge(const config::Form& form, std::vector<FoundInPart> parts);

}  // namespace form
