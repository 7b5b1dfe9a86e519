#pragma once
/// The lines of a return as its reader looks at them: how deep they are quoted, what belongs to the form itself, to mail
/// programs or to signatures, and which labels they have.  Linear.  Pure.

#include "document/document.h"
#include "form/label_line.h"
#include "form/names.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace form {

struct TextLine {
    enum class Kind : unsigned char {
        blank,
        labels,  ///< or a mark
        text,
        form,    ///< prose of the form that we sent
        letter,  ///< of a mail program, the ways in which letters end
    };
    Kind kind = Kind::blank;
    std::string text;  ///< without marks of quotation
    std::string place;
    std::size_t depth = 0;  ///< of quotation
    bool is_signature = false;
    LabelLine labels;
    std::string unknown_label;  ///< of a text: "Who to ask", when it looks like a label that nobody knows
    std::string behind_it;      ///< what stands behind that
};

constexpr std::size_t text_lines_max = 10'000;  // nobody types more

/// At most text_lines_max. What stands in signatures is told by its mark alone: who fills in a form below one means it.
[[nodiscard]] std::vector<TextLine> read_text_lines(std::span<const document::Line* const> lines, const Names& names);

}  // namespace form
