#pragma once
/// The text of an issue, for a web site or a magazine.  Pure.

#include <string>
#include <string_view>

namespace report {

struct ExportedIssue {
    std::string subject;
    std::string language;  ///< tag
    std::string text;      ///< UTF-8, LF, the subject on top
};

/// Real text: of the text/plain part, else of the HTML.
[[nodiscard]] ExportedIssue export_as_text(std::string_view message, std::string_view language);

/// A whole page: of the text/html part as mail/clean_html.h leaves it, else of the text.
[[nodiscard]] ExportedIssue export_as_html(std::string_view message, std::string_view language);

}  // namespace report
