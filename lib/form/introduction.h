#pragma once
/// Who wrote, where a sentence says it: "My name is Ann Example, I work for the Example Council (Norway)."  Pure.

#include "form/text_lines.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace form {

struct Introduction {
    std::string name;
    std::string organization;  ///< empty: not said
    std::string country;       ///< its code, or empty
    std::string date;          ///< as written, or empty
    std::string place;
};

/// "Prepared by Ann Example, Example Council, Norway": a line that heads a list. Its place is left empty.
[[nodiscard]] std::optional<Introduction> introduced_in(std::string_view line);

/// "Ann Example, Example Council, Norway" as the last line of a text.
[[nodiscard]] std::optional<Introduction> introduced_at_end(std::span<const TextLine> lines);

/// The first such sentence or line of the letter, in languages that write names with capitals.
[[nodiscard]] std::optional<Introduction> find_introduction(std::span<const TextLine> lines);

}  // namespace form
