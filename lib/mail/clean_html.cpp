#include "mail/clean_html.h"

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"
#include "mail/text_html.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace mail {

namespace {

constexpr std::size_t depth_max = 500;

/// What is text and its structure. Other elements are left out; what they hold stays.
constexpr auto kept_elements = std::to_array<std::string_view>({
    "a",     "abbr",  "article", "b",      "blockquote", "br",         "caption", "cite",   "code",   "dd",   "del",
    "dfn",   "div",   "dl",      "dt",     "em",         "figcaption", "figure",  "footer", "h1",     "h2",   "h3",
    "h4",    "h5",    "h6",      "header", "hr",         "i",          "ins",     "kbd",    "li",     "mark", "ol",
    "p",     "pre",   "q",       "s",      "samp",       "section",    "small",   "span",   "strong", "sub",  "sup",
    "table", "tbody", "td",      "tfoot",  "th",         "thead",      "time",    "tr",     "u",      "ul",
});

/// Whose content is no text of the page either.
constexpr auto skipped_elements = std::to_array<std::string_view>({
    "applet",
    "audio",
    "button",
    "canvas",
    "iframe",
    "math",
    "noframes",
    "object",
    "select",
    "svg",
    "video",
});

constexpr auto void_elements = std::to_array<std::string_view>(
    {"br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "embed"});

/// The next one of them ends the one before.
constexpr auto self_ending_elements = std::to_array<std::string_view>({"p", "li", "td", "th", "tr", "dt", "dd"});

constexpr auto kept_attributes =
    std::to_array<std::string_view>({"title", "lang", "dir", "colspan", "rowspan", "start", "datetime"});

constexpr auto counting_parameters = std::to_array<std::string_view>(
    {"utm_", "mc_cid=", "mc_eid=", "fbclid=", "gclid=", "msclkid=", "_hsenc=", "_hsmi="});

bool is_one_of(const auto& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

bool is_counting(std::string_view parameter)
{
    return std::ranges::any_of(counting_parameters,
                               [&](std::string_view each) { return base::starts_with_ignoring_case(parameter, each); });
}

std::string without_counting(std::string_view url)
{
    const std::size_t fragment = std::min(url.find('#'), url.size());
    const std::size_t query = url.substr(0, fragment).find('?');
    if (query == std::string_view::npos) return std::string(url);
    std::string kept;
    for (const std::string_view parameter : base::split(url.substr(query + 1, fragment - query - 1), '&')) {
        if (!is_counting(parameter)) kept += (kept.empty() ? "?" : "&") + std::string(parameter);
    }
    return std::string(url.substr(0, query)) + kept + std::string(url.substr(fragment));
}

/// Browsers pass over blanks and controls before and within a scheme, so a target that holds any leads nowhere.
std::string target_of(std::string_view value)
{
    const std::string decoded = decode_entities(value);
    const std::string_view url = base::trim(decoded);
    const bool is_plain = std::ranges::all_of(url, [](char c) { return static_cast<unsigned char>(c) > ' '; });
    const bool is_known = base::starts_with_ignoring_case(url, "https://") ||
                          base::starts_with_ignoring_case(url, "http://") ||
                          base::starts_with_ignoring_case(url, "mailto:");
    return is_plain && is_known ? without_counting(url) : std::string{};
}

/// "display:none" and "visibility:hidden", as previews of newsletters are hidden.
bool hides(std::string_view style)
{
    std::string plain = base::to_lower(decode_entities(style));
    std::erase_if(plain, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    return plain.find("display:none") != std::string::npos || plain.find("visibility:hidden") != std::string::npos;
}

/// What of a tag's attributes counts.
struct Tag {
    std::string attributes;  ///< as they are written, each after a blank
    std::string alt;
    bool is_hidden = false;
};

Tag read_tag(const HtmlToken& token)
{
    Tag tag;
    std::vector<std::string> seen;  // of two with one name the first counts
    std::string_view inside = token.octets;
    while (const auto attribute = take_attribute(inside)) {
        const std::string& name = attribute->name;
        if (name == "hidden" || (name == "style" && hides(attribute->value))) tag.is_hidden = true;
        if (name == "alt") tag.alt = decode_entities(attribute->value);
        const bool is_link = token.name == "a" && name == "href";
        if ((!is_link && !is_one_of(kept_attributes, name)) || is_one_of(seen, name)) continue;
        seen.push_back(name);
        const std::string value =
            escape_markup(is_link ? target_of(attribute->value) : decode_entities(attribute->value));
        if (!value.empty()) tag.attributes += ' ' + name + "=\"" + value + '"';
    }
    return tag;
}

class Cleaner {
  public:
    explicit Cleaner(std::string_view html) : tokens_(html) {}

    std::string run()
    {
        while (const auto token = tokens_.next()) {
            if (skipped_depth_ > 0 && !ends_skipping(*token)) continue;
            take(*token);
        }
        while (!open_.empty()) close_last();
        return std::move(html_);
    }

  private:
    void take(const HtmlToken& token)
    {
        switch (token.kind) {
        case HtmlToken::Kind::text: html_ += escape_markup(decode_entities(token.octets)); break;
        case HtmlToken::Kind::start_tag: open(token); break;
        case HtmlToken::Kind::end_tag: close(token.name); break;
        case HtmlToken::Kind::raw_text:
        case HtmlToken::Kind::comment: break;
        }
    }

    void open(const HtmlToken& token)
    {
        const bool is_void = is_one_of(void_elements, token.name);
        const Tag tag = read_tag(token);
        if (tag.is_hidden || is_one_of(skipped_elements, token.name)) {
            if (!is_void) skip(token.name);
            return;
        }
        if (token.name == "img") html_ += escape_markup(tag.alt);
        if (!is_one_of(kept_elements, token.name)) return;
        if (is_one_of(self_ending_elements, token.name) && !open_.empty() && open_.back() == token.name) close_last();
        if (!is_void && open_.size() == depth_max) return;
        html_ += '<' + token.name + tag.attributes + '>';
        if (is_void) return;
        open_.push_back(token.name);
        ++open_names_[token.name];
    }

    /// The end of an element that is not open ends nothing.
    void close(const std::string& name)
    {
        if (open_names_[name] == 0) return;
        while (open_.back() != name) close_last();
        close_last();
    }

    void close_last()
    {
        html_ += "</" + open_.back() + '>';
        --open_names_[open_.back()];
        open_.pop_back();
    }

    void skip(const std::string& name)
    {
        skipped_ = name;
        skipped_depth_ = 1;
    }

    /// Whether the token stands behind what is skipped and is to be taken itself.
    bool ends_skipping(const HtmlToken& token)
    {
        const bool is_start = token.kind == HtmlToken::Kind::start_tag && token.name == skipped_;
        const bool is_end = token.kind == HtmlToken::Kind::end_tag && token.name == skipped_;
        if (is_start && is_one_of(self_ending_elements, skipped_)) {
            skipped_depth_ = 0;
            return true;
        }
        if (is_start) ++skipped_depth_;
        if (is_end) --skipped_depth_;
        return false;
    }

    HtmlTokens tokens_;
    std::string html_;
    std::vector<std::string> open_;
    std::map<std::string, std::size_t, std::less<>> open_names_;  // how many of them are open
    std::string skipped_;
    std::size_t skipped_depth_ = 0;  // 0: nothing is skipped
};

}  // namespace

std::string clean_html(std::string_view html)
{
    return Cleaner(html).run();
}

}  // namespace mail
