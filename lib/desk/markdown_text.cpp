#include "desk/markdown_text.h"

#include "base/text.h"
#include "mail/wrapped_text.h"

#include <cmark.h>

#include <algorithm>
#include <vector>

namespace desk {

namespace {

constexpr std::size_t columns = 72;
constexpr std::size_t columns_min = 24;  // within ever so many quotations
constexpr std::string_view rule = "* * *";

/// A quotation or an item of a list: what stands before its lines.
struct Container {
    std::string first;
    std::string rest;
    bool is_begun = false;
};

class TextWriter {
  public:
    void visit(cmark_node* node, bool is_entered)
    {
        if (is_within_image_(node, is_entered)) return;
        is_entered ? enter(node) : leave(node);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    void enter(cmark_node* node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_BLOCK_QUOTE: containers_.push_back({"> ", "> "}); break;
        case CMARK_NODE_LIST:
            if (is_in_tight_list(node)) is_apart_ = false;
            numbers_.push_back(cmark_node_get_list_start(node));
            break;
        case CMARK_NODE_ITEM: enter_item(node); break;
        case CMARK_NODE_CODE_BLOCK: write_code(literal_of(node)); break;
        case CMARK_NODE_HTML_BLOCK: write_paragraphs(words_of_html(node)); break;
        case CMARK_NODE_THEMATIC_BREAK: write_block({std::string(rule)}); break;
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE: words_ += literal_of(node); break;
        case CMARK_NODE_SOFTBREAK: words_ += stands_for_blank(node) ? " " : ""; break;
        case CMARK_NODE_LINEBREAK: words_ += '\n'; break;
        case CMARK_NODE_HTML_INLINE: words_ += is_html_line_break(node) ? "\n" : ""; break;
        case CMARK_NODE_EMPH: words_ += '_'; break;
        case CMARK_NODE_STRONG: words_ += '*'; break;
        case CMARK_NODE_LINK: words_ += says_its_target(node) ? "<" : ""; break;
        default: break;  // a foreign enum; paragraphs and headings end with their words
        }
    }

    void leave(cmark_node* node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_BLOCK_QUOTE: containers_.pop_back(); break;
        case CMARK_NODE_LIST: numbers_.pop_back(); break;
        case CMARK_NODE_ITEM:
            if (!containers_.back().is_begun) write_block({""});
            containers_.pop_back();
            break;
        case CMARK_NODE_PARAGRAPH: write_block(take_words()); break;
        case CMARK_NODE_HEADING: write_heading(cmark_node_get_heading_level(node)); break;
        case CMARK_NODE_EMPH: words_ += '_'; break;
        case CMARK_NODE_STRONG: words_ += '*'; break;
        case CMARK_NODE_LINK: write_target(node); break;
        case CMARK_NODE_IMAGE:
            words_ += '[' + plain_text_of(node) + ']';
            write_target(node);
            break;
        default: break;
        }
    }

    void enter_item(cmark_node* item)
    {
        cmark_node* list = cmark_node_parent(item);
        if (cmark_node_get_list_tight(list) != 0 && cmark_node_previous(item) != nullptr) is_apart_ = false;
        std::string mark = "- ";
        if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
            mark = std::to_string(numbers_.back()++);
            mark += cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ") " : ". ";
        }
        std::string indent(mark.size(), ' ');
        containers_.push_back({std::move(mark), std::move(indent)});
    }

    static std::string shown_target(cmark_node* node)
    {
        constexpr std::string_view scheme = "mailto:";
        const std::string target = safe_target(node);
        const bool is_address_alone = target.starts_with(scheme) && target.find('?') == std::string::npos;
        return is_address_alone ? target.substr(scheme.size()) : target;
    }

    /// "<https://lists.example>", as it was written.
    static bool says_its_target(cmark_node* node)
    {
        const std::string target = shown_target(node);
        return !target.empty() && plain_text_of(node) == target;
    }

    void write_target(cmark_node* node)
    {
        const std::string target = shown_target(node);
        if (target.empty()) return;
        if (cmark_node_get_type(node) == CMARK_NODE_LINK && says_its_target(node))
            words_ += '>';
        else
            words_ += (words_.empty() ? "<" : " <") + target + '>';
    }

    [[nodiscard]] std::size_t room() const
    {
        std::size_t taken = 0;
        for (const Container& container : containers_) taken += container.rest.size();
        return columns - std::min(taken, columns - columns_min);
    }

    std::vector<std::string> take_words()
    {
        std::vector<std::string> lines = mail::wrap(words_, room());
        words_.clear();
        return lines;
    }

    void write_heading(int level)
    {
        std::vector<std::string> lines = take_words();
        std::size_t width = 0;
        for (const std::string& line : lines) width = std::max(width, mail::display_width(line));
        if (level <= 2) lines.emplace_back(width, level == 1 ? '=' : '-');
        write_block(lines);
    }

    void write_code(std::string_view code)
    {
        std::vector<std::string> lines;
        if (code.ends_with('\n')) code.remove_suffix(1);
        for (const std::string_view line : base::split(code, '\n')) lines.push_back("    " + std::string(line));
        write_block(lines);
    }

    void write_paragraphs(const std::string& words)
    {
        for (const std::string_view paragraph : base::split(words, '\n')) {
            if (!base::trim(paragraph).empty()) write_block(mail::wrap(base::trim(paragraph), room()));
        }
    }

    void write_block(const std::vector<std::string>& lines)
    {
        if (is_apart_ && !text_.empty()) write_line("", false);
        for (const std::string& line : lines) write_line(line, true);
        is_apart_ = true;
    }

    void write_line(std::string_view line, bool begins)
    {
        std::string whole;
        for (Container& container : containers_) {
            const bool is_first = begins && !container.is_begun;
            const bool is_outside = !begins && !container.is_begun;
            if (is_outside) break;
            whole += is_first ? container.first : container.rest;
            if (begins) container.is_begun = true;
        }
        whole += line;
        while (whole.ends_with(' ')) whole.pop_back();
        text_ += whole + '\n';
    }

    std::string text_;
    std::string words_;  ///< of the paragraph or heading
    std::vector<Container> containers_;
    std::vector<int> numbers_;  ///< of the next item, by list
    bool is_apart_ = false;     ///< an empty line comes before the next block
    WithinImage is_within_image_;
};

}  // namespace

std::string markdown_text(const Markdown& markdown)
{
    TextWriter writer;
    markdown.walk([&](cmark_node* node, bool is_entered) { writer.visit(node, is_entered); });
    return writer.take();
}

}  // namespace desk
