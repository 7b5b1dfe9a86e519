#pragma once
/// Who answers, all in one line: "Ann Example, Example Council (Norway)".  Pure.

#include <optional>
#include <string>
#include <string_view>

namespace form {

struct WriterLine {
    std::string name;
    std::string organization;  ///< empty: not said
    std::string country;       ///< its code, or empty
    std::string date;          ///< as written, or empty
};

/// Nothing where the text is no more than a name, or no name stands first.
[[nodiscard]] std::optional<WriterLine> read_writer_line(std::string_view text);

/// Whether it says name, organization and country: no answer looks like that.
[[nodiscard]] bool is_whole_writer_line(std::string_view text);

}  // namespace form
