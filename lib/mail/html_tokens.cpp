#include "mail/html_tokens.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace mail {

namespace {

constexpr std::size_t name_octets_max = 32;
constexpr std::string_view blanks = " \t\r\n\f";
constexpr std::array<std::string_view, 5> raw_elements{"script", "style", "title", "template", "textarea"};

bool is_blank(char c)
{
    return blanks.find(c) != std::string_view::npos;
}

}  // namespace

std::optional<HtmlToken> HtmlTokens::next()
{
    while (position_ < html_.size()) {
        if (!raw_element_.empty()) {
            HtmlToken raw = take_raw_text();
            if (!raw.octets.empty()) return raw;
        } else if (html_[position_] != '<') {
            return take_text();
        } else if (auto token = take_markup()) {
            return token;
        }
    }
    return std::nullopt;
}

HtmlToken HtmlTokens::take_text()
{
    const std::size_t start = position_;
    position_ = std::min(html_.find('<', start + 1), html_.size());
    return {.kind = HtmlToken::Kind::text, .name = {}, .octets = html_.substr(start, position_ - start)};
}

HtmlToken HtmlTokens::take_raw_text()
{
    const std::size_t start = position_;
    while (position_ < html_.size()) {
        position_ = std::min(html_.find("</", position_), html_.size());
        if (name_at(position_ + 2) == raw_element_) break;
        position_ = std::min(position_ + 2, html_.size());
    }
    HtmlToken token{.kind = HtmlToken::Kind::raw_text,
                    .name = std::move(raw_element_),
                    .octets = html_.substr(start, position_ - start)};
    raw_element_.clear();
    return token;
}

std::optional<HtmlToken> HtmlTokens::take_markup()
{
    const std::string_view rest = html_.substr(position_);
    if (rest.starts_with("<!--")) return take_comment("-->");
    if (rest.starts_with("<!") || rest.starts_with("<?")) return take_comment(">");
    const bool is_end = rest.starts_with("</");
    const std::size_t name_start = position_ + (is_end ? 2 : 1);
    std::string name = name_at(name_start);
    if (name.empty()) return take_text();
    const std::size_t inside = name_start + name.size();
    skip_tag();
    if (!is_end && std::ranges::count(raw_elements, name) > 0) raw_element_ = name;
    const bool is_closed = html_[position_ - 1] == '>' && position_ > inside;
    return HtmlToken{.kind = is_end ? HtmlToken::Kind::end_tag : HtmlToken::Kind::start_tag,
                     .name = std::move(name),
                     .octets = html_.substr(inside, position_ - inside - (is_closed ? 1 : 0))};
}

HtmlToken HtmlTokens::take_comment(std::string_view end)
{
    const std::size_t start = position_;
    const auto found = html_.find(end, position_);
    position_ = found == std::string_view::npos ? html_.size() : found + end.size();
    return {.kind = HtmlToken::Kind::comment, .name = {}, .octets = html_.substr(start, position_ - start)};
}

std::string HtmlTokens::name_at(std::size_t start) const
{
    const std::string_view ahead = html_.substr(std::min(start, html_.size()), name_octets_max);
    if (ahead.empty() || !base::is_alphanumeric(ahead.front()) || base::is_digit(ahead.front())) return {};
    const auto end = std::ranges::find_if_not(ahead, base::is_alphanumeric);
    return base::to_lower(std::string_view(ahead.begin(), end));
}

/// A ">" within a quoted attribute does not end the tag.
void HtmlTokens::skip_tag()
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
void HtmlTokens::skip_quoted(char quote)
{
    bool& is_never_closed = quote == '"' ? no_double_quote_ : no_single_quote_;
    const auto end = is_never_closed ? std::string_view::npos : html_.find(quote, position_ + 1);
    is_never_closed = end == std::string_view::npos;
    if (!is_never_closed) position_ = end;
}

std::optional<HtmlAttribute> take_attribute(std::string_view& inside)
{
    const auto skip = [&](std::size_t end) { inside.remove_prefix(std::min(end, inside.size())); };
    skip(inside.find_first_not_of(" \t\r\n\f/"));
    if (inside.empty()) return std::nullopt;
    const std::size_t name_end = std::min(inside.find_first_of(" \t\r\n\f/=", 1), inside.size());
    HtmlAttribute attribute{.name = base::to_lower(inside.substr(0, name_end)), .value = {}};
    skip(name_end);
    const auto value_start = inside.find_first_not_of(blanks);
    if (value_start == std::string_view::npos || inside[value_start] != '=') return attribute;
    skip(inside.find_first_not_of(blanks, value_start + 1));
    const char quote = inside.empty() ? ' ' : inside.front();
    const bool is_quoted = quote == '"' || quote == '\'';
    const auto end = is_quoted ? inside.find(quote, 1) : inside.find_first_of(blanks);
    attribute.value = inside.substr(is_quoted ? 1 : 0, end == std::string_view::npos ? end : end - (is_quoted ? 1 : 0));
    skip(end == std::string_view::npos ? end : end + 1);
    return attribute;
}

}  // namespace mail
