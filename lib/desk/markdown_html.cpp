#include "desk/markdown_html.h"

#include "base/text.h"

#include <cmark.h>

#include <array>
#include <string_view>

namespace desk {

namespace {

// Colours of words and grounds are inherited from the frame (templates/), which has those of the dark as well.
constexpr std::string_view paragraph_style = "margin:0 0 16px";
constexpr std::string_view last_paragraph_style = "margin:0";
constexpr std::string_view list_style = "margin:0 0 16px;padding:0 0 0 26px";
constexpr std::string_view inner_list_style = "margin:6px 0 0;padding:0 0 0 26px";
constexpr std::string_view item_style = "margin:0 0 6px";
constexpr std::string_view quote_style =
    "margin:0 0 16px;padding:2px 0 2px 16px;border-left:4px solid #b9c7d6;color:#4a5968";
constexpr std::string_view code_style =
    "padding:1px 4px;background-color:#eff2f5;border-radius:3px;font-family:Consolas,Menlo,monospace;font-size:14px";
constexpr std::string_view code_block_style =
    "margin:0 0 16px;padding:12px 16px;background-color:#eff2f5;border-radius:4px;font-family:Consolas,Menlo,monospace;"
    "font-size:14px;line-height:1.45;white-space:pre-wrap";
constexpr std::string_view link_style = "color:#1a5fb4;text-decoration:underline";
constexpr std::string_view rule_style = "margin:24px 0;border:0;border-top:1px solid #d9e0e7";
constexpr std::string_view image_style = "max-width:100%;height:auto;border:0";
constexpr std::string_view section_style = "margin:32px 0 12px;padding:20px 0 0;border-top:1px solid #d9e0e7;";

constexpr std::array<std::string_view, 7> heading_styles{
    "",
    "margin:0 0 16px;font-size:26px;line-height:1.25;font-weight:700;color:#14263d",
    "margin:0 0 12px;font-size:21px;line-height:1.3;font-weight:700;color:#1f3a5f",
    "margin:24px 0 8px;font-size:17px;line-height:1.35;font-weight:700;color:#1f3a5f",
    "margin:20px 0 8px;font-size:16px;line-height:1.4;font-weight:700;color:#1f3a5f",
    "margin:20px 0 8px;font-size:16px;line-height:1.4;font-weight:400;color:#1f3a5f",
    "margin:20px 0 8px;font-size:16px;line-height:1.4;font-weight:400;color:#1f3a5f",
};

std::string escaped(std::string_view text)
{
    std::string html;
    for (const char c : text) {
        switch (c) {
        case '&': html += "&amp;"; break;
        case '<': html += "&lt;"; break;
        case '>': html += "&gt;"; break;
        case '"': html += "&quot;"; break;
        default: html += c;
        }
    }
    return html;
}

class HtmlWriter {
  public:
    explicit HtmlWriter(const std::set<std::string>& attached) : attached_(attached) {}

    void visit(cmark_node* node, bool is_entered)
    {
        if (is_within_image_(node, is_entered)) return;
        is_entered ? enter(node) : leave(node);
    }

    [[nodiscard]] MarkdownHtml take() { return std::move(written_); }

  private:
    void enter(cmark_node* node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_BLOCK_QUOTE: open("blockquote", quote_style); break;
        case CMARK_NODE_LIST: open_list(node); break;
        case CMARK_NODE_ITEM: open("li", item_style); break;
        case CMARK_NODE_CODE_BLOCK: write_element("pre", code_block_style, literal_of(node), "\n"); break;
        case CMARK_NODE_HTML_BLOCK: write_paragraphs(words_of_html(node)); break;
        case CMARK_NODE_PARAGRAPH:
            if (!is_in_tight_list(node)) open("p", is_last_within(node) ? last_paragraph_style : paragraph_style);
            break;
        case CMARK_NODE_HEADING: open_heading(node); break;
        case CMARK_NODE_THEMATIC_BREAK: open("hr", rule_style); break;
        case CMARK_NODE_TEXT: written_.html += escaped(literal_of(node)); break;
        case CMARK_NODE_CODE: write_element("code", code_style, literal_of(node), ""); break;
        case CMARK_NODE_SOFTBREAK: written_.html += stands_for_blank(node) ? "\n" : ""; break;
        case CMARK_NODE_LINEBREAK: written_.html += "<br>\n"; break;
        case CMARK_NODE_HTML_INLINE: written_.html += is_html_line_break(node) ? "<br>\n" : ""; break;
        case CMARK_NODE_EMPH: written_.html += "<em>"; break;
        case CMARK_NODE_STRONG: written_.html += "<strong>"; break;
        case CMARK_NODE_LINK: open_link(safe_target(node)); break;
        default: break;  // a foreign enum: the document itself, and images, which are written when they are left
        }
    }

    void leave(cmark_node* node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_BLOCK_QUOTE: written_.html += "</blockquote>\n"; break;
        case CMARK_NODE_LIST: written_.html += is_ordered(node) ? "</ol>\n" : "</ul>\n"; break;
        case CMARK_NODE_ITEM: written_.html += "</li>\n"; break;
        case CMARK_NODE_PARAGRAPH: written_.html += is_in_tight_list(node) ? "\n" : "</p>\n"; break;
        case CMARK_NODE_HEADING: written_.html += "</" + heading_name(node) + ">\n"; break;
        case CMARK_NODE_EMPH: written_.html += "</em>"; break;
        case CMARK_NODE_STRONG: written_.html += "</strong>"; break;
        case CMARK_NODE_LINK: close_link(); break;
        case CMARK_NODE_IMAGE: write_image(node); break;
        default: break;
        }
    }

    void open(std::string_view name, std::string_view style, std::string_view more = {})
    {
        written_.html += '<';
        written_.html += name;
        written_.html += more;
        written_.html += " style=\"";
        written_.html += style;
        written_.html += "\">";
    }

    void write_element(std::string_view name, std::string_view style, std::string_view text, std::string_view behind)
    {
        open(name, style);
        written_.html += escaped(text) + "</" + std::string(name) + ">";
        written_.html += behind;
    }

    void write_paragraphs(const std::string& words)
    {
        for (const std::string_view paragraph : base::split(words, '\n')) {
            if (!base::trim(paragraph).empty()) write_element("p", paragraph_style, base::trim(paragraph), "\n");
        }
    }

    static bool is_ordered(cmark_node* list) { return cmark_node_get_list_type(list) == CMARK_ORDERED_LIST; }

    /// The quotation or item that it ends has a margin of its own.
    static bool is_last_within(cmark_node* block)
    {
        return cmark_node_next(block) == nullptr &&
               cmark_node_get_type(cmark_node_parent(block)) != CMARK_NODE_DOCUMENT;
    }

    void open_list(cmark_node* list)
    {
        const bool is_inner = cmark_node_get_type(cmark_node_parent(list)) == CMARK_NODE_ITEM;
        const int start = cmark_node_get_list_start(list);
        const bool starts_elsewhere = is_ordered(list) && start != 1;
        open(is_ordered(list) ? "ol" : "ul", is_inner ? inner_list_style : list_style,
             starts_elsewhere ? " start=\"" + std::to_string(start) + '"' : "");
    }

    static std::string heading_name(cmark_node* heading)
    {
        return 'h' + std::to_string(cmark_node_get_heading_level(heading));
    }

    /// A second-level one begins a section, which a rule sets apart from what stands above.
    void open_heading(cmark_node* heading)
    {
        const int level = cmark_node_get_heading_level(heading);
        const bool begins_section = level == 2 && !written_.html.empty();
        std::string style(heading_styles.at(static_cast<std::size_t>(level)));
        if (begins_section) style = std::string(section_style) + style.substr(style.find(';') + 1);
        open(heading_name(heading), style);
    }

    void open_link(const std::string& target)
    {
        is_in_link_ = !target.empty();
        if (is_in_link_) open("a", link_style, " href=\"" + escaped(target) + '"');
    }

    void close_link()
    {
        if (is_in_link_) written_.html += "</a>";
        is_in_link_ = false;
    }

    void write_image(cmark_node* image)
    {
        const std::string words = plain_text_of(image);
        const std::string id = content_id_of(image);
        if (attached_.contains(id)) {
            open("img", image_style, " src=\"cid:" + escaped(id) + "\" alt=\"" + escaped(words) + '"');
            written_.images.insert(id);
            return;
        }
        const std::string target = safe_target(image);
        if (is_in_link_ || target.empty()) {
            written_.html += escaped(words);
            return;
        }
        open_link(target);
        written_.html += escaped(words.empty() ? target : words);
        close_link();
    }

    const std::set<std::string>& attached_;
    MarkdownHtml written_;
    bool is_in_link_ = false;
    WithinImage is_within_image_;
};

}  // namespace

MarkdownHtml markdown_html(const Markdown& markdown, const std::set<std::string>& attached)
{
    HtmlWriter writer(attached);
    markdown.walk([&](cmark_node* node, bool is_entered) { writer.visit(node, is_entered); });
    return writer.take();
}

}  // namespace desk
