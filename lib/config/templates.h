#pragma once
/// The texts of notices: mustache templates by language and name, built in or the operator's own.  Pure.
///
///     Subject: Please confirm your post: {{subject}}
///
///     Dear …
///
/// The first line is the subject, then an empty line, then the body. A page ("issue.html", "issue.text": what an issue in
/// Markdown is set in) has no subject, and its content in {{{content}}}.

#include "base/failure.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {

using TemplateTexts = std::map<std::string, std::string>;

struct TemplateValues {
    TemplateTexts texts;
    std::map<std::string, std::vector<TemplateTexts>> rows;  ///< for {{#name}}…{{/name}}
};

struct RenderedNotice {
    std::string subject;
    std::string body;  ///< UTF-8, LF
};

class Templates {
  public:
    /// `own` has the operator's files by name ("en/confirm_post.mustache"). The failure names the file and what is
    /// wrong with it; a name that nothing uses is wrong as well.
    [[nodiscard]] static base::Result<Templates> load(const std::map<std::string, std::string>& own);

    /// In `language`, else in its first subtag's, else in English. Every value is text: nothing in it is markup.
    [[nodiscard]] RenderedNotice render(std::string_view name, std::string_view language,
                                        const TemplateValues& values) const;

    /// A page in that language, chosen likewise. In "….html", what {{name}} stands for is escaped, {{{name}}} is markup.
    [[nodiscard]] std::string page(std::string_view name, std::string_view language,
                                   const TemplateValues& values) const;

    [[nodiscard]] std::vector<std::string> languages() const;

  private:
    [[nodiscard]] const std::string& find(std::string_view name, std::string_view language) const;

    std::map<std::string, std::string, std::less<>> texts_;  ///< by "en/confirm_post"
};

}  // namespace config
