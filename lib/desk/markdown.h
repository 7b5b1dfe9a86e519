#pragma once
/// A post's text in Markdown (CommonMark, read by cmark): its tree, and what both renderings of it must agree on. Bounded,
/// and walked without recursion.  Pure.

#include "base/failure.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct cmark_node;

namespace desk {

class Markdown {
  public:
    /// cmark takes a fifth of a second for the worst of this size, and four times that for twice as much.
    static constexpr std::size_t octets_max = 64UL * 1024;

    /// `text` is UTF-8. The failure says which limit it exceeds.
    [[nodiscard]] static base::Result<Markdown> parse(std::string_view text);

    /// Each node in the order of the text; those that can have children are entered and left.
    using Visit = std::function<void(cmark_node* node, bool is_entered)>;
    void walk(const Visit& visit) const;

  private:
    struct Free {
        void operator()(cmark_node* node) const;
    };
    explicit Markdown(cmark_node* document) : document_(document) {}

    std::unique_ptr<cmark_node, Free> document_;
};

/// Of a node that has one; empty where it has none.
[[nodiscard]] std::string_view literal_of(cmark_node* node);

/// The target of a link or an image as printable ASCII without blanks (RFC 3986 §2.1), if a mail may link there: http,
/// https and mailto, whole. Empty for all else, so that nothing runs a script, and nothing leads to a place in no page.
[[nodiscard]] std::string safe_target(cmark_node* node);

/// The Content-ID that an image names ("cid:chart@body.example", RFC 2392), without its brackets; empty where it names none.
[[nodiscard]] std::string content_id_of(cmark_node* image);

/// The words within a link or an image, without their markup.
[[nodiscard]] std::string plain_text_of(cmark_node* node);

/// Told of each node of a walk, whether it stands within an image, whose words are no text of the paragraph.
class WithinImage {
  public:
    bool operator()(cmark_node* node, bool is_entered);

  private:
    int depth_ = 0;
};

/// Whether a paragraph's parts stand in a list item without space around them.
[[nodiscard]] bool is_in_tight_list(cmark_node* paragraph);

/// A line end between characters of a script that has no blanks (Chinese, Japanese) stands for none.
[[nodiscard]] bool stands_for_blank(cmark_node* soft_break);

/// The words of raw HTML, which is not passed through; one for each paragraph.
[[nodiscard]] std::string words_of_html(cmark_node* block);

/// A raw "<br>" within a paragraph.
[[nodiscard]] bool is_html_line_break(cmark_node* html);

}  // namespace desk
