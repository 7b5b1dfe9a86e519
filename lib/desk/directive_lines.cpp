#include "desk/directive_lines.h"

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"
#include "mail/lines.h"

#include <algorithm>
#include <array>
#include <optional>

namespace desk {

namespace {

constexpr std::array<std::string_view, 2> directive_names{"Send-At", "Corrects"};
constexpr std::size_t line_octets_max = 998;  // RFC 5322 §2.1.1

/// Tags that break no line. Any other ends it, so that what is not known is rather seen too late than taken out.
constexpr std::array<std::string_view, 20> inline_elements{"a",    "b",      "bdi", "bdo",  "big", "code", "em",
                                                           "font", "i",      "ins", "mark", "o",   "s",    "small",
                                                           "span", "strong", "sub", "sup",  "tt",  "u"};

std::string with_plain_blanks(std::string_view text)
{
    constexpr std::string_view no_break_space = "\u00A0";
    std::string plain(text);
    for (auto at = plain.find(no_break_space); at != std::string::npos; at = plain.find(no_break_space, at))
        plain.replace(at, no_break_space.size(), " ");
    return plain;
}

/// Nothing where it is no directive.
std::optional<DirectiveLine> read_line(std::string_view octets)
{
    if (octets.size() > line_octets_max) return std::nullopt;
    const std::string plain = with_plain_blanks(octets);
    const std::string_view line = base::trim(plain);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view name = base::trim(line.substr(0, colon));
    const auto* const found = std::ranges::find_if(
        directive_names, [&](std::string_view known) { return base::equal_ignoring_case(known, name); });
    if (found == directive_names.end()) return std::nullopt;
    return DirectiveLine{.name = std::string(*found), .value = std::string(base::trim(line.substr(colon + 1)))};
}

bool is_blank(std::string_view octets)
{
    return base::trim(with_plain_blanks(octets)).empty();
}

/// Takes directives out of a page, a line at a time.
class HtmlHead {
  public:
    explicit HtmlHead(std::string_view html) : html_(html) {}

    SplitText split()
    {
        mail::HtmlTokens tokens(html_);
        bool is_at_head = true;
        while (is_at_head) {
            const std::optional<mail::HtmlToken> token = tokens.next();
            if (!token) {
                end_line(nullptr);
                break;
            }
            is_at_head = take(*token);
        }
        split_.rest += html_.substr(kept_until_);
        return std::move(split_);
    }

  private:
    /// False once a line is none of ours.
    bool take(const mail::HtmlToken& token)
    {
        using Kind = mail::HtmlToken::Kind;
        const bool is_tag = token.kind == Kind::start_tag || token.kind == Kind::end_tag;
        if (token.kind == Kind::text) texts_.push_back(token.octets);
        const bool ends_line = is_tag && std::ranges::count(inline_elements, token.name) == 0;
        return !ends_line || end_line(&token);
    }

    bool end_line(const mail::HtmlToken* tag)
    {
        std::string line;
        for (const std::string_view text : texts_) line += mail::decode_entities(text);
        const auto directive = read_line(folded(line));
        if (!directive && !is_blank(line)) return false;
        if (directive) {
            split_.lines.push_back(*directive);
            for (const std::string_view text : texts_) leave_out(offset_of(text), text.size());
        }
        const bool is_break = tag != nullptr && tag->name == "br";
        if (is_break && !split_.lines.empty()) leave_out_tag(*tag);
        texts_.clear();
        return true;
    }

    /// As browsers show it: line ends are blanks, and one of several is shown.
    static std::string folded(std::string_view text)
    {
        std::string line;
        for (const char c : text) {
            const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (is_space && line.ends_with(' ')) continue;
            line += is_space ? ' ' : c;
        }
        return line;
    }

    [[nodiscard]] std::size_t offset_of(std::string_view part) const
    {
        return static_cast<std::size_t>(part.data() - html_.data());
    }

    void leave_out_tag(const mail::HtmlToken& tag)
    {
        const std::size_t begin = html_.rfind('<', offset_of(tag.octets));
        const std::size_t end = offset_of(tag.octets) + tag.octets.size();
        leave_out(begin, end + (html_.substr(end).starts_with('>') ? 1 : 0) - begin);
    }

    void leave_out(std::size_t begin, std::size_t octets)
    {
        split_.rest += html_.substr(kept_until_, begin - kept_until_);
        kept_until_ = begin + octets;
    }

    std::string_view html_;
    std::vector<std::string_view> texts_;  ///< of the line that is read
    std::size_t kept_until_ = 0;
    SplitText split_;
};

}  // namespace

SplitText split_text(std::string_view text)
{
    SplitText split;
    const std::string_view words = mail::without_byte_order_mark(text);
    std::string_view behind = words;
    for (std::string_view ahead = words; !ahead.empty();) {
        const std::string_view line = mail::take_line(ahead);
        const auto directive = read_line(line);
        if (!directive && !is_blank(line)) break;
        if (directive) split.lines.push_back(*directive);
        behind = ahead;
    }
    const bool is_untouched = split.lines.empty();
    const std::string_view mark = text.substr(0, text.size() - words.size());
    split.rest = is_untouched ? std::string(text) : std::string(mark) + std::string(behind);
    return split;
}

SplitText split_html(std::string_view html)
{
    return HtmlHead(html).split();
}

bool has_line(std::string_view text, const DirectiveLine& line)
{
    return std::ranges::any_of(base::split(text, '\n'), [&](std::string_view each) { return read_line(each) == line; });
}

}  // namespace desk
