#include "mail/html_text.h"

#include "base/text.h"

#include <libxml/HTMLparser.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <vector>

namespace mail {

namespace {

constexpr std::size_t name_octets_max = 32;

template <std::size_t size>
using Names = std::array<std::string_view, size>;

constexpr Names<5> hidden_elements{"script", "style", "title", "template", "textarea"};
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

void append_character(std::string& text, std::uint32_t code_point)
{
    constexpr std::uint32_t no_break_space = 0xA0;
    std::array<char, U8_MAX_LENGTH> octets{};
    std::int32_t length = 0;
    UBool is_error = 0;
    const auto capacity = static_cast<std::int32_t>(octets.size());
    const auto character = static_cast<UChar32>(code_point == no_break_space ? ' ' : code_point);
    U8_APPEND(octets, length, capacity, character, is_error);
    if (is_error == 0) text.append(octets.data(), static_cast<std::size_t>(length));
}

/// What stands between "&" and ";". Zero when it is nothing.
std::uint32_t entity_value(std::string_view name)
{
    if (name.starts_with('#')) {
        const bool is_hex = base::to_lower(name.substr(1, 1)) == "x";
        const std::string_view digits = name.substr(is_hex ? 2 : 1);
        std::uint32_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
        const bool is_read = error == std::errc{} && end == digits.data() + digits.size();
        return is_read && U_IS_UNICODE_CHAR(value) ? value : 0;
    }
    const std::string key(name);
    const auto* const entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(key.c_str()));  // NOLINT: octets
    return entity == nullptr ? 0 : entity->value;
}

class TextReader {
  public:
    explicit TextReader(std::string_view html) : html_(html) {}

    std::string run()
    {
        while (position_ < html_.size()) {
            const char c = html_[position_];
            if (c == '<')
                take_markup();
            else if (c == '&')
                take_entity();
            else
                take_octet(c);
        }
        return std::move(text_);
    }

  private:
    void take_octet(char c)
    {
        ++position_;
        if (c == '\n' && is_preformatted_) return break_line();
        if (is_blank(c) && !is_preformatted_) {
            has_blank_ = true;
            return;
        }
        begin_text();
        text_ += c;
    }

    void take_entity()
    {
        const std::string_view ahead = html_.substr(position_ + 1, name_octets_max);
        const auto end = ahead.find(';');
        const std::uint32_t value = end == std::string_view::npos ? 0 : entity_value(ahead.substr(0, end));
        if (value == 0) return take_octet('&');
        begin_text();
        append_character(text_, value);
        position_ += end + 2;
    }

    void take_markup()
    {
        const std::string_view rest = html_.substr(position_);
        if (rest.starts_with("<!--")) return skip_past("-->");
        if (rest.starts_with("<!") || rest.starts_with("<?")) return skip_past(">");
        const bool is_end = rest.starts_with("</");
        const std::string name = name_at(position_ + (is_end ? 2 : 1));
        if (name.empty()) return take_octet('<');
        const std::size_t start = position_;
        skip_tag();
        if (name == "blockquote") is_end ? end_quotation() : begin_quotation(html_.substr(start, position_ - start));
        if (!is_end && is_one_of(hidden_elements, name)) skip_hidden(name);
        if (name == "pre") is_preformatted_ = !is_end;
        if (name == "td" || name == "th") has_blank_ = true;
        if (is_one_of(block_elements, name)) break_line();
    }

    [[nodiscard]] std::string name_at(std::size_t start) const
    {
        const std::string_view ahead = html_.substr(std::min(start, html_.size()), name_octets_max);
        if (ahead.empty() || !base::is_alphanumeric(ahead.front()) || base::is_digit(ahead.front())) return {};
        const auto end = std::ranges::find_if_not(ahead, base::is_alphanumeric);
        return base::to_lower(std::string_view(ahead.begin(), end));
    }

    void skip_past(std::string_view end)
    {
        const auto found = html_.find(end, position_);
        position_ = found == std::string_view::npos ? html_.size() : found + end.size();
    }

    /// A ">" within a quoted attribute does not end the tag.
    void skip_tag()
    {
        char before = '<';
        for (; position_ < html_.size(); ++position_) {
            const char c = html_[position_];
            if (c == '>') {
                ++position_;
                return;
            }
            if (before == '=' && (c == '"' || c == '\'')) skip_quoted(c);
            if (!is_blank(c)) before = c;
        }
    }

    /// A quote that is never closed is a character like others; that is found out only once.
    void skip_quoted(char quote)
    {
        bool& is_never_closed = quote == '"' ? no_double_quote_ : no_single_quote_;
        const auto end = is_never_closed ? std::string_view::npos : html_.find(quote, position_ + 1);
        is_never_closed = end == std::string_view::npos;
        if (!is_never_closed) position_ = end;
    }

    void skip_hidden(std::string_view name)
    {
        while (position_ < html_.size()) {
            position_ = std::min(html_.find("</", position_), html_.size());
            if (name_at(position_ + 2) == name) return skip_tag();
            position_ = std::min(position_ + 2, html_.size());
        }
    }

    /// Many also indent their own words with it, so it must look like what mail programs make.
    void begin_quotation(std::string_view tag)
    {
        constexpr std::size_t tag_octets_max = 400;
        constexpr std::array<std::string_view, 3> signs{"cite", "quote", "border-left"};
        const std::string inside =
            base::to_lower(tag.substr(1 + std::string_view("blockquote").size(), tag_octets_max));
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

    std::string_view html_;
    std::size_t position_ = 0;
    std::string text_;
    bool has_blank_ = false;  ///< blanks were read, which count when more follows on the line
    bool is_preformatted_ = false;
    bool no_double_quote_ = false;
    bool no_single_quote_ = false;
    std::vector<bool> are_quotations_;  ///< of the blockquotes that are open
    std::size_t quotations_ = 0;
};

}  // namespace

std::string html_to_text(std::string_view html)
{
    return TextReader(html).run();
}

}  // namespace mail
