#pragma once
/// Markdown as HTML that mail programs show as it is meant: every element has its style with it, since many of them drop
/// what stands in a head. Nothing in it is fetched from anywhere, and nothing of the author's own HTML is in it.  Pure.

#include "desk/markdown.h"

#include <set>
#include <string>

namespace desk {

struct MarkdownHtml {
    std::string html;              ///< what stands within a body
    std::set<std::string> images;  ///< the Content-IDs of those that it shows
};

/// `attached` has the Content-IDs of the images that came along. All others are told by their words, with a link to them
/// where there is one.
[[nodiscard]] MarkdownHtml markdown_html(const Markdown& markdown, const std::set<std::string>& attached);

}  // namespace desk
