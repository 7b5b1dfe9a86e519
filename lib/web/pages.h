#pragma once
/// The pages, by language and name: lib/web/pages/LANGUAGE/NAME.mustache, built in. No scripts, nothing loaded.  Pure.
///
///     Title: Leave {{title}}?
///
///     <p>…</p>

#include "config/templates.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace web {

class Pages {
  public:
    /// Throws std::logic_error when a page that is built in is broken.
    Pages();

    /// A whole document. `language` is one of languages(), else the page is in English. Every value is text, however
    /// much it looks like markup.
    [[nodiscard]] std::string render(std::string_view name, std::string_view language,
                                     const config::TemplateValues& values) const;

    [[nodiscard]] const std::vector<std::string>& languages() const { return languages_; }
    /// Of the style sheet in each page, for a Content-Security-Policy: "sha256-…".
    [[nodiscard]] const std::string& style_hash() const { return style_hash_; }

  private:
    std::map<std::string, std::string, std::less<>> texts_;  ///< by "en/leave"
    std::vector<std::string> languages_;
    std::string style_hash_;
};

}  // namespace web
