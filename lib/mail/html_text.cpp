#include "mail/html_text.h"

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mail {

namespace {

template <std::size_t size>
using Names = std::array<std::string_view, size>;

constexpr Names<33> block_elements{
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd",      "div",    "dl", "dt",
    "footer",  "form",    "h1",    "h2",         "h3",   "h4", "h5",     "h6",      "header", "hr", "html",
    "legend",  "li",      "main",  "nav",        "ol",   "p",  "pre",    "section", "table",  "tr", "ul"};

bool is_one_of(const auto& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

class TextReader {
  public:
    explicit TextReader(std::string_view html) : tokens_(html) {}

    std::string run()
    {
        while (const auto token = tokens_.next()) {
            switch (token->kind) {
            case HtmlToken::Kind::text: take_text(token->octets); break;
            case HtmlToken::Kind::start_tag:
            case HtmlToken::Kind::end_tag: take_tag(*token); break;
            case HtmlToken::Kind::raw_text:
            case HtmlToken::Kind::comment: break;
            }
        }
        return std::move(text_);
    }

  private:
    void take_text(std::string_view octets)
    {
        for (std::size_t i = 0; i < octets.size(); ++i) {
            const Entity entity = octets[i] == '&' ? read_entity(octets.substr(i + 1)) : Entity{};
            if (entity.code_point == 0) {
                take_octet(octets[i]);
            } else {
                begin_text();
                append_character(text_, entity.code_point);
                i += entity.octets;
            }
        }
    }

    void take_octet(char c)
    {
        if (c == '\n' && is_preformatted_) return break_line();
        if (is_blank(c) && !is_preformatted_) {
            has_blank_ = true;
            return;
        }
        begin_text();
        text_ += c;
    }

    void take_tag(const HtmlToken& tag)
    {
        const bool is_end = tag.kind == HtmlToken::Kind::end_tag;
        if (tag.name == "blockquote") is_end ? end_quotation() : begin_quotation(tag.octets);
        if (tag.name == "pre") is_preformatted_ = !is_end;
        if (tag.name == "td" || tag.name == "th") has_blank_ = true;
        if (is_one_of(block_elements, tag.name)) break_line();
    }

    /// Many also indent their own words with it, so it must look like what mail programs make.
    void begin_quotation(std::string_view tag)
    {
        constexpr std::size_t tag_octets_max = 400;
        constexpr std::array<std::string_view, 3> signs{"cite", "quote", "border-left"};
        const std::string inside = base::to_lower(tag.substr(0, tag_octets_max));
        const auto is_in_tag = [&](std::string_view sign) { return inside.find(sign) != std::string::npos; };
        const std::string_view before =
            base::trim(std::string_view(text_).substr(text_.size() - std::min<std::size_t>(text_.size(), 8)));
        const bool is_introduced = before.ends_with(':');
        are_quotations_.push_back(is_introduced || std::ranges::any_of(signs, is_in_tag));
        if (are_quotations_.back()) ++quotations_;
    }

    void end_quotation()
    {
        if (are_quotations_.empty()) return;
        if (are_quotations_.back()) --quotations_;
        are_quotations_.pop_back();
    }

    void break_line()
    {
        if (!text_.empty() && (is_preformatted_ || !text_.ends_with('\n'))) text_ += '\n';
        has_blank_ = false;
    }

    void begin_text()
    {
        const bool begins_line = text_.empty() || text_.ends_with('\n');
        if (begins_line && quotations_ > 0) text_ += "> ";
        if (has_blank_ && !begins_line) text_ += ' ';
        has_blank_ = false;
    }

    HtmlTokens tokens_;
    std::string text_;
    bool has_blank_ = false;  ///< blanks were read, which count when more follows on the line
    bool is_preformatted_ = false;
    std::vector<bool> are_quotations_;  ///< of the blockquotes that are open
    std::size_t quotations_ = 0;
};

}  // namespace

std::string html_to_text(std::string_view html)
{
    return TextReader(html).run();
}

}  // namespace mail
